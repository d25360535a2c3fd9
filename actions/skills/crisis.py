"""A child in danger: answered before anything else, at any point, without a single question."""

from __future__ import annotations

from dataclasses import replace

from actions.skills.english import english_line
from actions.skills.reply import Button, Reply
from actions.skills.talk import Talk
from actions.texts import texts
from knowledge.topics.reading import Kind


def answer_crisis(talk: Talk) -> Reply:
    """Return whom to call now, and offer an urgent request."""
    answer = talk.room.answerer.crisis(replace(talk.reading, kind=Kind.CRISIS))
    urgent = Button(texts().conversation.buttons["urgent"], "/urgent")
    reply = Reply.of(answer.text, [urgent], answer=answer, slots={"danger": talk.text})
    if talk.heard.english:
        reply.say(english_line(talk.room, answer))
    return reply
