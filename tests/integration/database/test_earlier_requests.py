"""Requests that came before are found by telephone number, on both engines."""

from __future__ import annotations

from pathlib import Path

import pytest
from requests_of_tests import asked, submitted

from actions.requests import Actor, Channel, RequestDesk
from actions.requests.store import Row, Table, Where
from knowledge.catalogue import load_catalogue
from knowledge.settings import load_config

PHONE, OTHER_PHONE = "13900001111", "13900002222"
LANDLINE = "085185551234"


@pytest.fixture
def desk(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> RequestDesk:
    monkeypatch.delenv("TONGXING_ENCRYPTION_KEY", raising=False)
    monkeypatch.setenv("TONGXING_HOME", str(tmp_path))
    return open_desk()


def open_desk() -> RequestDesk:
    return RequestDesk.open(load_config(), load_catalogue())


def opened(desk: RequestDesk, phone: str = PHONE, **said: str) -> str:
    new = asked(contact_phone=phone, channel=Channel.HOTLINE, reply_address=None, **said)
    return desk.submit(new, by=Actor.system()).number


def of_the_version_before(desk: RequestDesk, number: str) -> None:
    with desk.store.writing() as rows:
        rows.update(Table.PEOPLE, {"phone_mac": None}, Where("number", "=", number))


def person(desk: RequestDesk, number: str) -> Row:
    with desk.store.reading() as rows:
        found = rows.one(Table.PEOPLE, Where("number", "=", number))
    assert found is not None
    return found


def numbers(desk: RequestDesk, phone: str) -> set[str]:
    return {case.number for case in desk.earlier.of_phone(phone)}


def test_a_number_is_found_however_it_is_written(desk: RequestDesk) -> None:
    first, second = opened(desk), opened(desk, need="娃要打疫苗")
    opened(desk, OTHER_PHONE)
    at_home = opened(desk, LANDLINE)
    assert numbers(desk, "+86 139-0000-1111") == {first, second}
    assert numbers(desk, "0851-8555 1234") == {at_home}
    assert numbers(desk, "13900003333") == set()
    assert numbers(desk, "没有电话") == set()


def test_the_hash_tells_nothing_of_the_number(desk: RequestDesk) -> None:
    assert PHONE not in str(person(desk, opened(desk)))


def test_what_the_version_before_stored_is_found_after_the_start(desk: RequestDesk) -> None:
    number = opened(desk)
    of_the_version_before(desk, number)
    assert numbers(desk, PHONE) == set()
    assert numbers(open_desk(), PHONE) == {number}


def test_what_the_version_before_stores_meanwhile_is_found_after_the_next_round(
    desk: RequestDesk,
) -> None:
    number = opened(desk)
    of_the_version_before(desk, number)
    desk.sweep()
    assert numbers(desk, PHONE) == {number}


def test_a_number_that_the_version_before_corrects_is_found_no_more_under_the_old_one(
    desk: RequestDesk,
) -> None:
    number = opened(desk)
    with desk.store.writing() as rows:
        key = desk.cases.data_key(rows, number)
        assert key is not None
        corrected = {"contact_phone": key.seal(OTHER_PHONE)}
        rows.update(Table.PEOPLE, corrected, Where("number", "=", number))
    assert numbers(desk, PHONE) == set()
    desk.sweep()
    assert numbers(desk, OTHER_PHONE) == {number}


def test_a_corrected_number_is_found_at_once(desk: RequestDesk) -> None:
    number = opened(desk)
    desk.correct_contact(number, {"contact_phone": OTHER_PHONE}, reason="改电话")
    assert (numbers(desk, PHONE), numbers(desk, OTHER_PHONE)) == (set(), {number})


def test_a_forgotten_person_is_found_no_more(desk: RequestDesk) -> None:
    number = submitted(desk, contact_phone=PHONE, reply_address="sender-1").number
    desk.forget("web:sender-1")
    desk.sweep()
    assert numbers(desk, PHONE) == set()
    assert person(desk, number)["phone_mac"] is None


def test_a_row_that_nobody_can_read_keeps_no_other_from_being_found(desk: RequestDesk) -> None:
    damaged, good = opened(desk), opened(desk)
    with desk.store.writing() as rows:
        rows.update(Table.PEOPLE, {"data_key": "damaged"}, Where("number", "=", damaged))
    for number in (damaged, good):
        of_the_version_before(desk, number)
    assert desk.earlier.index_telephones() == 1
    assert numbers(desk, PHONE) == {good}


def test_the_same_need_in_the_same_words_is_recognised_while_it_is_open(desk: RequestDesk) -> None:
    number = opened(desk, need="娃七岁没学上，公办说没学位。")
    asked = (PHONE, "娃七岁没学上 公办说没学位")
    found = desk.earlier.same_need(*asked)
    assert found is not None
    assert found.number == number
    assert desk.earlier.same_need(PHONE, "娃要打疫苗") is None
    assert desk.earlier.same_need(OTHER_PHONE, asked[1]) is None
    desk.act(number, "withdraw", by=Actor.supervisor("赵"), reason="来电撤回")
    assert desk.earlier.same_need(*asked) is None


def test_open_requests_of_the_county_about_the_same_service_are_alike(desk: RequestDesk) -> None:
    mine, hidden = opened(desk), opened(desk, OTHER_PHONE)
    found = desk.earlier.alike(
        "南明区", ["compulsory-school"], lambda row: row["number"] != hidden, 5
    )
    assert [case.number for case in found] == [mine]
    assert desk.earlier.alike("南明区", ["vaccination"], lambda row: True, 5) == []
    assert desk.earlier.alike("云岩区", ["compulsory-school"], lambda row: True, 5) == []


def test_finding_a_number_opens_no_other_request(
    desk: RequestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted = opened(desk)
    for _ in range(3):
        opened(desk, OTHER_PHONE)
    used: list[str | None] = []
    real = desk.keyring.data_key
    monkeypatch.setattr(
        desk.keyring, "data_key", lambda sealed: (used.append(sealed), real(sealed))[1]
    )
    assert numbers(desk, PHONE) == {wanted}
    assert len(used) == 1
