"""One act per message, and the skill that answers it. Strong evidence overrides a weak act."""

from __future__ import annotations

from collections.abc import Callable

from actions.skills import entitlement
from actions.skills.answering import answer_question, declined, refuse, small_talk
from actions.skills.crisis import answer_crisis, is_danger
from actions.skills.phrases import (
    asks_for_help,
    case_wish,
    declines_request,
    is_question,
    is_refused,
    is_vague,
    privacy_wish,
    tries_number,
    wants_person,
    wants_request,
)
from actions.skills.privacy import answer_privacy, resume_privacy
from actions.skills.reply import Reply
from actions.skills.request_opening import call_person, open_request
from actions.skills.status import answer_status, resume_status
from actions.skills.talk import OFFERED_URGENT, Talk
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wording import says_only_facts

SMALL_TALK = ("greet", "thank", "goodbye", "who_are_you", "chitchat", "abuse")
_SURE = 0.6
_VERY_SURE = 0.75
_NEARLY_CERTAIN = 0.9
_COMMANDS = {
    "service": "ask",
    "area": "ask",
    "request": "open_request",
    "urgent": "open_request",
    "this": "open_request",
    "human": "hand_over",
    "check": "check_entitlement",
    "status": "check_status",
    "withdraw": "check_status",
    "add": "check_status",
    "rate": "check_status",
    "reopen": "check_status",
    "urge": "check_status",
    "privacy": "privacy",
    "export": "privacy",
    "forget": "privacy",
    "start": "greet",
    "help": "who_are_you",
    "yes": "affirm",
    "no": "deny",
    "agree": "affirm",
    "disagree": "deny",
    "skip": "skip",
    "cancel": "cancel",
    "why": "ask",
}
_BY_KIND = {Kind.STATUS: "check_status", Kind.PRIVACY: "privacy", Kind.REQUEST: "open_request"}
_QUESTIONS = ("ask", "follow_up", "correct", "inform", "why", "nlu_fallback", "out_of_scope")
_SKILLS: dict[str, Callable[[Talk], Reply]] = {
    "crisis": answer_crisis,
    "refuse": refuse,
    "open_request": open_request,
    "hand_over": call_person,
    "check_status": answer_status,
    "privacy": answer_privacy,
    "check_entitlement": entitlement.start,
    "deny": declined,
    "skip": declined,
    "cancel": declined,
}


def respond(talk: Talk) -> Reply:
    """Return the reply to a message outside every form."""
    act = decide(talk)
    if act not in ("crisis", "refuse"):
        resumed = resume_privacy(talk) or resume_status(talk)
        if resumed is not None:
            return resumed
    reply = _reply_to(talk, act)
    # Whatever was asked for before is over once something else is answered.
    talk.state.expects = reply.expects
    return reply


def decide(talk: Talk) -> str:
    """Return the act a message is answered as."""
    said = _said_outright(talk)
    if said is not None:
        return said
    if talk.act in SMALL_TALK:
        return _small_talk_or_question(talk)
    if talk.act in _QUESTIONS:
        return _question_or_more(talk)
    if talk.act == "open_request" and talk.reading.details and not asks_for_help(talk.text):
        return "ask"
    if talk.act in _BY_KIND.values() and _asks_policy(talk) and not _surely_acts(talk):
        return "ask"
    guessed = talk.act == "open_request" and talk.confidence < _SURE
    if guessed and talk.reading.kind is not Kind.REQUEST:
        return "ask"
    return talk.act


def _said_outright(talk: Talk) -> str | None:
    """Return the act that button, danger or words leave no doubt about."""
    text = talk.text
    if talk.heard.command in _COMMANDS:
        return _COMMANDS[talk.heard.command]
    certain = [
        ("crisis", is_danger(talk)),
        ("refuse", is_refused(text)),
        ("check_status", bool(talk.said.request_number) or tries_number(text)),
        ("open_request", talk.wants_urgent),
        ("deny", talk.expects == OFFERED_URGENT and talk.said.affirmed is False),
        ("privacy", privacy_wish(text) is not None),
        ("hand_over", wants_person(text)),
        ("check_status", bool(case_wish(text) and talk.state.number)),
        ("open_request", wants_request(text)),
        ("deny", declines_request(text)),
        ("ask", talk.said.ordinal is not None and bool(talk.listed) and text.startswith("第")),
        ("ask", bool(talk.heard.given) and says_only_facts(text)),
    ]
    return next((act for act, sure in certain if sure), None)


def _reply_to(talk: Talk, act: str) -> Reply:
    if act in _SKILLS:
        return _SKILLS[act](talk)
    if act in SMALL_TALK:
        return small_talk(talk, act)
    if act == "affirm":
        return answer_status(talk) if talk.state.number else small_talk(talk, act)
    return answer_question(talk)


def _small_talk_or_question(talk: Talk) -> str:
    """你好,娃打疫苗在哪点: the greeting is not what it is about."""
    reading = talk.reading
    vague = talk.act == "chitchat" and is_vague(talk.text) and is_question(talk.text)
    if _asks_policy(talk) or vague:
        return "ask"
    if reading.kind in _BY_KIND and reading.confidence >= _VERY_SURE:
        return _of_kind(talk)
    return talk.act


def _question_or_more(talk: Talk) -> str:
    reading = talk.reading
    if reading.kind in _BY_KIND and reading.confidence >= _SURE:
        return _of_kind(talk)
    if reading.kind is Kind.STATUS and talk.state.number:
        return "check_status"
    leans = talk.act in ("follow_up", "correct", "inform") and talk.topic
    if reading.kind is Kind.SMALLTALK and reading.confidence >= _SURE and not leans:
        return reading.act
    return "ask"


def _surely_acts(talk: Talk) -> bool:
    """我要给娃转学 asks how; 帮我转学 wants somebody to act."""
    wished = talk.act != "open_request" or asks_for_help(talk.text)
    return talk.confidence >= (_SURE if wished else _NEARLY_CERTAIN)


def _of_kind(talk: Talk) -> str:
    return "hand_over" if talk.reading.act == "handover" else _BY_KIND[talk.reading.kind]


def _asks_policy(talk: Talk) -> bool:
    reading = talk.reading
    return reading.kind is Kind.POLICY and bool(reading.needs) and reading.confidence >= _SURE
