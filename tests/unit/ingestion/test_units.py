"""A document piece by piece, as it is searched and told."""

from __future__ import annotations

from pathlib import Path

from knowledge.ingestion import DocumentMetadata, read_document
from knowledge.ingestion.documents import Block
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


ANSWERS = """# 青岩县转学问答

**问：外省户口能转来吗？**
答：能。带居住证和学籍证明。

【校车】每天两趟。走路十分钟以内的不坐。

* 周六10:00 讲绘本
* 周日15:00 小实验

联系人：教育股 0851-2345678

要考试吗？不考试，也不分快慢班。
"""


def test_an_answer_stands_under_its_question(tmp_path: Path) -> None:
    found = pieces(tmp_path, ANSWERS)
    answer = next(unit for unit in found if "居住证" in unit.own)
    assert answer.above[0] == "外省户口能转来吗？"
    assert not [unit for unit in found if unit.own.startswith("问：")]


def test_a_question_is_no_piece_without_the_answer_behind_it(tmp_path: Path) -> None:
    (piece,) = [unit for unit in pieces(tmp_path, ANSWERS) if "考试" in unit.own]
    assert "不分快慢班" in piece.own


def test_a_name_in_brackets_stands_above_the_whole_paragraph(tmp_path: Path) -> None:
    walking = next(unit for unit in pieces(tmp_path, ANSWERS) if "十分钟" in unit.own)
    assert walking.above[0] == "校车"


def test_short_lines_that_say_something_are_pieces(tmp_path: Path) -> None:
    said = [unit.own for unit in pieces(tmp_path, ANSWERS)]
    assert "周六10:00 讲绘本" in said
    assert "联系人：教育股 0851-2345678" in said


JOINED = (
    Block("服务点 | 地点 | 时间 | 电话", "第1段"),
    Block("东关服务点 | 东关卫生院二楼 | 周一上午 | 0851-2345671", "第2段"),
    Block("西关服务点 | 西关卫生院一楼周二上午 | 0851-2345672", "第3段"),
    Block("南关服务点 | 南关小学 | 周三全天 | 0851-2345673", "第4段"),
)


def test_a_row_with_two_cells_in_one_is_told_and_heads_no_others() -> None:
    found = units(JOINED)
    assert [unit.own.count("0851-") for unit in found] == [1, 1, 1]
    assert found[1].own == JOINED[2].text
    assert found[2].heads == ("服务点", "地点", "时间", "电话")


def test_a_paragraph_that_says_something_before_it_introduces_is_a_piece() -> None:
    opening = "报名自2026年7月1日起，至7月9日止。大家问得多的回答如下："
    said = [unit.own for unit in units((Block(opening, "第1段"), Block("各位家长：", "第2段")))]
    assert said[0] == "报名自2026年7月1日起，至7月9日止。"
    assert "各位家长：" not in said
