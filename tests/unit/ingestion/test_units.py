"""A document piece by piece, as it is searched and told."""

from __future__ import annotations

from pathlib import Path

from knowledge.ingestion import DocumentMetadata, read_document
from knowledge.ingestion.units import Unit, units

NOTICE = """青岩县教育局

关于2026年秋季转学的通告

各中小学、家长：

一、受理时间。9月1日至9月5日受理，逾期不再受理。

二、转学材料：
1. 户口簿；
2. 学籍证明。

三、收费

| 项目 | 金额（元） |
|---|---|
| 校服 | 180 |
| 作业本 | 20 |
"""


def pieces(folder: Path, text: str = NOTICE, name: str = "notice.md") -> list[Unit]:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    (document,) = read_document(file, DocumentMetadata())
    return units(document.blocks)


def test_a_sentence_is_told_with_its_short_paragraph(tmp_path: Path) -> None:
    sentence = next(unit for unit in pieces(tmp_path) if unit.own.startswith("9月1日"))
    assert sentence.lines == ("一、受理时间。9月1日至9月5日受理，逾期不再受理。",)


def test_a_list_is_a_piece_with_what_introduces_it(tmp_path: Path) -> None:
    listed = next(unit for unit in pieces(tmp_path) if unit.own.startswith("二、"))
    assert listed.lines == ("二、转学材料：", "1. 户口簿；", "2. 学籍证明。")


def test_a_row_stands_under_the_heads_of_its_table_and_its_heading(tmp_path: Path) -> None:
    row = next(unit for unit in pieces(tmp_path) if unit.cells == ("校服", "180"))
    assert row.lines == ("校服：180",)
    assert row.above == ("收费", "项目", "金额（元）")


def test_the_heads_of_a_table_are_no_piece(tmp_path: Path) -> None:
    assert ("项目", "金额（元）") not in [unit.cells for unit in pieces(tmp_path)]


def test_an_addressee_holds_no_section(tmp_path: Path) -> None:
    assert not [unit for unit in pieces(tmp_path) if "各中小学" in "".join(unit.above)]


def test_the_office_above_a_title_is_no_title(tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICE, encoding="utf-8")
    (document,) = read_document(file, DocumentMetadata())
    assert document.title == "关于2026年秋季转学的通告"
    assert document.issuer == "青岩县教育局"
