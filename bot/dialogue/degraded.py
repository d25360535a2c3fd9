"""Answers while the dialogue is away: retrieval alone, crisis first, nothing typed is lost."""

from __future__ import annotations

from typing import Any

from actions.requests import RequestDesk
from actions.skills.phrases import is_bare_request, is_vague
from actions.skills.request_fields import FIELDS
from actions.texts import texts
from bot.dialogue.listening import Listened
from bot.dialogue.message import Turn
from knowledge.answers import Answer
from knowledge.base import KnowledgeBase
from nlu.understanding.topics.reading import Kind


def answer_alone(
    listened: Listened,
    identity: str,
    expects: str | None,
    knowledge: KnowledgeBase,
    desk: RequestDesk,
) -> Turn:
    """Return the turn of a message that no dialogue server answered."""
    in_form = expects in FIELDS
    if in_form:
        _keep(listened, identity, expects, desk)
    answer = _answer(listened, knowledge)
    if answer.kind is Kind.CRISIS:
        return _turn([answer.text], answer, None)
    words = texts().conversation
    is_question = answer.kind in (Kind.POLICY, Kind.OUT_OF_SCOPE) and not _is_unsure(answer)
    if in_form:
        says = [answer.text, words.offline_form] if is_question else [words.offline_form]
        return _turn(says, answer, expects)
    if answer.kind in (Kind.REQUEST, Kind.STATUS):
        return _turn([words.offline_form], answer, None)
    return _turn([f"{words.offline}\n{answer.text}"], answer, None)


def _answer(listened: Listened, knowledge: KnowledgeBase) -> Answer:
    heard = listened.heard
    if heard.command == "service" and heard.argument:
        return knowledge.answerer.about([heard.argument], heard.reading)
    return knowledge.answer(heard.reading)


def _is_unsure(answer: Answer) -> bool:
    return answer.abstained and answer.reason in ("unsure", "out_of_scope")


def _keep(listened: Listened, identity: str, expects: str | None, desk: RequestDesk) -> None:
    """Save what the form was told; contact details are in the draft already."""
    said, text = listened.heard.said, listened.heard.reading.text
    given: dict[str, Any] = {}
    if said.child_age is not None:
        given["child_age"] = said.child_age
    if said.county is not None:
        given["county"] = said.county
    if expects == "need" and not is_vague(text) and not is_bare_request(text):
        given["need"] = text
    if given:
        desk.drafts.save(identity, desk.drafts.load(identity) | given)


def _turn(says: list[str], answer: Answer, expects: str | None) -> Turn:
    replies = [{"text": text, "buttons": []} for text in says]
    meta = answer.to_json() | {"asks_for": expects, "request": None, "degraded": True}
    return Turn(replies, meta)
