"""What Word files hold beside plain paragraphs, written by hand in Word's own XML."""

from __future__ import annotations

import zipfile
from io import BytesIO

import pytest

from knowledge.ingestion.documents import Extracted
from knowledge.ingestion.readers.docx import read_docx
from knowledge.ingestion.settings import IngestionSettings

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/wordprocessingml/main"


def part(root: str, body: str, namespace: str = W) -> str:
    return f'<w:{root} xmlns:w="{namespace}">{body}</w:{root}>'


def word(body: str, namespace: str = W, **parts: str) -> Extracted:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(
            "word/document.xml", part("document", f"<w:body>{body}</w:body>", namespace)
        )
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", part(name, content, namespace))
        archive.writestr(
            "word/_rels/document.xml.rels",
            '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
            '<Relationship Id="rId1" Type="t" Target="gone/nowhere.xml"/></Relationships>',
        )
    return read_docx(stream.getvalue(), "a.docx", IngestionSettings())


def texts(found: Extracted) -> list[str]:
    return [block.text for block in found.blocks]


def run(text: str) -> str:
    return f"<w:r><w:t>{text}</w:t></w:r>"


def cell(text: str, properties: str = "", more: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(text)}</w:p>{more}</w:tc>"


@pytest.mark.parametrize(
    "inside",
    [
        "<w:ins>{}</w:ins>",
        "<w:hyperlink>{}</w:hyperlink>",
        "<w:smartTag>{}</w:smartTag>",
        "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>",
        "<w:fldSimple>{}</w:fldSimple>",
        "<w:del><w:r><w:delText>旧的</w:delText></w:r></w:del>{}",
    ],
)
def test_text_in_a_wrapper_is_read_and_deleted_text_is_not(inside: str) -> None:
    body = f"<w:p>{run('咨询电话：')}{inside.format(run('0851-1'))}</w:p>"
    assert texts(word(body)) == ["咨询电话：0851-1"]


def test_a_content_control_around_paragraphs_is_read() -> None:
    body = f"<w:sdt><w:sdtContent><w:p>{run('第一段')}</w:p></w:sdtContent></w:sdt>"
    assert texts(word(body)) == ["第一段"]


def test_a_text_box_is_read_once_behind_its_paragraph() -> None:
    box = f"<w:txbxContent><w:p>{run('框里的话')}</w:p></w:txbxContent>"
    both = f"<w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback>"
    both = f"<w:r><w:AlternateContent>{both}</w:AlternateContent></w:r>"
    assert texts(word(f"<w:p>{run('正文')}{both}</w:p>")) == ["正文", "框里的话"]


def test_a_footnote_stands_behind_its_paragraph() -> None:
    reference = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    body = f"<w:p>{run('正文')}{reference}</w:p><w:p>{run('后文')}</w:p>"
    note = f'<w:footnote w:id="2"><w:p>{run("须本人到场")}</w:p></w:footnote>'
    assert texts(word(body, footnotes=note)) == ["正文", "须本人到场", "后文"]


def test_numbers_that_word_makes_are_part_of_the_text() -> None:
    numbering = (
        '<w:abstractNum w:abstractNumId="7">'
        '<w:lvl w:ilvl="0"><w:start w:val="1"/><w:numFmt w:val="chineseCounting"/>'
        '<w:lvlText w:val="%1、"/></w:lvl>'
        '<w:lvl w:ilvl="1"><w:start w:val="1"/><w:numFmt w:val="decimal"/>'
        '<w:lvlText w:val="%2."/></w:lvl></w:abstractNum>'
        '<w:num w:numId="3"><w:abstractNumId w:val="7"/></w:num>'
    )

    def point(text: str, depth: int) -> str:
        numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="3"/></w:numPr>'
        return f"<w:p><w:pPr>{numbered}</w:pPr>{run(text)}</w:p>"

    points = [("材料", 0), ("户口簿", 1), ("居住证", 1), ("时间", 0), ("六月", 1)]
    body = "".join(point(text, depth) for text, depth in points)
    assert texts(word(body, numbering=numbering)) == [
        "一、材料",
        "1.户口簿",
        "2.居住证",
        "二、时间",
        "1.六月",
    ]


def row(*cells: str) -> str:
    return f"<w:tr>{''.join(cells)}</w:tr>"


def test_merged_equal_and_empty_cells_stay_under_their_heads() -> None:
    restart, wide = '<w:vMerge w:val="restart"/>', '<w:gridSpan w:val="2"/>'
    rows = [
        row(cell("学段"), cell("开始"), cell("结束"), cell("电话")),
        row(cell("小学", restart), cell("6月"), cell("6月"), cell("1")),
        row(cell("", "<w:vMerge/>"), cell("7月"), cell(""), cell("2")),
        row(cell("初中"), cell("8月", wide), cell("3")),
    ]
    body = f"<w:tbl>{''.join(rows)}</w:tbl>"
    assert texts(word(body)) == [
        "学段 | 开始 | 结束 | 电话",
        "小学 | 6月 | 6月 | 1",
        "小学 | 7月 | — | 2",
        "初中 | 8月 | 8月 | 3",
    ]


def test_a_table_inside_a_cell_is_not_lost() -> None:
    inner = f"<w:tbl><w:tr>{cell('周一')}{cell('上午')}</w:tr></w:tbl><w:p/>"
    body = f"<w:tbl><w:tr>{cell('时间')}{cell('见下', more=inner)}</w:tr></w:tbl>"
    assert texts(word(body)) == ["时间 | 见下", "周一 | 上午"]


def test_strict_files_and_dangling_relations_are_no_damage() -> None:
    assert texts(word(f"<w:p>{run('就近入学。')}</w:p>", STRICT)) == ["就近入学。"]


def test_pictures_that_were_not_read_are_counted() -> None:
    body = f"<w:p>{run('见图')}<w:r><w:drawing><w:pic/></w:drawing></w:r></w:p>"
    assert "1 picture(s)" in word(body).notes[0]
