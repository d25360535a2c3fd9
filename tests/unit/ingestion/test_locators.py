from __future__ import annotations

import pytest

from knowledge.ingestion.documents import RawBlock
from knowledge.ingestion.structure import locate, split_lost_lines


def locators(*blocks: RawBlock | str) -> list[str]:
    raw = [block if isinstance(block, RawBlock) else RawBlock(block) for block in blocks]
    return [block.locator for block in locate(raw)]


def lines_of(text: str) -> list[str]:
    return [block.text for block in split_lost_lines([RawBlock(text)])]


def test_articles_are_cited_by_their_number_alone() -> None:
    assert locators(
        "第二章 保障措施", "第五条 教育部门应当保障入学。", "（一）幼儿园；", "第六条 卫生部门……"
    ) == ["第二章", "第五条", "第五条(一)", "第六条"]


def test_numbered_points_are_cited_from_the_outermost() -> None:
    lines = ("前言如下。", "一、入学", "（一）条件", "1.年龄。", "（二）流程", "二、就医")
    found = ["第1段", "一、", "一、(一)", "一、(一)1.", "一、(二)", "二、"]
    assert locators(*lines) == found


def test_paragraphs_are_counted_below_their_heading() -> None:
    heading = RawBlock("办理流程", level=2)
    assert locators("开头。", heading, "先登记。", "再核验。") == [
        "第1段", "“办理流程”", "“办理流程”第1段", "“办理流程”第2段",
    ]  # fmt: skip


def test_a_heading_closes_those_of_its_own_depth() -> None:
    assert locators(
        RawBlock("入学", level=2), RawBlock("材料", level=3), RawBlock("就医", level=2), "内容。"
    ) == ["“入学”", "“入学”“材料”", "“就医”", "“就医”第1段"]


def test_a_page_is_cited_where_there_is_no_numbering() -> None:
    assert locators(RawBlock("内容。", page=4), RawBlock("第一条 目的。", page=5)) == [
        "第4页", "第一条",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "第三条规定的情形除外。",
        "第二条和第三条另有要求的从其规定。",
        "1.5万元以下的。",
        "一、二、三年级学生就近入学。",
    ],
)
def test_a_reference_or_an_amount_opens_no_point(text: str) -> None:
    assert locators(text) == ["第1段"]


def test_points_whose_line_breaks_were_lost_are_found_again() -> None:
    text = "现通知如下： 一、保障入学 1.就近安排。 2.购买学位。二、保障就医。（一）参保。"
    points = ["一、保障入学", "1.就近安排。", "2.购买学位。", "二、保障就医。", "（一）参保。"]
    assert lines_of(text) == ["现通知如下：", *points]


def test_a_space_behind_a_full_stop_is_a_lost_paragraph() -> None:
    assert lines_of("第一段结束。 第二段开始。") == ["第一段结束。", "第二段开始。"]


def test_numbers_inside_a_sentence_do_not_break_it() -> None:
    text = "补助标准为每人 1.5万元，按照 第三条规定 执行，2025年3月1日起实施。"
    assert lines_of(text) == [text]
