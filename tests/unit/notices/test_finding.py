"""What a question asks of a document, and which of its lines may be told or shown."""

from __future__ import annotations

import pytest

from knowledge.answers.notices.asked import asked_in
from knowledge.answers.notices.finding import Finder, overlap
from knowledge.ingestion.documents import Block
from knowledge.ingestion.units import Unit, units

TABLE = (
    Block("街道 | 电话", "第1段"),
    Block("西门街道 | 0855-8063319", "第2段"),
    Block("湾溪街道 | 0855-8501826", "第3段"),
)


def finder(*blocks: Block) -> Finder:
    return Finder("某县低保受理点", blocks)


@pytest.mark.parametrize(
    ("question", "details"),
    [
        ("哪几天去交材料", {"date"}),
        ("要几天才办得下来", {"duration"}),
        ("补助发到哪个月", {"date"}),
        ("要哪年哪月生的才收", {"age"}),
        ("报名收不收钱", {"fee"}),
        ("哪个派出所可以办", {"place"}),
        ("网上申报几号结束", {"date"}),
    ],
)
def test_questions_ask_for_what_their_question_words_ask(question: str, details: set[str]) -> None:
    assert set(asked_in(question).details) == details


def test_words_of_grammar_are_not_missed_in_a_document() -> None:
    telling = asked_in("之前那次没赶上，马上要交的是哪样").telling
    assert {
        word for word, weight in telling.items() if weight and word in ("之前", "马上")
    } == set()


def test_a_body_called_by_a_common_word_has_no_name_of_its_own() -> None:
    assert asked_in("公办幼儿园一个月好多钱").bodies == ()
    assert asked_in("双堰街道的电话好多").bodies == ("双堰街道",)
    assert asked_in("搬到隔壁那个社区要不要重新登记").bodies == ()


def test_a_line_told_for_one_detail_may_answer_another_that_it_shows() -> None:
    line = "体检在县医院二楼做，费用80元，由家长承担。"
    found = finder(Block(line, "第1段"), Block("报名不考试。", "第2段"))
    asked = asked_in("体检要好多钱，在哪里做")
    told = found.find("fee", asked, ended=True) or found.nearest("fee", asked)[0]
    assert found.is_likeliest("place", asked, told)
    assert not found.is_likeliest("phone", asked, told)


def test_a_table_and_its_rows_are_no_rivals_nor_is_the_table_its_own() -> None:
    table, *rows = sorted(units((Block("受理点", "一、", heading=True), *TABLE)), key=_rows)
    assert overlap(table, table)
    assert all(overlap(row, table) and overlap(table, row) for row in rows)
    assert not overlap(rows[0], rows[1])


def _rows(unit: Unit) -> int:
    return -len(unit.lines)


def test_who_asks_for_one_office_is_not_told_of_another() -> None:
    asked = asked_in("开怀街道的电话好多")
    assert finder(*TABLE).find("phone", asked) is None
    assert finder(*TABLE).nearest("phone", asked) == []


def test_what_holds_in_another_year_is_not_told() -> None:
    blocks = [Block("补种应于2026年9月30日前完成。", "第1段")]
    assert (
        finder(*blocks).weighed(
            "date",
            asked_in("2027年秋季哪天前补种完"),
        )
        == []
    )
    assert finder(*blocks).weighed("date", asked_in("2026年秋季哪天前补种完")) != []


def test_a_line_without_a_number_is_never_shown_for_a_telephone() -> None:
    blocks = [Block("咨询电话请到窗口索取。", "第1段"), Block("咨询：0855-8226417。", "第2段")]
    shown = finder(*blocks).nearest("phone", asked_in("咨询电话好多"))
    assert all("0855" in line for one in shown for line in one.lines)
