from __future__ import annotations

import json
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from request_samples import Clock, new_request

from actions.requests import (
    Actor,
    CheckFailedError,
    KeyUnreadableError,
    RequestDesk,
    TooManyChecksError,
)
from knowledge.errors import ConfigurationError

SECRETS = ("王小明", "13800138000", "公办小学说没有学位", "sender-1", "秘密口信")


def stored_bytes(home: Path) -> bytes:
    return b"".join(file.read_bytes() for file in (home / "requests").iterdir())


def test_nothing_personal_can_be_read_in_the_file(
    desk: RequestDesk, parent: Actor, staff: Actor, home: Path
) -> None:
    number = desk.submit(new_request(gist="秘密口信"), key="sender-1/7", by=parent).number
    desk.act(number, "acknowledge", by=staff)
    desk.act(number, "transfer", department="health", by=staff, reason="请打王小明的13800138000")
    desk.drafts.save("web:sender-1", {"contact_name": "王小明", "contact_phone": "13800138000"})
    desk.outbox.deliver_due(desk.local_ways())
    content = stored_bytes(home)
    for secret in SECRETS:
        assert secret.encode() not in content


def test_details_are_masked_unless_they_are_revealed_and_a_look_is_logged(
    desk: RequestDesk, parent: Actor, staff: Actor
) -> None:
    need = "我是王小明,打13800138000或者138 0013 8000,身份证520102201901011234"
    number = desk.submit(new_request(need=need), by=parent).number
    shown = desk.find(number).to_json()
    assert (shown["contact_name"], shown["contact_phone"]) == ("王**", "138****8000")
    assert shown["need"] == "我是【姓名】,打【电话】或者【电话】,身份证【身份证】"
    revealed = desk.act(number, "reveal", by=staff, reason="回电").to_json(reveal=True)
    assert revealed["contact_phone"] == "13800138000"
    assert revealed["history"][-1]["by"] == "小李"
    assert revealed["history"][-1]["reason"] == "回电"


def test_reasons_in_the_history_hold_no_phone_and_no_name(
    desk: RequestDesk, parent: Actor, staff: Actor
) -> None:
    number = desk.submit(new_request(), by=parent).number
    case = desk.act(
        number, "transfer", department="health", by=staff, reason="请打王小明的13800138000"
    )
    assert case.history[-1].reason == "请打【姓名】的【电话】"


def test_a_parent_sees_the_status_with_the_number_and_a_check(
    desk: RequestDesk, parent: Actor
) -> None:
    case = desk.submit(new_request(), by=parent)
    loosely = " ".join(case.number.lower())
    for check in ("8000", case.check_code or "", f" {case.check_code} "):
        status = desk.status_for_parent(loosely, check)
        assert (status.number, status.department_name) == (case.number, "教育部门")
    told = json.dumps(status.to_json(), ensure_ascii=False)
    assert "王" not in told
    assert "138" not in told


def test_a_wrong_check_and_an_unknown_number_sound_the_same_and_are_limited(
    desk: RequestDesk, parent: Actor, clock: Clock
) -> None:
    case = desk.submit(new_request(), by=parent)
    unknown = "GZ261123-AAAAAAAA"
    said = set()
    for number, stranger in ((case.number, "1.2.3.4"), (unknown, "1.2.3.5")):
        for _ in range(10):
            with pytest.raises(CheckFailedError) as wrong:
                desk.status_for_parent(number, "0000", stranger)
            said.add(str(wrong.value))
        with pytest.raises(TooManyChecksError):
            desk.status_for_parent(number, "8000", stranger)
    assert len(said) == 1
    clock.move(hours=1, minutes=1)
    assert desk.status_for_parent(case.number, "8000", "1.2.3.4").number == case.number


def test_strangers_wrong_tries_do_not_lock_the_parent_out(desk: RequestDesk, parent: Actor) -> None:
    case = desk.submit(new_request(), by=parent)
    for attempt in range(40):
        with pytest.raises((CheckFailedError, TooManyChecksError)):
            desk.status_for_parent(case.number, f"{attempt:04d}", "1.2.3.4")
    assert desk.status_for_parent(case.number, case.check_code or "", "5.6.7.8").proven


