from __future__ import annotations

from pathlib import Path

import pytest
from request_samples import Clock, new_request

from actions.requests import (
    Actor,
    ConsentMissingError,
    IllegalMoveError,
    InvalidFieldError,
    KeyReusedError,
    RequestDesk,
    Status,
    RequestFilter,
    RequestNotFoundError,
)
from actions.requests.lifecycle import load_lifecycle


def test_a_request_is_stored_as_the_contract_says(desk: RequestDesk, parent: Actor) -> None:
    number = desk.submit(new_request(build="b1"), by=parent).number
    shown = desk.find(number).to_json(reveal=True)
    history = shown.pop("history")
    assert shown == {
        "number": number,
        "type": "求助",
        "need": "娃七岁,公办小学说没有学位",
        "services": ["compulsory-school"],
        "department": "education",
        "assisting": [],
        "status": "转办",
        "child_age": 7,
        "county": "南明区",
        "contact_name": "王小明",
        "contact_phone": "13800138000",
        "channel": "web",
        "opened_at": "2026-11-23T09:00:00+08:00",
        "due_at": "2026-12-07T18:00:00+08:00",
        "build": "b1",
    }
    assert [(e["action"], e["by"], e["from"], e["to"]) for e in history] == [
        ("受理", "家长", None, "受理"),
        ("转办", "系统", "受理", "转办"),
    ]


def test_fields_are_brought_into_their_stored_form(desk: RequestDesk, parent: Actor) -> None:
    case = desk.submit(
        new_request(
            county="貴陽市南明區", contact_phone="+86 138-0013 8000", contact_name=" 王 女士 "
        ),
        by=parent,
    )
    assert (case.county, case.contact_phone, case.contact_name) == (
        "南明区",
        "13800138000",
        "王 女士",
    )


def test_a_request_without_consent_is_refused_and_nothing_is_kept(
    desk: RequestDesk, parent: Actor
) -> None:
    with pytest.raises(ConsentMissingError):
        desk.submit(new_request(consent=None), by=parent)
    assert desk.list() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("need", "  \n"),
        ("need", "长" * 4001),
        ("need", "!!!???"),
        ("child_age", 18),
        ("child_age", -1),
        ("county", "贵阳市"),
        ("county", "浦东新区"),
        ("contact_phone", "1380013800"),
        ("contact_phone", "abc"),
        ("contact_name", "138"),
        ("contact_name", ""),
        ("channel", "pigeon"),
        ("type", "吵架"),
        ("services", ("no-such-service",)),
    ],
)
def test_a_field_that_cannot_be_stored_is_named(
    desk: RequestDesk, parent: Actor, field: str, value: object
) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        desk.submit(new_request(**{field: value}), by=parent)
    assert refused.value.field == field
    assert "\n" not in str(refused.value)


def test_the_same_key_opens_one_request(desk: RequestDesk, parent: Actor, clock: Clock) -> None:
    first = desk.submit(new_request(), key="k", by=parent)
    clock.move(hours=1)
    again = desk.submit(new_request(), key="k", by=parent)
    assert (again.number, again.check_code) == (first.number, first.check_code)
    assert len(desk.list()) == 1
    with pytest.raises(KeyReusedError):
        desk.submit(new_request(need="别的事,想办低保"), key="k", by=parent)


def test_the_whole_path_of_the_hotline(
    desk: RequestDesk, parent: Actor, staff: Actor, boss: Actor
) -> None:
    number = desk.submit(new_request(), by=parent).number
    desk.act(number, "acknowledge", by=staff)
    desk.act(number, "start", by=staff)
    desk.act(number, "resolve", by=staff, reason="已安排到附近小学")
    desk.act(number, "follow_up", by=staff, reason="家长满意")
    desk.act(number, "rate", score=5, by=parent)
    case = desk.act(number, "archive", by=boss)
    assert [e.action for e in case.history] == [
        "受理", "转办", "签收", "承办", "办结", "回访", "评价", "归档",
    ]  # fmt: skip
    assert case.satisfaction == 5
    reopened = desk.act(number, "reopen", by=parent, reason="学校又不收了")
    assert reopened.status == "重办"


def test_an_illegal_move_is_refused_with_what_is_possible_and_leaves_no_trace(
    desk: RequestDesk, parent: Actor, staff: Actor
) -> None:
    number = desk.submit(new_request(), by=parent).number
    before = desk.find(number)
    with pytest.raises(IllegalMoveError, match="现在是“转办”,不能办结:可以签收"):
        desk.act(number, "resolve", by=staff, reason="好了")
    with pytest.raises(IllegalMoveError, match="只能由"):
        desk.act(number, "acknowledge", by=parent)
    assert desk.find(number) == before


