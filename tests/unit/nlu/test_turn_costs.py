"""Rasa's own environment runs these checks: its classes are not importable here."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rasa_environment import run_in_rasa

SCRIPT = Path(__file__).with_name("turn_costs_in_rasa.py")


@pytest.fixture(scope="module")
def compared() -> dict[str, object]:
    """What is the same after Rasa's ways were replaced."""
    found: dict[str, object] = json.loads(run_in_rasa(SCRIPT).splitlines()[-1])
    return found


def test_calls_of_the_action_server_share_a_connection_and_open_one_after_a_cut(
    compared: dict[str, object],
) -> None:
    assert compared["connections"] == 2  # the second after the first was closed
    assert compared["after_a_cut"] == {"events": []}


def test_events_are_found_by_name_as_rasa_finds_them(compared: dict[str, object]) -> None:
    assert compared["events_found"] is True
    assert compared["unknown_event_refused"] is True
    assert compared["default_event"] is True


def test_an_answer_is_right_or_wrong_as_in_the_full_check(compared: dict[str, object]) -> None:
    right_and_wrong = compared["right_and_wrong_answers"]
    assert isinstance(right_and_wrong, list)
    assert min(right_and_wrong) > 20
    assert compared["answers_judged_the_same"] is True


def test_reordered_weights_say_the_same(compared: dict[str, object]) -> None:
    assert compared["weights"] is True


def test_another_version_of_rasa_is_left_alone(compared: dict[str, object]) -> None:
    assert compared["other_version_left_alone"] is True
