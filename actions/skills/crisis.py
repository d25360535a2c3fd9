"""A child in danger: answered before anything else, at any point, without a single question."""

from __future__ import annotations

from dataclasses import replace

from actions.requests import Status
from actions.skills.english import english_line
from actions.skills.phrases import privacy_wish, wants_person
from actions.skills.reply import Reply
from actions.skills.state import Button
from actions.skills.talk import OFFERED_URGENT, Talk
from actions.texts import texts
from nlu.understanding.topics.reading import Kind

_LEAVES = ("thank", "goodbye", "greet", "open_request", "hand_over", "check_status", "privacy")
"""Acts that are about something else than the danger, or already about what to do."""


def is_danger(talk: Talk) -> bool:
    """Tell a message of danger; the wish for an urgent request after one is not another."""
    if talk.wants("urgent") or (talk.wants_urgent and not talk.reading.crisis):
        return False
    if talk.reading.kind is Kind.CRISIS:
        return True
    # The act alone counts where retrieval understood nothing else.
    decisions = talk.room.decisions
    needed = decisions.certain if talk.reading.needs else decisions.very_sure
    return talk.act == "crisis" and talk.confidence >= needed


def leans_on_danger(talk: Talk) -> bool:
    """Tell a message after the help that has no subject of its own: 那我咋办, 我怕他晓得."""
    if talk.heard.command or talk.acts(*_LEAVES) or talk.said.affirmed is not None:
        return False
    if privacy_wish(talk.text) or wants_person(talk.text) or talk.said.request_number:
        return False
    reading = talk.reading
    asks = reading.kind is Kind.POLICY and bool(reading.needs) and talk.topic_is_sure
    return not asks


def answer_crisis(talk: Talk) -> Reply:
    """Return whom to call now, and offer an urgent request; the same card is not given twice."""
    state, told_of = talk.state, set(talk.reading.crisis)
    again = talk.in_danger and told_of <= set(state.dangers)
    if talk.reading.kind is Kind.CRISIS or not state.danger:
        state.danger = talk.text
    state.dangers = sorted(told_of | set(state.dangers if again else ()))
    state.expects = OFFERED_URGENT
    answer = talk.room.answerer.crisis(replace(talk.reading, kind=Kind.CRISIS))
    if again:
        answer = replace(answer, text=texts().conversation.keep_safe)
    urgent = Button(texts().conversation.buttons["urgent"], "/urgent")
    reply = Reply.of(answer.text, [urgent], answer=answer, expects=OFFERED_URGENT)
    if talk.heard.english:
        reply.say(english_line(talk.room, answer))
    return reply


def answer_all_clear(talk: Talk) -> Reply:
    """Return relief, and how to close the urgent request when one is still open."""
    talk.state.danger, talk.state.dangers = None, []
    words, desk = texts().conversation, talk.room.desk
    open_ones = [
        case
        for case in desk.requests_of(talk.identity)
        if case.urgent and desk.cases.lifecycle.is_open(Status(case.status))
    ]
    text = words.all_clear_open.format(number=open_ones[0].number) if open_ones else words.all_clear
    return Reply.of(text, answer=talk.room.bare_answer(talk.reading, Kind.SMALLTALK, text))
