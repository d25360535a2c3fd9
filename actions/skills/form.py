"""What both forms share: the question asked next, interruptions, unusable answers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from actions.skills.answering import answer_question, refuse, small_talk
from actions.skills.crisis import (
    answer_all_clear,
    answer_crisis,
    is_all_clear,
    is_danger,
    leans_on_danger,
)
from actions.skills.follow_up import find_reference
from actions.skills.message_metadata import Said
from actions.skills.phrases import is_refused, privacy_wish
from actions.skills.privacy import answer_privacy, asks_about_data
from actions.skills.repeating import tell_source
from actions.skills.reply import Reply, Say
from actions.skills.state import Button, Question
from actions.skills.status import answer_status
from actions.skills.talk import Talk
from nlu.understanding.topics.reading import Kind

PATIENCE = 2
"""After so many unusable answers to one field a way out is offered."""
_CHATTING = ("greet", "thank", "goodbye", "who_are_you", "abuse", "chitchat")
_NOT_INSIDE_A_FORM = ("/request", "/area")


SILENCE = Question(silent=True)


def asked(talk: Talk, field: str, text: str, buttons: Iterable[Button] = ()) -> Reply:
    """Return the question for a field, or the one a validation has prepared instead."""
    prepared, talk.state.question = talk.state.question, None
    if prepared and prepared.silent:
        return Reply()
    talk.state.expects = field
    if prepared:
        text, buttons = prepared.text, prepared.buttons
    return Reply.of(text, buttons, expects=field)


def first_of_all(talk: Talk) -> Reply | None:
    """Answer what goes before every form: danger, with no question after it, and misuse."""
    if is_all_clear(talk):
        return answer_all_clear(talk)
    if is_danger(talk) or (talk.in_danger and not _gives_a_field(talk) and leans_on_danger(talk)):
        talk.state.question, talk.state.misses = SILENCE, 0
        return answer_crisis(talk)
    if is_refused(talk.text):
        talk.state.misses = 0
        return refuse(talk)
    return None


def _gives_a_field(talk: Talk) -> bool:
    # 我在广东赶不回去 gives nothing the form asks for.
    said = replace(talk.said, outside_guizhou=False, waiting=False)
    return bool(talk.heard.given or talk.heard.further) or said != Said()


def interruption(talk: Talk, *, taken: bool) -> Reply | None:
    """Answer what is no answer to the form's question; ``None`` when it is none either.

    Args:
        talk: the conversation.
        taken: the message also gave something the form wanted.
    """
    reply = _interrupting(talk, taken=taken)
    if reply is None:
        return None
    # The form's own question follows: an offer to open a request would only confuse.
    says = [Say(say.text, _buttons_inside(say.buttons)) for say in reply.says]
    return replace(reply, says=says, expects=None, next_action=None)


def _interrupting(talk: Talk, *, taken: bool) -> Reply | None:
    reading = talk.reading
    if taken:
        asks = reading.kind is Kind.POLICY and reading.needs and talk.topic_is_sure
        return answer_question(talk) if asks and talk.asks else None
    if talk.wants("privacy", "export", "forget") or privacy_wish(talk.text):
        return answer_privacy(talk)
    if asks_about_data(talk) or (talk.acts("privacy") and talk.asks and not reading.needs):
        return answer_privacy(talk)
    if talk.said.request_number or talk.wants("status"):
        return answer_status(talk)
    if reading.kind is Kind.SMALLTALK and talk.acts("greet", "thank", "goodbye"):
        return small_talk(talk, talk.act)
    if talk.wants("service", "area") or _asks_of_policy(talk):
        return answer_question(talk)
    if talk.said.affirmed is not None:
        return None
    if talk.acts("repeat", "simpler") and reading.kind is not Kind.OUT_OF_SCOPE:
        # The question that follows is what was not understood.
        services = tuple(talk.draft.services)
        return Reply(answer=talk.room.bare_answer(talk.reading, Kind.REQUEST, services=services))
    if talk.acts("ask_source") and talk.topic:
        return tell_source(talk)
    if talk.acts(*_CHATTING):
        return small_talk(talk, talk.act)
    sure = talk.room.decisions.sure
    match reading.kind:
        case Kind.SMALLTALK if reading.confidence >= sure and reading.act != "chitchat":
            return small_talk(talk, reading.act)
        case Kind.PRIVACY if reading.confidence >= sure:
            return answer_privacy(talk)
        case Kind.STATUS if reading.confidence >= sure:
            return answer_status(talk)
        case Kind.OUT_OF_SCOPE if talk.asks and reading.confidence >= sure:
            return answer_question(talk)
        case _:
            return None


def _asks_of_policy(talk: Talk) -> bool:
    if find_reference(talk) is not None and talk.asks:
        return True
    if talk.reading.kind is not Kind.POLICY or not talk.topic_is_sure:
        return False
    if talk.reading.elsewhere and talk.asks:
        return True
    return talk.asks or (bool(talk.reading.needs) and talk.act == "ask")


def _buttons_inside(buttons: Sequence[Button]) -> tuple[Button, ...]:
    return tuple(b for b in buttons if not b.payload.startswith(_NOT_INSIDE_A_FORM))
