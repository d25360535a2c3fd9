from __future__ import annotations

from datetime import date

import pytest

from nlu.understanding.facts import extract_facts

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "months"),
    [
        ("来了两年", 24),
        ("来贵阳三年了", 36),
        ("住了半年", 6),
        ("搬来8个月", 8),
        ("在这里住了一年半", 18),
        ("来遵义一年多", 12),
        ("待了十年", 120),
        ("来了2年零3个月", 27),
        ("来了不到一年", 11),
        ("来了半个月", 0),
        ("来了20天", 0),
        ("刚来", 0),
        ("上个月来的", 1),
        ("去年来的", 12),
        ("2023年来的", 36),
        ("两年没打疫苗", None),
        ("交了两年社保", None),
        ("来办医保", None),
    ],
)
def test_how_long_the_family_has_lived_here(text: str, months: int | None) -> None:
    assert extract_facts(text, today=TODAY).months_here == months


@pytest.mark.parametrize(("text", "months"), [("两年", 24), ("半年多", 6), ("大概3个月吧", 3)])
def test_a_bare_length_of_time_answers_how_long(text: str, months: int) -> None:
    assert extract_facts(text, "months_here").months_here == months


@pytest.mark.parametrize(
    ("text", "insured"),
    [
        ("娃有医保", True),
        ("买了医保", True),
        ("在老家交了合作医疗", True),
        ("没得医保", False),
        ("娃没有医保怎么办", False),
        ("还没买医保", False),
        ("医保断了", False),
        ("有没有医保", None),
        ("有医保吗?", None),
        ("医保怎么办", None),
        ("我没得医保", None),
    ],
)
def test_whether_the_child_is_insured(text: str, insured: bool | None) -> None:
    assert extract_facts(text).has_insurance is insured


@pytest.mark.parametrize(
    ("text", "disability"),
    [
        ("娃有残疾证", True),
        ("儿子自闭症", True),
        ("没有残疾", False),
        ("没得残疾", False),
        ("我老公是残疾人", None),
        ("去残联问", None),
        ("是不是残疾都可以", None),
    ],
)
def test_whether_the_child_has_a_disability(text: str, disability: bool | None) -> None:
    assert extract_facts(text).has_disability is disability


@pytest.mark.parametrize(
    ("text", "hardship"),
    [
        ("我们是低保户", True),
        ("家里困难得很", True),
        ("没得钱交学费", True),
        ("不困难", False),
        ("不是低保户", False),
        ("入园困难", None),
        ("打疫苗", None),
    ],
)
def test_whether_the_family_is_in_hardship(text: str, hardship: bool | None) -> None:
    assert extract_facts(text).in_hardship is hardship


@pytest.mark.parametrize("field", ["has_insurance", "has_disability", "in_hardship"])
def test_a_bare_yes_or_no_answers_the_question_just_asked(field: str) -> None:
    assert getattr(extract_facts("有", field), field) is True
    assert getattr(extract_facts("没得", field), field) is False
    assert getattr(extract_facts("不晓得", field), field) is None


@pytest.mark.parametrize(
    ("text", "rating"),
    [
        ("5分", 5),
        ("打4分", 4),
        ("五星", 5),
        ("给三颗星", 3),
        ("满意", 4),
        ("非常满意", 5),
        ("不满意", 2),
        ("一般", 3),
        ("9分", None),
        ("5分钟", None),
        ("满意吗?", None),
    ],
)
def test_a_rating_is_read_in_points_and_words(text: str, rating: int | None) -> None:
    assert extract_facts(text).rating == rating


def test_a_bare_number_is_a_rating_only_when_one_was_asked_for() -> None:
    assert extract_facts("4", "rating").rating == 4
    assert extract_facts("6", "rating").rating is None
    assert extract_facts("4").rating is None


@pytest.mark.parametrize(
    ("text", "ordinal"),
    [
        ("第二个再讲细点", 2),
        ("第3条是哪样意思", 3),
        ("第一", 1),
        ("2", 2),
        ("第二个娃", None),
        ("第一次来", None),
        ("第三中学", None),
        ("第二个月", None),
    ],
)
def test_an_earlier_item_is_pointed_at(text: str, ordinal: int | None) -> None:
    assert extract_facts(text).ordinal == ordinal


def test_a_bare_number_points_at_nothing_while_a_field_is_asked_for() -> None:
    assert extract_facts("2", "child_age").ordinal is None


@pytest.mark.parametrize(
    "text",
    ["查 GZ261123-K7M4Q9XT", "gz261123-k7m4q9xt", "gz261123k7m4q9xt 办到哪点了"],
)
def test_a_request_number_is_found_in_its_stored_form(text: str) -> None:
    assert extract_facts(text).request_number == "GZ261123-K7M4Q9XT"
