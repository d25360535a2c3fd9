"""What people learn of conversations: who waits for a person, and what was not answered."""

from __future__ import annotations

import logging
from typing import Any

from actions.requests import StoreError
from actions.skills.form_errors import describe
from actions.staff.handover_reading import Handover, Who
from actions.staff.handovers import Handovers
from actions.staff.questions import Questions, Why
from bot.dialogue.listening import Listened
from bot.dialogue.message import Incoming, Turn
from bot.dialogue.person import gist_of
from bot.dialogue.recent import RecentWords
from bot.dialogue.withholding import SWITCHED_OFF
from nlu.understanding.topics.reading import Kind, Reading

logger = logging.getLogger(__name__)

_NOT_UNDERSTOOD = ("unsure", "ambiguous", "out_of_scope")


class ForPeople:
    """Remembers the last words of each conversation, and writes down what people have to see."""

    def __init__(self, questions: Questions, handovers: Handovers) -> None:
        """Take what keeps open questions, and the conversations in which a person was asked for."""
        self.questions = questions
        self.handovers = handovers
        self._recent = RecentWords()

    def note(
        self,
        message: Incoming,
        sender: str,
        listened: Listened,
        turn: Turn,
        handover: Handover | None,
    ) -> None:
        """Remember a turn; write it down where a person was asked for or nothing was answered."""
        said = _said(listened, turn.replies)
        self._recent.add(sender, said)
        danger = listened.heard.reading.kind is Kind.CRISIS
        try:
            if why := _not_answered(turn.meta):
                self._open(listened.words, listened.heard.reading, why, message.channel)
            if handover is not None:
                self.handovers.add(handover, said, urgent=danger)
        except StoreError as error:
            logger.error("the words of a conversation were not kept: %s", describe(error))

    def last_question(self, sender: str) -> str:
        """Return what a parent said last; empty when nothing is remembered."""
        said = reversed(self._recent.of(sender))
        return next((text for who, text in said if who == "parent"), "")

    def note_unhelpful(self, asked: str, reading: Reading, channel: str) -> None:
        """Keep a question whose answer a parent called of no help."""
        self._open(asked, reading, "unhelpful", channel)

    def ask_for_person(
        self, message: Incoming, sender: str, listened: Listened, replies: list[dict[str, Any]]
    ) -> str:
        """Put the conversation on the waiting list; return what the parent is told of it."""
        said = [*self._recent.of(sender), *_said(listened, replies)]
        return self.handovers.ask(message.identity, said, gist_of(said))

    def forget(self, identity: str, sender: str) -> None:
        """Drop what is kept of somebody."""
        self._recent.forget(sender)
        self.handovers.forget(identity)

    def _open(self, text: str, reading: Reading, why: Why, channel: str) -> None:
        guess = reading.topics[0].id if reading.topics else ""
        self.questions.note(text, why, channel=channel, guess=guess, vector=reading.vector)


def _not_answered(meta: dict[str, Any]) -> Why | None:
    """Return why a turn left a question open; ``None`` when it left none."""
    asked = meta["kind"] in (Kind.POLICY, Kind.OUT_OF_SCOPE)
    if not (asked and meta["abstained"]) or meta["reason"] == SWITCHED_OFF:
        return None
    return "not_understood" if meta["reason"] in _NOT_UNDERSTOOD else "abstained"


def _said(listened: Listened, replies: list[dict[str, Any]]) -> list[tuple[Who, str]]:
    return [("parent", listened.words), *(("assistant", reply["text"]) for reply in replies)]
