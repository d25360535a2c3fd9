from __future__ import annotations

from typing import Any

from requests_of_tests import submitted

from actions.requests import MISROUTED, Actor, RequestDesk

STAFF = Actor.staff("测试员", "education")
BOSS = Actor.supervisor("测试主管")


def done(desk: RequestDesk, number: str) -> None:
    desk.act(number, "acknowledge", by=STAFF)
    desk.act(number, "resolve", by=STAFF, reason="办好了")


def test_an_empty_desk_has_no_rates_rather_than_zeros(desk: RequestDesk) -> None:
    figures = desk.statistics()
    assert figures["requests"] == 0
    assert figures["misrouting_rate"] is None
    assert figures["satisfaction"] is None


def test_the_few_numbers_that_are_watched_are_those_of_the_whole_table(
    desk: RequestDesk, clock: Any
) -> None:
    submitted(desk, urgent=True)
    done(desk, submitted(desk, need="娃要转学，问手续").number)
    submitted(desk, need="幼儿园报不上名")
    clock.move(days=60)
    figures, watched = desk.statistics(), desk.counts()
    assert watched == {name: figures[name] for name in watched}
    assert (watched["requests"], watched["open"], watched["overdue"]) == (3, 2, 2)
    assert watched["urgent_open"] == 1


def test_only_what_the_rules_sent_to_a_department_can_be_misrouted(desk: RequestDesk) -> None:
    wrong = submitted(desk).number
    desk.act(wrong, "transfer", by=BOSS, department="health", reason="不归教育", code=MISROUTED)
    right = submitted(desk, need="娃上学要体检").number
    desk.act(right, "transfer", by=BOSS, department="health", reason="改由卫生牵头")
    unsorted = submitted(desk, need="就是想找个人说说", services=()).number
    desk.act(unsorted, "transfer", by=BOSS, department="health", reason="分派", code=MISROUTED)
    figures = desk.statistics()
    assert (figures["routed"], figures["triaged"], figures["misrouted"]) == (2, 1, 1)
    assert figures["misrouting_rate"] == 0.5


def test_satisfaction_is_the_mean_of_those_who_answered(desk: RequestDesk) -> None:
    numbers = [submitted(desk, need=f"问第{n}件事").number for n in "一二三"]
    for number in numbers:
        done(desk, number)
    for number, score in zip(numbers, (5, 2), strict=False):
        desk.act(number, "rate", by=Actor.parent(), score=score)
    assert desk.statistics()["satisfaction"] == 3.5


def test_a_figure_leads_back_to_no_person(desk: RequestDesk) -> None:
    number = submitted(desk).number
    told = str(desk.statistics())
    assert not any(word in told for word in (number, "测试家长", "13800138000", "南明区"))
