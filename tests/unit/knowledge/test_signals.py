from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.language import normalise
from nlu.understanding.topics.needs import find_pair, halves, split_points
from nlu.understanding.topics.signals import signals


@pytest.mark.parametrize(
    ("text", "detail"),
    [
        ("上小学要带哪样材料", "papers"),
        ("打疫苗要不要带户口本", "papers"),
        ("普惠园一学期学费好多", "fee"),
        ("签家庭医生要钱不", "fee"),
        ("低保一个月领好多钱", "amount"),
        ("住院能报几成", "amount"),
        ("幼儿园几月份报名", "date"),
        ("医保缴费截止到哪天", "date"),
        ("残联电话是多少", "phone"),
        ("接种点具体在哪点", "address"),
        ("读公办要满足哪些条件", "eligibility"),
    ],
)
def test_a_detail_asked_for_is_seen(text: str, detail: str) -> None:
    assert detail in signals().details_in(normalise(text))


@pytest.mark.parametrize(
    "text",
    [
        "娃儿在贵阳读一年级，没得本地户口读得成公办不",
        "政府出钱买的学位，我们读得成不",
        "转学手续咋个走",
        "学校不管欺负人的事",
        "想给娃上医保",
    ],
)
def test_a_plain_question_asks_for_no_absent_detail(text: str) -> None:
    assert set(signals().details_in(normalise(text))) <= {"frequency"}


@pytest.mark.parametrize(
    ("text", "place"),
    [("深圳的公租房轮候多久", "深圳"), ("我娃在义乌读书要哪样条件", "义乌")],
)
def test_a_question_about_another_province_names_the_place(text: str, place: str) -> None:
    assert signals().place_elsewhere(normalise(text)) == place


@pytest.mark.parametrize(
    "text",
    ["老家在四川，现在贵阳读书", "医保是湖南买的，在这边住院咋报", "从广东回来，娃咋个转学"],
)
def test_a_family_that_only_comes_from_elsewhere_is_not_sent_away(text: str) -> None:
    assert signals().place_elsewhere(normalise(text)) is None


@pytest.mark.parametrize(
    ("text", "danger"),
    [
        ("她说不想活了", "self_harm"),
        ("娃儿不见了，到处找不到", "missing"),
        ("后爸又拿皮带抽他，身上青一块紫一块", "violence"),
        ("老师摸了我女儿下面", "sexual_abuse"),
        ("娃把老鼠药吃了，中毒了", "accident"),
    ],
)
def test_danger_said_outright_is_seen(text: str, danger: str) -> None:
    assert danger in signals().dangers_in(normalise(text))


@pytest.mark.parametrize("text", ["学校有没得防溺水的课", "想死你了", "打工打死累"])
def test_words_that_only_sound_like_danger_are_not(text: str) -> None:
    assert signals().dangers_in(normalise(text)) == ()


@given(st.text(max_size=400))
def test_no_text_breaks_the_patterns(text: str) -> None:
    normal = normalise(text)
    signals().details_in(normal)
    signals().dangers_in(normal)
    signals().leanings_of(normal, is_elsewhere=True)


@given(st.text(max_size=200))
def test_a_message_is_split_at_few_places_and_never_at_its_ends(text: str) -> None:
    points = split_points(text)
    assert len(points) <= 6
    assert all(4 <= point <= len(text) - 4 for point in points)


def test_one_service_is_never_a_pair() -> None:
    assert find_pair("打疫苗，还有打疫苗", ["vaccination"], [0], lambda parts: 1 / 0) is None


@given(st.text(alphabet="娃读书，。另外还有", max_size=300))
def test_of_a_long_story_only_what_stands_near_a_second_question_is_looked_at(text: str) -> None:
    for point in split_points(text):
        before, after = halves(text, point)
        assert before + after in text
        assert len(before + after) <= 90


def test_a_long_story_without_a_second_question_is_not_split() -> None:
    assert split_points("我们从老家来，在工地干活，娃今年六岁，" * 8) == []
