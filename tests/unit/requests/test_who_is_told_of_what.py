from __future__ import annotations

import json
import re

import pytest
from requests_of_tests import submitted

from actions.requests import Actor, RequestDesk
from actions.requests.store import Row, Table, Where

STAFF = Actor.staff("测试员", "education")
PERSONAL = re.compile("测试家长|13800138000|公办小学")


def told(desk: RequestDesk, number: str, *, after: int = 0) -> list[Row]:
    """What waits in the outbox of one request, in order; ``after`` leaves out what came first."""
    with desk.store.reading() as rows:
        found = rows.find(Table.OUTBOX, Where("number", "=", number), order=["seq", "queued_at"])
    return found[after:]


def audiences(rows: list[Row]) -> list[tuple[str, str]]:
    return [(row["audience"], row["target"]) for row in rows]


def test_a_new_request_is_told_to_its_department_alone_for_the_parent_reads_the_reply(
    desk: RequestDesk,
) -> None:
    case = submitted(desk)
    assert audiences(told(desk, case.number)) == [("department", "education")]


def test_what_a_department_does_is_told_to_the_parent_in_the_channel_they_came_by(
    desk: RequestDesk,
) -> None:
    case = submitted(desk)
    desk.act(case.number, "acknowledge", by=STAFF)
    [row] = told(desk, case.number, after=1)
    assert (row["audience"], row["channel"], row["target"]) == ("parent", "web", case.identity)


def test_what_the_parent_did_is_not_told_back_to_them(desk: RequestDesk) -> None:
    case = submitted(desk)
    desk.act(case.number, "withdraw", by=Actor.parent())
    assert audiences(told(desk, case.number, after=1)) == [("department", "education")]


def test_a_department_is_not_told_what_it_did_itself(desk: RequestDesk) -> None:
    case = submitted(desk)
    desk.act(case.number, "add_assisting", by=STAFF, department="health", reason="要体检")
    rows = told(desk, case.number, after=1)
    assert ("department", "health") in audiences(rows)
    assert ("department", "education") not in audiences(rows)


def test_a_transfer_is_told_to_the_new_department_and_to_the_one_it_leaves(
    desk: RequestDesk,
) -> None:
    case = submitted(desk)
    supervisor = Actor.supervisor("测试主管")
    desk.act(case.number, "transfer", by=supervisor, department="health", reason="是体检的事")
    rows = {row["target"]: row for row in told(desk, case.number, after=1)}
    assert "转派" in rows["health"]["subject"]
    assert "不用再办" in rows["education"]["body"]


def test_an_extension_asked_for_goes_to_the_desk_that_decides_and_not_to_the_parent(
    desk: RequestDesk,
) -> None:
    case = submitted(desk)
    desk.act(case.number, "acknowledge", by=STAFF)
    desk.act(case.number, "request_extension", by=STAFF, days=3, reason="在等学校")
    assert audiences(told(desk, case.number, after=2)) == [("department", "hotline")]


def test_danger_wakes_the_duty_person_by_name(desk: RequestDesk) -> None:
    case = submitted(desk, urgent=True)
    duty = [row for row in told(desk, case.number) if row["audience"] == "duty"]
    assert len(duty) == 1
    assert desk.settings.duty.name in duty[0]["body"]


def test_a_parent_who_cannot_be_written_to_is_telephoned(desk: RequestDesk) -> None:
    case = submitted(desk, channel="hotline", reply_address=None)
    desk.act(case.number, "acknowledge", by=STAFF)
    assert audiences(told(desk, case.number, after=1)) == [("call-back", "hotline")]


def test_who_asks_through_the_open_interface_is_not_telephoned(desk: RequestDesk) -> None:
    case = submitted(desk, channel="open311", reply_address=None)
    desk.act(case.number, "acknowledge", by=STAFF)
    assert told(desk, case.number, after=1) == []


def test_what_leaves_the_house_names_nobody_and_what_a_parent_is_told_is_sealed(
    desk: RequestDesk,
) -> None:
    case = submitted(desk, urgent=True)
    desk.act(case.number, "acknowledge", by=STAFF)
    desk.act(case.number, "resolve", by=STAFF, reason="测试家长已经报名")
    rows = told(desk, case.number)
    outside = [row for row in rows if row["audience"] != "parent"]
    assert outside
    assert not PERSONAL.search(
        json.dumps([(r["subject"], r["body"]) for r in outside], ensure_ascii=False)
    )
    sealed = [row["body"] for row in rows if row["audience"] == "parent"]
    assert sealed
    assert not any(case.number.encode() in bytes(str(body), "utf-8") for body in sealed)


def test_after_forgetting_nobody_is_written_to(desk: RequestDesk) -> None:
    case = submitted(desk)
    desk.act(case.number, "acknowledge", by=STAFF)
    desk.act(case.number, "resolve", by=STAFF, reason="办好了")
    desk.forget("web:somebody")
    before = len(told(desk, case.number))
    desk.act(case.number, "archive", by=Actor.supervisor("测试主管"))
    assert len(told(desk, case.number)) == before


@pytest.mark.parametrize("action", ["add_note", "reveal"])
def test_what_stays_inside_the_office_is_told_to_nobody(desk: RequestDesk, action: str) -> None:
    case = submitted(desk)
    desk.act(case.number, action, by=STAFF, reason="内部记录")
    assert told(desk, case.number, after=1) == []
