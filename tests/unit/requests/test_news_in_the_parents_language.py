from __future__ import annotations

import json
import re

import pytest
from requests_of_tests import submitted

from actions.requests import Actor, InvalidFieldError, RequestDesk
from actions.requests.store import Row, Table, Where
from actions.requests.texts import named, spoken_time
from knowledge.languages import CHINESE, ENGLISH, speaking

STAFF = Actor.staff("测试员", "education")
_HAN = re.compile("[\u3400-\u9fff]")


def waiting(desk: RequestDesk, number: str, audience: str) -> list[Row]:
    with desk.store.reading() as rows:
        mine = Where("number", "=", number), Where("audience", "=", audience)
        return rows.find(Table.OUTBOX, *mine, order=["seq", "queued_at"])


def news(desk: RequestDesk, number: str) -> list[str]:
    """What a parent is told, opened as the outbox opens it."""
    with desk.store.reading() as rows:
        person = rows.one(Table.PEOPLE, Where("number", "=", number)) or {}
    key = desk.keyring.data_key(person["data_key"])
    assert key is not None
    return [key.open(row["body"]) or "" for row in waiting(desk, number, "parent")]


def test_who_opened_a_request_in_english_is_told_its_news_in_english(desk: RequestDesk) -> None:
    with speaking(ENGLISH):
        case = submitted(desk)
    desk.act(case.number, "acknowledge", by=STAFF)
    [told] = news(desk, case.number)
    assert told.startswith(f"Your request {case.number}: the education department (教育部门)")
    assert "2026" in told


def test_departments_are_written_to_in_chinese_whoever_opened_it(desk: RequestDesk) -> None:
    with speaking(ENGLISH):
        case = submitted(desk)
    [letter] = waiting(desk, case.number, "department")
    assert letter["subject"] == f"新诉求 {case.number}"
    assert "请在" in letter["body"]


def test_a_request_opened_in_chinese_is_told_in_chinese_whatever_staff_speak(
    desk: RequestDesk,
) -> None:
    case = submitted(desk)
    with speaking(ENGLISH):
        desk.act(case.number, "acknowledge", by=STAFF)
    [told] = news(desk, case.number)
    assert told.startswith("您的诉求")


def test_what_a_parent_sees_of_a_request_is_in_the_language_of_the_page(desk: RequestDesk) -> None:
    case = submitted(desk)
    seen = desk.parent_view(case)
    with speaking(ENGLISH):
        also = desk.parent_view(case)
        assert named(also.status) == "passed on"
    assert "教育部门" in seen.text
    assert "education department" in also.text
    assert (seen.status, seen.number, seen.due_at) == (also.status, also.number, also.due_at)


def test_the_language_is_no_part_of_the_stored_request_a_program_reads(desk: RequestDesk) -> None:
    with speaking(ENGLISH):
        told = submitted(desk).to_json()
    assert "language" not in json.dumps(told)


@pytest.mark.parametrize(
    ("language", "told"), [(CHINESE, "11月30日18:00"), (ENGLISH, "30 Nov 2026, 18:00")]
)
def test_a_moment_is_told_as_the_language_tells_it(language: str, told: str) -> None:
    with speaking(language):
        assert spoken_time("2026-11-30T18:00:00+08:00") == told


def test_a_refusal_is_told_in_the_language_that_is_spoken(desk: RequestDesk) -> None:
    with speaking(ENGLISH), pytest.raises(InvalidFieldError) as refused:
        submitted(desk, contact_phone="12")
    assert not _HAN.search(str(refused.value))