def test_a_transfer_restarts_acknowledging_and_tells_department_and_reason(
    desk: RequestDesk, parent: Actor, staff: Actor, clock: Clock
) -> None:
    number = desk.submit(new_request(), by=parent).number
    desk.act(number, "acknowledge", by=staff)
    clock.move(days=1)
    case = desk.act(number, "transfer", department="health", by=staff, reason="其实是打疫苗的事")
    assert (case.status, case.department) == ("转派", "health")
    assert case.acknowledge_due == "2026-11-25T18:00:00+08:00"
    assert case.due_at == "2026-12-07T18:00:00+08:00"
    desk.outbox.deliver_due(desk.local_ways())
    told = [message.text for message in desk.inbox.take("web:sender-1")]
    assert "卫生健康部门" in told[-1]
    assert "其实是打疫苗的事" in told[-1]
    health = [m["subject"] for m in desk.console.unread("health")]
    education = [m["subject"] for m in desk.console.unread("education")]
    assert health == [f"转派诉求 {number}"]
    assert education == [f"新诉求 {number}"]


def test_a_late_transfer_leaves_the_new_department_some_days(
    desk: RequestDesk, parent: Actor, staff: Actor, clock: Clock
) -> None:
    number = desk.submit(new_request(), by=parent).number
    clock.move(days=14)
    assert desk.act(
        number, "transfer", department="health", by=staff, reason="归卫健"
    ).due_at.startswith("2026-12-10")


def test_a_return_goes_to_the_hotline_desk_and_counts_against_the_routing(
    desk: RequestDesk, parent: Actor, staff: Actor
) -> None:
    number = desk.submit(new_request(), by=parent).number
    desk.submit(new_request(need="小学转学,学籍转不过来"), by=parent)
    with pytest.raises(InvalidFieldError, match="not-ours"):
        desk.act(number, "send_back", by=staff, reason="不归我们", code="no-such-code")
    case = desk.act(number, "send_back", by=staff, reason="不归我们", code="not-ours")
    assert (case.status, case.department, case.history[-1].code) == ("退回", "hotline", "not-ours")
    assert desk.statistics()["misrouting_rate"] == 0.5
    again = desk.act(
        number, "transfer", department="civil-affairs", by=Actor.staff("热线"), reason="归民政"
    )
    assert again.status == "转派"


def test_two_services_have_a_lead_and_an_assisting_department(
    desk: RequestDesk, parent: Actor, staff: Actor
) -> None:
    services = ("compulsory-school", "vaccination")
    case = desk.submit(new_request(services=services), by=parent)
    assert (case.department, case.assisting) == ("education", ("health",))
    more = desk.act(case.number, "add_assisting", department="civil-affairs", by=staff)
    assert more.assisting == ("health", "civil-affairs")


def test_an_unclear_request_waits_at_the_hotline_desk(desk: RequestDesk, parent: Actor) -> None:
    case = desk.submit(new_request(need="有件事情想请你们帮下忙", services=()), by=parent)
    assert (case.status, case.department) == ("受理", "hotline")
    desk.outbox.deliver_due(desk.local_ways())
    assert [m["subject"] for m in desk.console.unread("hotline")] == [f"待分派诉求 {case.number}"]
    sent = desk.act(
        case.number, "transfer", department="housing", by=Actor.staff("热线"), reason="是租房的事"
    )
    assert (sent.status, sent.history[-1].action) == ("转办", "转办")


def test_an_extension_needs_somebody_else_to_approve_it(
    desk: RequestDesk, parent: Actor, staff: Actor, boss: Actor
) -> None:
    number = desk.submit(new_request(), by=parent).number
    desk.act(number, "acknowledge", by=staff)
    with pytest.raises(InvalidFieldError):
        desk.act(number, "request_extension", days=11, by=staff, reason="等名额")
    asked = desk.act(number, "request_extension", days=3, by=staff, reason="等名额")
    assert asked.due_at == "2026-12-07T18:00:00+08:00"
    with pytest.raises(IllegalMoveError, match="不能自己批准"):
        desk.act(number, "approve_extension", by=staff)
    case = desk.act(number, "approve_extension", by=boss)
    assert case.due_at == "2026-12-10T18:00:00+08:00"
    desk.outbox.deliver_due(desk.local_ways())
    assert "12月10日" in desk.inbox.take("web:sender-1")[-1].text
    with pytest.raises(IllegalMoveError, match="最多延期1次"):
        desk.act(number, "request_extension", days=3, by=staff, reason="还要等")


def test_an_urgent_request_alerts_the_duty_person_and_is_never_filed_away_by_a_clock(
    desk: RequestDesk, parent: Actor, staff: Actor, boss: Actor, clock: Clock
) -> None:
    case = desk.submit(new_request(need="继父天天打娃,娃身上全是伤", urgent=True), by=parent)
    assert case.department == "public-security"
    assert case.acknowledge_due == "2026-11-23T09:30:00+08:00"
    desk.outbox.deliver_due(desk.local_ways())
    (alert,) = desk.console.unread("duty")
    assert "12345值班长" in alert["body"]
    assert "王小明" not in alert["body"]
    desk.act(case.number, "acknowledge", by=staff)
    desk.act(case.number, "resolve", by=staff, reason="民警已上门")
    clock.move(days=60)
    desk.sweep()
    assert desk.find(case.number).status == "办结"
    with pytest.raises(IllegalMoveError, match="紧急诉求"):
        desk.act(case.number, "archive", by=staff)
    assert desk.act(case.number, "archive", by=boss).status == "归档"


