"""A child in danger: answered before anything else, at any point, without a single question."""

from __future__ import annotations

from dataclasses import replace

from actions.skills.english import english_line
from actions.skills.reply import Reply
from actions.skills.state import Button
from actions.skills.talk import OFFERED_URGENT, Talk
from actions.texts import texts
from nlu.understanding.topics.reading import Kind

_SURE = 0.75
_VERY_SURE = 0.9


def is_danger(talk: Talk) -> bool:
    """Tell a message of danger; the wish for an urgent request after one is not another."""
    if talk.wants("urgent") or (talk.wants_urgent and not talk.reading.crisis):
        return False
    if talk.reading.kind is Kind.CRISIS:
        return True
    # The act alone counts where retrieval understood nothing else.
    needed = _VERY_SURE if talk.reading.needs else _SURE
    return talk.act == "crisis" and talk.confidence >= needed


def answer_crisis(talk: Talk) -> Reply:
    """Return whom to call now, and offer an urgent request."""
    answer = talk.room.answerer.crisis(replace(talk.reading, kind=Kind.CRISIS))
    urgent = Button(texts().conversation.buttons["urgent"], "/urgent")
    talk.state.danger, talk.state.expects = talk.text, OFFERED_URGENT
    reply = Reply.of(answer.text, [urgent], answer=answer, expects=OFFERED_URGENT)
    if talk.heard.english:
        reply.say(english_line(talk.room, answer))
    return reply
