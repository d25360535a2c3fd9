"""What is said of a notice that a parent photographed."""

from __future__ import annotations

import datetime as dt

import pytest

from bot.channels.photos_of_notices import PhotosOfNotices, told_of
from knowledge.ingestion.photo_of_notice import NoticeSeen

NAMES = {"compulsory-school": "读小学、初中"}
TODAY = dt.date(2026, 9, 1)
SEEN = NoticeSeen("招生通知", "花溪区", ("compulsory-school",), dt.date(2027, 8, 31), 0.934)


def test_title_service_place_and_end_are_told_with_how_sure_the_letters_are() -> None:
    told = told_of(SEEN, NAMES, TODAY)
    for part in ("《招生通知》", "读小学、初中", "花溪区", "有效到2027-08-31", "93%"):
        assert part in told


def test_a_notice_that_has_ended_is_told_as_that() -> None:
    assert "过期" in told_of(SEEN, NAMES, dt.date(2027, 9, 1))


def test_what_was_not_recognised_is_left_out() -> None:
    told = told_of(NoticeSeen("通知", "", ("other",), None, 0.7), NAMES, TODAY)
    assert "None" not in told
    assert "管" not in told


def test_what_a_child_process_prints_is_read_back_as_it_was() -> None:
    assert NoticeSeen.from_json(SEEN.to_json()) == SEEN


@pytest.mark.parametrize("content", [b"", b"#!/bin/sh", b"\xff\xd8\xff broken"])
async def test_what_is_no_picture_is_no_notice(content: bytes) -> None:
    assert await PhotosOfNotices().told(content) is None
