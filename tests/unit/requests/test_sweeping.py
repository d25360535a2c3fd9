"""What clocks do of themselves, each time by a real desk whose time is moved by hand."""

from __future__ import annotations

from typing import Any

from requests_of_tests import submitted

from actions.requests import Actor, RequestDesk

STAFF = Actor.staff("测试员", "education")


def actions(desk: RequestDesk, number: str) -> list[str]:
    return [entry.action for entry in desk.find(number).history]


def by_clock(desk: RequestDesk, number: str) -> list[str]:
    return [entry.action for entry in desk.find(number).history if entry.by == "系统"]


def test_a_request_that_has_just_come_moves_no_clock(desk: RequestDesk) -> None:
    submitted(desk)
    assert desk.sweep() == 0


def test_what_nobody_signed_for_in_time_is_pressed_once_and_no_more(
    desk: RequestDesk, clock: Any
) -> None:
    number = submitted(desk).number
    clock.move(days=2)
    assert [desk.sweep(), desk.sweep()] == [1, 0]
    assert actions(desk, number)[-1] == "督办"


def test_what_was_signed_for_is_not_pressed(desk: RequestDesk, clock: Any) -> None:
    number = submitted(desk).number
    desk.act(number, "acknowledge", by=STAFF)
    clock.move(days=2)
    assert desk.sweep() == 0


def test_a_deadline_is_warned_of_and_then_marked_each_once(desk: RequestDesk, clock: Any) -> None:
    case = submitted(desk)
    desk.act(case.number, "acknowledge", by=STAFF)
    for _ in range(40):
        clock.move(days=1)
        desk.sweep()
    assert [name for name in by_clock(desk, case.number) if name != "转办"] == ["临期提醒", "逾期"]


def test_a_deadline_moved_out_is_warned_of_anew(desk: RequestDesk, clock: Any) -> None:
    number = submitted(desk).number
    desk.act(number, "acknowledge", by=STAFF)
    while "临期提醒" not in actions(desk, number):
        clock.move(days=1)
        desk.sweep()
    desk.act(number, "request_extension", by=STAFF, days=5, reason="在等学校")
    desk.act(number, "approve_extension", by=Actor.supervisor("测试主管"))
    assert desk.sweep() == 0
    for _ in range(8):
        clock.move(days=1)
        desk.sweep()
    assert actions(desk, number).count("临期提醒") == 2


def test_what_is_done_is_filed_away_after_a_week_of_silence(desk: RequestDesk, clock: Any) -> None:
    number = submitted(desk).number
    desk.act(number, "acknowledge", by=STAFF)
    desk.act(number, "resolve", by=STAFF, reason="办好了")
    clock.move(days=6)
    assert desk.sweep() == 0
    clock.move(days=2)
    assert [desk.sweep(), desk.sweep()] == [1, 0]
    assert desk.find(number).status == "归档"


def test_a_child_in_danger_is_filed_away_by_no_clock(desk: RequestDesk, clock: Any) -> None:
    number = submitted(desk, urgent=True).number
    desk.act(number, "acknowledge", by=STAFF)
    desk.act(number, "resolve", by=STAFF, reason="孩子已经安全")
    clock.move(days=400)
    desk.sweep()
    assert desk.find(number).status == "办结"