def test_only_the_code_of_the_request_proves_whose_it_is(desk: RequestDesk, parent: Actor) -> None:
    case = desk.submit(new_request(), by=parent)
    other = desk.submit(new_request(need="打疫苗"), by=parent)
    wide = (case.check_code or "").translate(str.maketrans("0123456789", "０１２３４５６７８９"))
    assert desk.status_for_parent(case.number, wide).proven
    assert not desk.status_for_parent(case.number, "８０００").proven
    with pytest.raises(CheckFailedError):
        desk.status_for_parent(other.number, case.check_code or "")


def test_a_parent_gets_everything_and_can_have_it_forgotten(
    desk: RequestDesk, parent: Actor, staff: Actor, home: Path
) -> None:
    number = desk.submit(new_request(), by=parent).number
    other = desk.submit(new_request(reply_address="sender-2"), by=parent).number
    desk.act(number, "acknowledge", by=staff)
    desk.drafts.save("web:sender-1", {"county": "南明区"})
    exported = desk.export_of("web:sender-1")
    assert [r["number"] for r in exported["requests"]] == [number]
    assert exported["requests"][0]["contact_phone"] == "13800138000"
    assert exported["requests"][0]["consent"]["text_version"] == "consent-1"
    assert exported["draft"] == {"county": "南明区"}

    assert desk.forget("web:sender-1").requests == 1
    case = desk.find(number)
    assert case.forgotten
    assert (case.contact_name, case.contact_phone) == ("", "")
    assert (case.type, case.county, case.child_age, case.status) == ("求助", "南明区", 7, "撤回")
    assert desk.requests_of("web:sender-1") == []
    assert desk.drafts.load("web:sender-1") == {}
    assert desk.find(other).contact_name == "王小明"
    with pytest.raises(CheckFailedError):
        desk.status_for_parent(number, "8000")


def test_an_open_urgent_request_outlives_the_wish_to_be_forgotten(
    desk: RequestDesk, parent: Actor
) -> None:
    number = desk.submit(new_request(need="娃被打得一身是伤", urgent=True), by=parent).number
    assert desk.forget("web:sender-1").kept == (number,)
    assert desk.find(number).contact_name == "王小明"


def test_after_forgetting_departments_still_learn_of_the_withdrawal_but_nobody_writes_to_the_parent(
    desk: RequestDesk, parent: Actor, staff: Actor
) -> None:
    number = desk.submit(new_request(), by=parent).number
    desk.act(number, "acknowledge", by=staff)
    desk.forget("web:sender-1")
    desk.outbox.deliver_due(desk.local_ways())
    subjects = [m["subject"] for m in desk.console.unread("education")]
    assert f"诉求已撤回 {number}" in subjects
    assert desk.inbox.take("web:sender-1") == []


def test_retention_takes_details_of_closed_requests_and_old_drafts_only(
    desk: RequestDesk, parent: Actor, staff: Actor, clock: Clock
) -> None:
    closed = desk.submit(new_request(), by=parent).number
    still_open = desk.submit(new_request(), by=parent).number
    desk.act(closed, "withdraw", by=parent)
    desk.drafts.save("web:sender-1", {"need": "x"})
    clock.move(days=1)
    assert desk.purge()["drafts"] == 0
    clock.move(days=730)
    assert desk.purge() == {"requests": 1, "drafts": 1, "messages": 0, "checks": 0}
    assert desk.find(closed).forgotten
    assert not desk.find(still_open).forgotten
    assert desk.purge()["requests"] == 0


def test_a_rotated_key_opens_everything_and_the_old_one_nothing(
    desk: RequestDesk, parent: Actor, home: Path, make_desk: object
) -> None:
    number = desk.submit(new_request(), by=parent).number
    desk.drafts.save("web:sender-1", {"need": "x"})
    key_file = home / "keys" / "encryption.key"
    old = key_file.read_text()
    assert key_file.stat().st_mode & 0o077 == 0

    assert desk.rotate_key() == 3
    assert key_file.read_text() != old
    assert len(key_file.read_text().split()) == 1
    assert desk.find(number).contact_name == "王小明"
    fresh = make_desk()  # type: ignore[operator]
    assert fresh.find(number).contact_name == "王小明"
    assert fresh.drafts.load("web:sender-1") == {"need": "x"}
    key_file.write_text(old)
    with pytest.raises(KeyUnreadableError):
        make_desk()  # type: ignore[operator]


