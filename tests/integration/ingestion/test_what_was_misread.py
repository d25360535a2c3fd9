"""Files that other programs misread: refused, or read with a note."""

from __future__ import annotations

import base64
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.ingestion import DocumentMetadata, ingest, open_store, read_document
from knowledge.ingestion.errors import UnreadableFileError
from knowledge.settings import Config

NOTICE = (
    "花溪区小学一年级报名须知\n报名时间为六月一日至六月五日，请家长带户口簿和居住证原件到学校登记。"
)


def read(path: Path) -> list[str]:
    (document,) = read_document(path, DocumentMetadata())
    return [block.text for block in document.blocks]


@pytest.mark.parametrize(
    "text",
    [
        NOTICE.encode().decode("latin-1") * 2,
        "".join(f"(cid:{number})" for number in range(300, 400)),
        "".join(f"/g{number} " for number in range(300, 400)),
        "".join(chr(0xE000 + number) for number in range(80)),
        "ܐܒܓܕܗܘܙܚܛܝܟܠܡܢ" * 5,
    ],
)
def test_text_that_nobody_can_read_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(UnreadableFileError, match="nobody can read"):
        read(path)


@pytest.mark.parametrize(
    "text", [NOTICE, "Where to vaccinate: the café's list.", "收费：一律免费。"]
)
def test_readable_text_passes(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, encoding="utf-8")
    assert read(path)


def test_one_bad_byte_at_the_end_of_a_gbk_file_is_a_note(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_bytes(NOTICE.encode("gb18030") + b"\xb9")
    (document,) = read_document(path, DocumentMetadata())
    assert document.title == "花溪区小学一年级报名须知"
    assert "1 unreadable character" in document.notes[0]


def test_a_saved_page_is_read_as_the_page(tmp_path: Path) -> None:
    head = (
        "From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n"
        'Content-Type: multipart/related; boundary="x"\r\n\r\n'
        "--x\r\nContent-Type: text/html; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )

    page = (
        "<html><head><meta charset='utf-8'></head><body><p>就近入学，免收学费。</p></body></html>"
    )
    body = base64.b64encode(page.encode()).decode()
    path = tmp_path / "a.mhtml"
    path.write_bytes(f"{head}{body}\r\n--x--\r\n".encode())
    assert read(path) == ["就近入学，免收学费。"]
    path.write_bytes(b"From: x\r\nMIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\nhello")
    with pytest.raises(UnreadableFileError, match="MHTML"):
        read(path)


def test_a_running_head_of_two_lines_is_dropped_and_a_filled_form_read(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = BytesIO()
    canvas = Canvas(stream)
    for number in range(1, 4):
        canvas.setFont("STSong-Light", 12)
        for line, text in enumerate(
            ["花溪区教育局文件", "内部编号", f"第{number}部分的正文写在这里。", f"第 {number} 页"]
        ):
            canvas.drawString(72, 760 - 20 * line, text)
        if number == 3:
            canvas.acroForm.textfield(name="电话", value="0851-1", x=72, y=500)
        canvas.showPage()
    canvas.save()
    path = tmp_path / "a.pdf"
    path.write_bytes(stream.getvalue())
    assert len(PdfReader(path).pages) == 3
    assert read(path) == [*(f"第{n}部分的正文写在这里。" for n in (1, 2, 3)), "电话：0851-1"]


def test_the_same_notice_as_page_and_as_text_is_kept_once(tmp_path: Path) -> None:
    config = Config(path=tmp_path / "config.yml", home=tmp_path / "home", values={})
    page, plain = tmp_path / "a.html", tmp_path / "b.txt"
    title, text = NOTICE.split("\n")
    page.write_text(f"<h1>{title}</h1><p>{text}</p><p>收费：120元。</p>", encoding="utf-8")
    plain.write_text(f"{title}\n{text.replace('，', ', ')}\n收费: 120 元", encoding="utf-8")
    other = tmp_path / "c.txt"
    other.write_text(f"{title}\n{text}\n收费：130元。", encoding="utf-8")
    report = ingest([page, plain, other], DocumentMetadata(), config, refresh=lambda _: None)
    assert [len(report.added), len(report.unchanged)] == [2, 1]
    assert "was not stored again" in "\n".join(report.notes)
    with open_store(config) as store:
        assert sorted(d.source for d in store.documents()) == ["a.html", "c.txt"]
