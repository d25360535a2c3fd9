"""Real files of every kind that cannot be taken: one clear line each, and the rest goes on."""

from __future__ import annotations

import os
import tempfile
import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import docx
import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.ingestion import Document, DocumentMetadata, read_document
from knowledge.ingestion.errors import UnreadableFileError
from knowledge.ingestion.reading import read_paths
from knowledge.ingestion.settings import IngestionSettings

TEXT = "居住在本市的流动儿童，可以就近入学。"
SETTINGS = IngestionSettings(max_file_mb=1, max_unpacked_mb=12, max_compression=50)


def pdf_of(*pages: list[str]) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    buffer = BytesIO()
    canvas = Canvas(buffer)
    for lines in pages:
        canvas.setFont("STSong-Light", 12)
        for index, line in enumerate(lines):
            canvas.drawString(72, 780 - 20 * index, line)
        canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def locked(pdf: bytes, user_password: str) -> bytes:
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.encrypt(user_password=user_password, owner_password="owner", algorithm="AES-256")
    buffer = BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def docx_of(*lines: str) -> bytes:
    document = docx.Document()
    for line in lines:
        document.add_paragraph(line)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def stuffed_docx(megabytes: int) -> bytes:
    buffer = BytesIO(docx_of(TEXT))
    with zipfile.ZipFile(buffer, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("word/media/image1.bmp", b"\x00" * (megabytes * 1024 * 1024))
    return buffer.getvalue()


def failure(path: Path) -> UnreadableFileError:
    outcomes = list(read_paths([path], DocumentMetadata(), SETTINGS))
    (error,) = [outcome for outcome in outcomes if isinstance(outcome, UnreadableFileError)]
    assert "\n" not in str(error)
    assert str(error).startswith(f"{path.name}: ")
    return error


def document(path: Path) -> Document:
    (found,) = read_document(path, DocumentMetadata())
    return found


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\x00" * 100
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("nothing.txt", b"", "empty"),
        ("blank.txt", b" \r\n\t\n", "empty"),
        ("picture.png", PNG, "damaged"),
        ("picture.txt", PNG, "damaged"),
        ("program.html", b"\x7fELF\x02\x01\x01" + b"\x00" * 100, "binary"),
        ("noise.txt", bytes((7 * i * i + i // 3) % 256 for i in range(4000)), "binary"),
        ("letter.rtf", b"{\\rtf1 text}", "binary"),
        ("archive.zip", b"PK\x03\x04" + b"\x00" * 300, "binary"),
        ("old.doc", OLE, "old_word"),
        ("locked.docx", OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted"),
        ("broken.docx", docx_of(TEXT)[:2000], "damaged"),
        ("fake.docx", TEXT.encode(), "damaged"),
        ("bomb.docx", stuffed_docx(30), "zip_bomb"),
        ("dense-bomb.docx", stuffed_docx(11), "zip_bomb"),
        ("locked.pdf", locked(pdf_of([TEXT]), "secret"), "encrypted"),
        ("scan.pdf", pdf_of([], []), "no_text_layer"),
        ("broken.pdf", pdf_of([TEXT])[:300], "damaged"),
        ("fake.pdf", TEXT.encode(), "damaged"),
        ("empty.html", b"<html><body><script>x()</script></body></html>", "no_content"),
        ("large.txt", b"a" * (1024 * 1024 + 1), "too_large"),
        ("lines.jsonl", b'{"id": "a", "text": "\xe5', "encoding"),
        ("cut.jsonl", b'{"id": "a", "te', "broken_lines"),
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_taken_is_told_by_its_reason(
    tmp_path: Path, name: str, data: bytes, code: str
) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert failure(path).code == code


def test_200_megabytes_are_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge.txt"
    with path.open("wb") as file:
        file.truncate(200 * 1024 * 1024)
    assert str(failure(path)).startswith("huge.txt: has 200 MB, more than the 1 MB allowed")


@pytest.fixture
def _ordinary_user() -> Iterator[None]:
    """Be nobody for a while when the tests are run by the superuser, who may read everything."""
    before = os.geteuid()
    if before == 0:
        os.seteuid(65534)
    yield
    os.seteuid(before)


@pytest.mark.usefixtures("_ordinary_user")
def test_a_file_without_permission_is_told() -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "private.txt"
        path.write_text(TEXT, encoding="utf-8")
        path.chmod(0)
        assert failure(path).code == "no_permission"
        private = Path(folder) / "private"
        private.mkdir(mode=0)
        assert failure(private).code == "no_permission"


def test_links_that_run_in_circles_end(tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "again").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "self.txt").symlink_to(tmp_path / "self.txt")
    outcomes = list(read_paths([tmp_path], DocumentMetadata(), SETTINGS))
    assert [o.source for o in outcomes if isinstance(o, Document)] == ["notice.txt"]
    assert [o.code for o in outcomes if isinstance(o, UnreadableFileError)] == ["link_loop"]


def test_missing_and_special_files_are_told(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert failure(pipe).code == "not_a_file"
    assert failure(tmp_path / "nowhere.txt").code == "not_found"
    empty = tmp_path / "empty"
    empty.mkdir()
    assert failure(empty).code == "nothing_in_folder"


def test_a_folder_is_read_to_the_bottom_and_bad_files_do_not_stop_it(tmp_path: Path) -> None:
    (tmp_path / "b" / "c").mkdir(parents=True)
    (tmp_path / "a.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "b" / "bad.pdf").write_bytes(b"%PDF-1.4 nothing")
    (tmp_path / "b" / "c" / "d.md").write_text(f"# 通知\n\n{TEXT}", encoding="utf-8")
    (tmp_path / ".hidden.txt").write_text(TEXT, encoding="utf-8")
    outcomes = list(read_paths([tmp_path], DocumentMetadata(), SETTINGS))
    assert [(type(o).__name__, o.source) for o in outcomes] == [
        ("Document", "a.txt"),
        ("UnreadableFileError", "bad.pdf"),
        ("Document", "d.md"),
    ]
    with pytest.raises(UnreadableFileError, match=r"bad\.pdf: is damaged"):
        read_document(tmp_path, DocumentMetadata())


def test_a_json_lines_file_with_broken_lines_gives_the_others(tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl"
    path.write_text('{"id": "a", "text": "就近入学。"}\n{"id": \n{"id": "b", "text": ""}\n')
    outcomes = list(read_paths([path], DocumentMetadata(), SETTINGS))
    assert [o.id for o in outcomes if isinstance(o, Document)] == ["a"]
    assert str(outcomes[-1]) == (
        "documents.jsonl: 2 line(s) not taken (line 2 is not complete JSON; line 3 has no text);"
        " the others were read"
    )


def test_a_pdf_locked_against_changes_only_is_read(tmp_path: Path) -> None:
    path = tmp_path / "notice.pdf"
    path.write_bytes(locked(pdf_of([TEXT]), ""))
    assert document(path).blocks[0].text == TEXT


def test_a_pdf_loses_running_heads_page_numbers_and_line_breaks(tmp_path: Path) -> None:
    pages = [
        [
            "某市教育局文件",
            f"第{number}条 居住在本市的流动儿童可以就近入学,公办学位不足的由政府",
            "购买学位。",
            "请各区县认真执行本条规定。",
            f"— {page} —",
        ]
        for page, number in enumerate("一二三", start=1)
    ]
    path = tmp_path / "notice.pdf"
    path.write_bytes(pdf_of(*pages))
    blocks = document(path).blocks
    assert [block.text for block in blocks][:2] == [
        "第一条 居住在本市的流动儿童可以就近入学,公办学位不足的由政府购买学位。",
        "请各区县认真执行本条规定。",
    ]
    assert [block.locator for block in blocks] == ["第一条"] * 2 + ["第二条"] * 2 + ["第三条"] * 2


def test_a_word_document_keeps_title_headings_and_tables(tmp_path: Path) -> None:
    word = docx.Document()
    word.add_heading("关于入学的通知", level=0)
    word.add_heading("办理流程", level=1)
    word.add_paragraph("先登记，再核验。")
    table = word.add_table(rows=2, cols=2)
    for cell, text in zip(table._cells, ["学段", "时间", "小学", "6月"], strict=True):
        cell.text = text
    path = tmp_path / "notice.docx"
    word.save(str(path))
    found = document(path)
    assert found.title == "关于入学的通知"
    assert [(block.locator, block.text) for block in found.blocks] == [
        ("“办理流程”", "办理流程"),
        ("“办理流程”第1段", "先登记，再核验。"),
        ("“办理流程”第2段", "学段 | 时间"),
        ("“办理流程”第3段", "小学 | 6月"),
    ]


def test_a_file_with_a_damaged_character_is_read_and_the_loss_is_told(tmp_path: Path) -> None:
    path = tmp_path / "cut.txt"
    path.write_bytes((TEXT * 10).encode()[:-1])
    found = document(path)
    assert found.blocks[0].text == (TEXT * 10)[:-1]
    assert found.notes == (
        "cut.txt: 1 unreadable character(s) were left out; compare with the original",
    )


@pytest.mark.parametrize("encoding", ["gb18030", "big5", "utf-16"])
def test_a_file_in_an_old_encoding_has_the_words_of_one_in_utf8(
    tmp_path: Path, encoding: str
) -> None:
    words = "中小學生可以就近入學" if encoding == "big5" else TEXT
    path, modern = tmp_path / "old.txt", tmp_path / "modern.txt"
    path.write_bytes((words * 3).encode(encoding))
    modern.write_text(words * 3, encoding="utf-8")
    assert document(path).content_hash == document(modern).content_hash
