"""Rasa's own environment runs these checks: its classes are not importable here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rasa_environment import run_in_rasa

SCRIPT = Path(__file__).with_name("bounded_store_in_rasa.py")


@pytest.fixture(scope="module")
def measured(tmp_path_factory: pytest.TempPathFactory) -> dict[str, object]:
    """What a conversation of 300 messages leaves behind in the store."""
    folder = tmp_path_factory.mktemp("store")
    found: dict[str, object] = json.loads(
        run_in_rasa(SCRIPT, folder / "dialogue.db").splitlines()[-1]
    )
    return found


def test_a_long_conversation_takes_no_more_room_than_a_short_one(
    measured: dict[str, int],
) -> None:
    assert measured["bytes_after_300"] <= 1.1 * measured["bytes_after_5"]
    assert measured["bytes_after_300"] <= 3 * 1024
    assert measured["events_after_300"] <= measured["events_after_5"] + 4


def test_slots_and_the_form_outlast_the_messages_they_came_from(
    measured: dict[str, object],
) -> None:
    assert measured["slot"] == "from message 1"
    assert measured["loop"] == "request_form"
    assert measured["loop_rejected"] is True
    assert measured["latest_intent"] == "ask"


def test_of_a_slot_only_the_last_value_is_kept(measured: dict[str, object]) -> None:
    assert measured["state_of"] == "300-2"
    assert measured["values_kept"] == 1


def test_conversations_at_once_are_each_kept_before_their_turn_ends(
    measured: dict[str, object],
) -> None:
    assert measured["kept_at_once"] is True


def test_what_travels_with_a_message_is_not_kept(measured: dict[str, object]) -> None:
    assert measured["metadata_kept"] is False
    assert measured["words_kept"] is False


def test_the_file_is_for_its_owner_only(measured: dict[str, object]) -> None:
    assert measured["mode"] == 0o600


def test_the_compiled_check_refuses_what_rasas_own_refuses(measured: dict[str, object]) -> None:
    assert measured["good_accepted"] is True
    assert measured["bad_refused"] is True
    assert measured["other_version_left_alone"] is True
