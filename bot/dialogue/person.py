"""While a person has the conversation: words go to them, and danger still gets its helplines."""

from __future__ import annotations

from actions.staff.handover_reading import Handover, Who
from actions.staff.handovers import Handovers
from bot.dialogue.listening import Listened
from bot.dialogue.message import NO_ANSWER, Turn
from knowledge.base import KnowledgeBase
from nlu.understanding.topics.reading import Kind


def pass_on(
    listened: Listened, handover: Handover, handovers: Handovers, knowledge: KnowledgeBase
) -> Turn:
    """Write down what the parent said for the person who has the conversation.

    Returns:
        A turn without replies, for the person answers; with the helplines where a child is in
        danger.
    """
    said: list[tuple[Who, str]] = [("parent", listened.words)]
    meta = NO_ANSWER | {"build": knowledge.build}
    replies = []
    reading = listened.heard.reading
    danger = reading.kind is Kind.CRISIS
    if danger:
        answer = knowledge.answer(reading)
        meta = answer.to_json()
        replies = [{"text": answer.text, "buttons": []}]
        said.append(("assistant", answer.text))
    handovers.add(handover, said, urgent=danger)
    meta |= {"asks_for": None, "request": None, "degraded": False, "person": True}
    return Turn(replies, meta)


def gist_of(said: list[tuple[Who, str]]) -> str:
    """Return what a conversation was about before a person was asked for: the longest words."""
    own = [text for who, text in said if who == "parent"]
    # The last words are the wish for a person itself.
    return max(own[:-1] or own, key=len, default="")
