from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.language import normalise
from nlu.understanding.topics.heads import GramHead, NeighbourHead, syllable_grams
from nlu.understanding.topics.needs import (
    Candidate,
    Pair,
    best_split_points,
    find_pair,
    halves,
    split_points,
)
from nlu.understanding.topics.signals import signals
from nlu.understanding.topics.thresholds import DangerSigns, thresholds


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
    one = [Candidate("vaccination", 0, 1.0)]
    weights = thresholds().pair
    assert find_pair("打疫苗，还有打疫苗", [5], one, lambda _: 1 / 0, weights, said=True) is None


def test_two_services_are_a_pair_when_each_half_is_sure_of_its_own_and_asks() -> None:
    two = [Candidate("vaccination", 0, 0.5), Candidate("housing", 1, 0.4)]

    def read(asks: float) -> Pair:
        shares = np.array([[0.9, 0.02], [0.02, 0.9]])
        halves_read = shares, np.array([0.9, asks])
        pair = find_pair(
            "疫苗在哪打公租房咋个申请",
            [5],
            two,
            lambda _: halves_read,
            thresholds().pair,
            said=False,
        )
        assert pair is not None
        return pair

    assert (read(0.9).first, read(0.9).second) == ("vaccination", "housing")
    assert read(0.9).share > thresholds().pair_share > read(0.001).share


def test_a_message_without_commas_is_split_where_two_services_part_best() -> None:
    text = "疫苗在哪打公租房咋个申请"
    before, after = np.full((len(text) + 1, 2), 0.5), np.full((len(text) + 1, 2), 0.5)
    before[5], after[5] = (0.95, 0.05), (0.05, 0.95)
    assert 5 in best_split_points(text, before, after)


@given(st.text(alphabet="娃读书，。另外还有", max_size=300))
def test_of_a_long_story_only_what_stands_near_a_second_question_is_looked_at(text: str) -> None:
    for point in split_points(text):
        before, after = halves(text, point)
        assert before in text[:point]
        assert after in text[point:]
        assert len(before + after) <= 90


def test_a_long_story_without_a_second_question_is_not_split() -> None:
    assert split_points("我们从老家来，在工地干活，娃今年六岁，" * 8) == []


def test_what_stands_nearer_to_calm_examples_is_no_danger_though_words_and_share_alarm() -> None:
    danger, limit = thresholds().danger, thresholds().danger_likelihood
    assert danger.likelihood(DangerSigns.of(0.3, 0.5, said=False)) >= limit
    assert danger.likelihood(DangerSigns.of(0.3, -2.0, said=True)) < limit


def test_nearness_is_told_between_one_kind_of_label_and_all_others() -> None:
    head = NeighbourHead()
    vectors = np.eye(4, dtype=np.float32)
    head.fit(list("abcd"), vectors, ["act:crisis/a", "act:crisis/b", "service:c", "service:d"])
    near = head.nearer(head.nearest(vectors), "act:crisis")
    assert near[0] > 0 > near[2]


def test_a_label_of_one_example_is_as_near_as_that_example_is() -> None:
    head = NeighbourHead()
    vectors = np.eye(7, dtype=np.float32)
    head.fit(list("abcdefg"), vectors, ["one", *["many"] * 6])
    shares = head.shares(["a"], vectors[:1])
    assert shares[0, 1] > 0.99  # the labels stand in their order: many, one


def test_a_view_that_sees_nothing_of_a_text_says_so() -> None:
    head = GramHead(syllable_grams)
    head.fit(["打疫苗", "打预防针", "读小学", "读初中"], np.zeros((4, 1)), ["v", "v", "s", "s"])
    assert head.sees(["打疫苗", "my son needs shots"]).tolist() == [True, False]
