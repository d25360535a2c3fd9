from __future__ import annotations

from typing import Any

import pytest

from bot.dialogue.message import NO_ANSWER
from bot.dialogue.rasa import Conversation
from bot.dialogue.replies import as_replies, expected_next, plain_turn
from bot.dialogue.states import State


def came_back(answer: dict[str, Any] | None, expects: str | None) -> Conversation:
    return Conversation(metas=[{"answer": answer, "expects": expects, "request": None}])


def test_a_turn_that_answers_nothing_has_the_whole_answer_object_all_the_same() -> None:
    turn = plain_turn("请再发一次", "b1", degraded=True)
    assert NO_ANSWER.keys() <= turn.meta.keys()
    assert turn.meta["text"] == "请再发一次"
    assert (turn.meta["build"], turn.meta["degraded"]) == ("b1", True)
    assert (turn.meta["asks_for"], turn.meta["request"]) == (None, None)


def test_nothing_to_say_is_no_reply() -> None:
    assert as_replies("") == []
    assert as_replies("好") == [{"text": "好", "buttons": []}]


@pytest.mark.parametrize("kind", ["policy", "request", "smalltalk"])
def test_what_the_dialogue_waits_for_is_waited_for(kind: str) -> None:
    state = State(expects="county")
    assert expected_next(came_back({"kind": kind}, "child_age"), state) == "child_age"
    assert expected_next(came_back(None, None), state) is None


def test_danger_leaves_the_question_of_the_form_open() -> None:
    assert expected_next(came_back({"kind": "crisis"}, None), State(expects="county")) == "county"
