"""What a turn gives back beside the words: the contract's answer object, always whole."""

from __future__ import annotations

from typing import Any

from actions.skills.state import request_fields
from bot.dialogue.listening import Listened
from bot.dialogue.message import NO_ANSWER, Turn
from bot.dialogue.rasa import Conversation
from bot.dialogue.states import State
from nlu.understanding.topics.reading import Kind


def plain_turn(text: str, build: str, *, degraded: bool = False) -> Turn:
    """Return a turn of one sentence that answers nothing."""
    meta = NO_ANSWER | {
        "text": text,
        "build": build,
        "asks_for": None,
        "request": None,
        "degraded": degraded,
    }
    return Turn(as_replies(text), meta)


def as_replies(text: str) -> list[dict[str, Any]]:
    """Return a text as the replies of a turn; none when there is nothing to say."""
    return [{"text": text, "buttons": []}] if text else []


def meta_of(
    conversation: Conversation,
    answer: dict[str, Any],
    listened: Listened,
    replies: list[dict[str, Any]],
) -> dict[str, Any]:
    """Return the answer object of a turn that the dialogue answered.

    Args:
        conversation: what came back from the dialogue.
        answer: its answer object, or what stands instead of it; may be empty.
        listened: the message.
        replies: the words, with everything that was added to them.
    """
    told, asked_for = "\n".join(reply["text"] for reply in replies), conversation.expects
    return (
        NO_ANSWER
        | {"question": listened.heard.reading.text}
        | answer
        | {
            "build": listened.heard.build,
            "text": answer.get("text") or told,
            "asks_for": asked_for if asked_for in request_fields() else None,
            "request": conversation.request,
            "degraded": False,
        }
    )


def expected_next(conversation: Conversation, state: State) -> str | None:
    """Return the field waited for; danger interrupts a form without ending it."""
    answer = conversation.answer
    if answer is not None and answer["kind"] == Kind.CRISIS:
        return state.expects
    return conversation.expects