def test_a_desk_that_was_open_during_a_rotation_seals_with_the_new_key(
    make_desk: object, parent: Actor
) -> None:
    running, other = make_desk(), make_desk()  # type: ignore[operator]
    running.submit(new_request(), by=parent)
    other.rotate_key()
    number = running.submit(new_request(), by=parent).number
    assert make_desk().find(number).contact_name == "王小明"  # type: ignore[operator]


def test_a_key_from_the_environment_is_rotated_with_both_keys_at_hand(
    home: Path, make_desk: object, parent: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    old, new = (Fernet.generate_key().decode() for _ in range(2))
    monkeypatch.setenv("TONGXING_ENCRYPTION_KEY", old)
    desk = make_desk()  # type: ignore[operator]
    number = desk.submit(new_request(), by=parent).number
    assert not (home / "keys").exists()
    with pytest.raises(ConfigurationError, match="新密钥写在旧密钥前面"):
        desk.rotate_key()
    monkeypatch.setenv("TONGXING_ENCRYPTION_KEY", f"{new},{old}")
    make_desk().rotate_key()  # type: ignore[operator]
    monkeypatch.setenv("TONGXING_ENCRYPTION_KEY", new)
    assert make_desk().find(number).contact_name == "王小明"  # type: ignore[operator]
    monkeypatch.setenv("TONGXING_ENCRYPTION_KEY", "not a key")
    with pytest.raises(ConfigurationError, match="TONGXING_ENCRYPTION_KEY"):
        make_desk()  # type: ignore[operator]


def test_a_generated_key_is_announced_once(
    make_desk: object, capfd: pytest.CaptureFixture[str]
) -> None:
    make_desk()  # type: ignore[operator]
    make_desk()  # type: ignore[operator]
    assert capfd.readouterr().err.count("已生成加密密钥") == 1


def test_the_proof_of_a_link_opens_its_own_request_for_a_day(
    desk: RequestDesk, parent: Actor, clock: Clock
) -> None:
    number = desk.submit(new_request(), by=parent).number
    other = desk.submit(new_request(need="另一件事"), by=parent).number
    proof = desk.link_proof(number)
    assert desk.status_for_parent(number, proof).number == number
    for wrong in (proof[:-1], f"9{proof}", "1.", "x.y", "٣.٣"):
        with pytest.raises(CheckFailedError):
            desk.status_for_parent(number, wrong)
    with pytest.raises(CheckFailedError):
        desk.status_for_parent(other, proof)
    clock.move(hours=25)
    with pytest.raises(CheckFailedError):
        desk.status_for_parent(number, proof)


def test_what_an_official_writes_reaches_the_parent_as_it_was_written(
    desk: RequestDesk, parent: Actor, staff: Actor
) -> None:
    number = desk.submit(new_request(), by=parent).number
    desk.act(number, "acknowledge", by=staff)
    words = "请带户口簿到教务处,电话0851-85556666,也可以打13912345678找李老师"
    case = desk.act(number, "resolve", by=staff, reason=words)
    assert case.history[-1].reason == words
    assert desk.status_for_parent(number, "8000").steps[-1][2] == words
    desk.outbox.deliver_due(desk.local_ways())
    assert words in desk.inbox.take("web:sender-1", 0)[-1].text


def test_a_parents_own_details_stay_hidden_in_an_officials_words(
    desk: RequestDesk, parent: Actor, staff: Actor
) -> None:
    number = desk.submit(new_request(), by=parent).number
    case = desk.act(number, "add_note", by=staff, reason="王小明 138-0013-8000 未接")
    assert case.history[-1].reason == "【姓名】 【电话】 未接"


def test_what_a_parent_adds_holds_no_number_and_no_name(desk: RequestDesk, parent: Actor) -> None:
    number = desk.submit(new_request(), by=parent).number
    case = desk.act(number, "add_fact", by=parent, reason="王小明换了电话13912345678")
    assert case.history[-1].reason == "【姓名】换了电话【电话】"
