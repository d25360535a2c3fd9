"""Answers while the dialogue is away: retrieval alone, crisis first, nothing typed is lost."""

from __future__ import annotations

from typing import Any

from actions.requests import RequestDesk, ServiceRequest
from actions.requests.texts import spoken_time
from actions.skills.phrases import is_vague
from actions.skills.state import request_fields
from actions.texts import texts
from bot.dialogue.listening import Listened
from bot.dialogue.message import NO_ANSWER, Turn
from bot.dialogue.withholding import withheld
from knowledge.answers import Answer
from knowledge.base import KnowledgeBase
from knowledge.catalogue import HOTLINE
from nlu.understanding.topics.reading import Kind
from nlu.understanding.understanding import danger_said
from nlu.understanding.wishes import is_bare_request


def answer_alone(
    listened: Listened,
    identity: str,
    expects: str | None,
    knowledge: KnowledgeBase,
    desk: RequestDesk,
) -> Turn:
    """Return the turn of a message that no dialogue server answered."""
    in_form = expects in request_fields()
    if in_form:
        _keep(listened, identity, expects, desk)
    answer = withheld(_answer(listened, knowledge), desk.switches)
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


def answer_unkept(text: str, knowledge: KnowledgeBase) -> Turn | None:
    """Return helplines or an answer when nothing can be stored; ``None`` when there is neither.

    What could not be kept is said after what was asked; danger is answered and nothing else said.
    """
    answer = knowledge.answer_to(knowledge.understand(text))
    if answer.kind is Kind.CRISIS:
        return _turn([answer.text], answer, None)
    if answer.kind is Kind.POLICY and not _is_unsure(answer):
        return _turn([answer.text, texts().conversation.not_kept], answer, None)
    return None


def answer_busy(text: str, knowledge: KnowledgeBase) -> Turn:
    """Return the turn of a message that is not read: helplines where words of danger stand in it.

    It takes milliseconds, since no model is asked and nothing is kept.
    """
    danger = danger_said(text)
    if danger is not None:
        answer = knowledge.answer(danger)
        return _turn([answer.text], answer, None)
    told = texts().conversation.busy
    meta = NO_ANSWER | {"text": told, "build": knowledge.build}
    meta |= {"asks_for": None, "request": None, "degraded": True}
    return Turn([{"text": told, "buttons": []}], meta)


def tell_opened(case: ServiceRequest, listened: Listened, knowledge: KnowledgeBase) -> Turn:
    """Return the turn of a request that was stored although nobody could say so any more."""
    words = texts().request
    department = knowledge.catalogue.told.departments[case.department].name
    text = words.done_triage if case.department == HOTLINE else words.done
    told = (words.done_urgent if case.urgent else text).format(
        number=case.number,
        code=case.check_code,
        county=case.county,
        department=department,
        due=spoken_time(case.due_at),
    )
    opened = {"number": case.number, "status": case.status, "department": case.department}
    turn = _turn([told], knowledge.answer(listened.heard.reading), None)
    turn.meta.update(
        kind=Kind.REQUEST.value, text=told, citations=[], request=opened | {"opened": True}
    )
    return turn


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
    given: dict[str, Any] = dict(listened.heard.further)
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