def test_clocks_warn_press_and_mark_overdue_once_each(
    desk: RequestDesk, parent: Actor, clock: Clock
) -> None:
    number = desk.submit(new_request(), by=parent).number
    assert desk.sweep() == 0
    for days in (2, 9, 5):
        clock.move(days=days)
        desk.sweep()
        desk.sweep()
    actions = [entry.action for entry in desk.find(number).history]
    assert actions == ["受理", "转办", "督办", "临期提醒", "逾期"]
    assert [case.number for case in desk.list(RequestFilter(overdue=True))] == [number]
    desk.outbox.deliver_due(desk.local_ways())
    texts = [message.text for message in desk.inbox.take("web:sender-1")]
    assert len(texts) == 3
    assert "超过了期限" in texts[-1]


def test_a_clock_moved_back_does_not_turn_the_history_around(
    desk: RequestDesk, parent: Actor, staff: Actor, clock: Clock
) -> None:
    number = desk.submit(new_request(), by=parent).number
    clock.move(days=-3)
    case = desk.act(number, "acknowledge", by=staff)
    moments = [entry.at for entry in case.history]
    assert moments == sorted(moments)
    assert desk.outbox.deliver_due(desk.local_ways()) == 2


def test_a_withdrawn_request_is_no_longer_worked_on(
    desk: RequestDesk, parent: Actor, staff: Actor
) -> None:
    number = desk.submit(new_request(), by=parent).number
    desk.act(number, "withdraw", by=parent, reason="自己解决了")
    with pytest.raises(IllegalMoveError):
        desk.act(number, "acknowledge", by=staff)


def test_photos_are_kept_sealed_and_looks_at_them_are_logged(
    desk: RequestDesk, parent: Actor, staff: Actor, home: Path
) -> None:
    number = desk.submit(new_request(), by=parent).number
    photo = b"\x89PNG\r\n\x1a\n" + b"\x00" * 300
    desk.attach(number, photo, "户口页.png", by=parent)
    with pytest.raises(InvalidFieldError):
        desk.attach(number, b"#!/bin/sh", "photo.png", by=parent)
    assert desk.attachments(number, by=staff, reason="核对") == [("户口页.png", photo)]
    assert desk.find(number).history[-1].action == "查看联系方式"
    assert photo not in (home / "requests" / "requests.db-wal").read_bytes()


def test_an_unknown_number_is_said_plainly(desk: RequestDesk) -> None:
    with pytest.raises(RequestNotFoundError):
        desk.find("GZ261123-AAAAAAAA")


@pytest.mark.parametrize(
    ("action", "missing"),
    [
        ("transfer", "department"),
        ("resolve", "reason"),
        ("request_extension", "days"),
        ("rate", "score"),
        ("add_note", "reason"),
        ("add_assisting", "department"),
    ],
)
def test_what_an_action_needs_is_named_when_it_is_missing(
    desk: RequestDesk, action: str, missing: str
) -> None:
    number = desk.submit(new_request(), by=Actor.parent()).number
    before = desk.find(number)
    with pytest.raises(InvalidFieldError) as refused:
        desk.act(number, action, by=Actor.staff("小李"))
    assert refused.value.field == missing
    assert desk.find(number) == before


@pytest.mark.parametrize("action", ["forget", "attach", "accept", "no-such-action"])
def test_what_is_no_single_change_cannot_be_acted(desk: RequestDesk, action: str) -> None:
    number = desk.submit(new_request(), by=Actor.parent()).number
    with pytest.raises(IllegalMoveError, match=action):
        desk.act(number, action, by=Actor.staff("小李"))


def test_the_states_of_the_file_are_those_of_the_code() -> None:
    assert set(load_lifecycle().states) == set(Status)


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("0851-85556666", "085185556666"),
        ("（0851）8555 6666", "085185556666"),
        ("0855-8221234", "08558221234"),
        ("010-62345678", "01062345678"),
        ("１３８００１３８０００", "13800138000"),
        ("+86 138-0013-8000", "13800138000"),
    ],
)
def test_a_telephone_is_taken_however_it_is_written(
    desk: RequestDesk, written: str, digits: str
) -> None:
    case = desk.submit(new_request(contact_phone=written), by=Actor.parent())
    assert case.contact_phone == digits
    assert digits not in str(case.to_json())


@pytest.mark.parametrize("written", ["85556666", "0851-855566", "0851-855566667", "12345", "0000"])
def test_what_is_no_whole_telephone_number_is_refused(desk: RequestDesk, written: str) -> None:
    with pytest.raises(InvalidFieldError) as refused:
        desk.submit(new_request(contact_phone=written), by=Actor.parent())
    assert refused.value.field == "contact_phone"
