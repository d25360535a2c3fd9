"""Requests already made: their status, and what a parent can still do about them."""

from __future__ import annotations

import re

from actions.requests import (
    Actor,
    CheckFailedError,
    IllegalMoveError,
    ParentStatus,
    ServiceRequest,
    Status,
    TooManyChecksError,
)
from actions.requests.texts import spoken_time
from actions.skills.phrases import case_wish, phrases, tries_number
from actions.skills.reply import Reply
from actions.skills.request_fields import named_fields
from actions.skills.state import Button, LastRequest
from actions.skills.talk import Talk
from actions.texts import texts
from knowledge.catalogue import Detail
from knowledge.languages import joined
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wishes import is_question, wants_request

PENDING = ("status_number", "status_check", "add_fact", "withdraw", "rating")
"""What this skill may have asked for."""
_WHILE_OPEN = ("withdraw", "withdrawn", "add", "added", "urge")
_ASKED_AS = {"added": "add", "withdrawn": "withdraw"}
_FINISHED = (Status.RESOLVED, Status.FOLLOWED_UP, Status.ARCHIVED)
_SHOWN = 3
_SHORTEST_COMPLAINT = 3
_PERSONAL_PHONE = "contact_phone"


def answer_status(talk: Talk) -> Reply:
    """Tell the status, or do what is wished for a request already made."""
    number = talk.said.request_number
    if number is None and tries_number(talk.text):
        return _reply(talk, texts().status.ask_number, expects="status_number")
    own = talk.room.desk.requests_of(talk.identity)
    wish, meant = _wish(talk), _proven(talk, number)
    if number is not None and all(case.number != number for case in own):
        return _carry_out(talk, wish, meant) if wish and meant else _of_others(talk, number)
    chosen = next((case for case in own if case.number == number), None) if number else None
    if wish and (own or meant):
        return _carry_out(talk, wish, chosen or meant or _latest_for(talk, own, wish))
    if chosen or len(own) == 1:
        return _told(talk, talk.room.desk.parent_view(chosen or own[0]))
    if own:
        return _listed(talk, own)
    words = texts().status
    return _reply(talk, words.no_requests, [_request_button()], expects="status_number")


def resume_status(talk: Talk) -> Reply | None:
    """Take the answer to what this skill asked; ``None`` when it is no answer."""
    number = talk.state.number
    match talk.expects:
        case "status_number" if talk.said.request_number:
            return answer_status(talk)
        case "status_check" if number:
            return _checked(talk, number) if _check_in(talk) else None
        case "add_fact" if number and len(talk.text) > 1 and not talk.said.cancelled:
            return _carry_out(talk, "added", talk.room.desk.find(number))
        case "withdraw" if number and talk.said.affirmed is not None:
            if talk.said.affirmed:
                return _carry_out(talk, "withdrawn", talk.room.desk.find(number))
            return _reply(talk, texts().status.kept.format(number=number))
        case "rating" if number and talk.said.rating is not None:
            return _carry_out(talk, "rate", talk.room.desk.find(number))
        case _:
            return None


def corrects_contact(talk: Talk) -> bool:
    """Tell a name or phone that is given instead of the one in a request already made."""
    if talk.state.number is None or talk.state.draft is not None or not talk.heard.given:
        return False
    given = set(talk.heard.given)
    if given & set(talk.said.correction) or talk.acts("correct"):
        return True
    # 电话应该是139… without a matter of its own: what stands beside the name of its field.
    registers = bool(talk.reading.needs) or wants_request(talk.text)
    return bool(given & named_fields(talk.text)) and not registers and not is_question(talk.text)


def corrects_details(talk: Talk) -> bool:
    """Tell another place or age for a request already made: 地址写错了 我住惠水."""
    if talk.state.about != "request" or talk.state.draft is not None:
        return False
    said = {"county": talk.said.county, "child_age": talk.said.child_age} | talk.heard.further
    told = any(value is not None for value in said.values())
    corrects = {*talk.said.correction} & said.keys() or talk.acts("correct")
    return told and bool(corrects) and bool(talk.room.desk.requests_of(talk.identity))


def correct_details(talk: Talk) -> Reply:
    """Hand the words on: where and whose it is decides who works on it, which people change."""
    own = talk.room.desk.requests_of(talk.identity)
    case = talk.in_hand(own) or own[0]
    if not talk.room.desk.cases.lifecycle.is_open(case.status):
        return _not_now(talk, "add", case)
    return _handed_on(talk, case)


def correct_contact(talk: Talk) -> Reply:
    """Change name or phone of the last request; the department sees that it was changed."""
    words, desk = texts().status, talk.room.desk
    own = desk.requests_of(talk.identity)
    if not own:
        return answer_status(talk)
    case = talk.in_hand(own) or own[0]
    if not desk.cases.lifecycle.is_open(case.status):
        return _not_now(talk, "add", case)
    kept = desk.drafts.load(talk.identity)
    given = {name: kept[name] for name in talk.heard.given if name in kept}
    case = desk.correct_contact(case.number, given, reason=words.contact_reason)
    desk.drafts.clear(talk.identity)
    text = words.contact_corrected.format(
        number=case.number,
        fields=joined(texts().request.fields[name] for name in given),
        shown=joined(talk.heard.given[name] for name in given),
        department=talk.room.names_of((case.department,)),
    )
    return _reply(talk, text, case=case)


def _wish(talk: Talk) -> str | None:
    for command in ("withdraw", "add", "reopen", "rate", "urge"):
        if talk.wants(command):
            return command
    return case_wish(talk.text)


def _proven(talk: Talk, number: str | None) -> ServiceRequest | None:
    """Return somebody's request whose code was given in this conversation, if it is meant."""
    last = talk.state.last_request
    if last is None or not last.proven or number not in (None, last.number):
        return None
    return talk.room.desk.find(last.number)


def _latest_for(talk: Talk, own: list[ServiceRequest], wish: str) -> ServiceRequest:
    """Return the request the wish can be meant for: the one looked at last, or the newest."""
    finished = (*_FINISHED, Status.WITHDRAWN)
    wanted = [c for c in own if (c.status in finished) == (wish in ("reopen", "rate"))]
    seen = [case for case in wanted if case.number == talk.state.number]
    return (seen or wanted or own)[0]


def _carry_out(talk: Talk, wish: str, case: ServiceRequest) -> Reply:
    is_open = talk.room.desk.cases.lifecycle.is_open(case.status)
    if wish == "reopen" and is_open and _has_words(talk):
        return _handed_on(talk, case)
    if is_open != (wish in _WHILE_OPEN):
        return _not_now(talk, wish, case)
    try:
        return _do(talk, wish, case)
    except IllegalMoveError:
        return _not_now(talk, wish, case)


def _not_now(talk: Talk, wish: str, case: ServiceRequest) -> Reply:
    words, view = texts().status, talk.room.desk.parent_view(case)
    name = words.wishes[_ASKED_AS.get(wish, wish)]
    text = words.not_now.format(wish=name, number=case.number, status=view.text)
    possible = ("add", "urge") if wish in ("reopen", "rate") else ("reopen",)
    buttons = _taps(possible, case.number)
    return _reply(talk, text, buttons if case.status is not Status.WITHDRAWN else [], case=case)


def _has_words(talk: Talk) -> bool:
    """Tell 不满意 还是不收, which says what is wrong, from 不满意 and the button."""
    beside = re.sub(r"\W+", "", phrases().case["reopen"].sub("", talk.text))
    return talk.heard.command is None and len(beside) >= _SHORTEST_COMPLAINT


def _handed_on(talk: Talk, case: ServiceRequest) -> Reply:
    """Add the words to a request that is still open: nothing needs to be opened again."""
    case = talk.room.desk.act(case.number, "add_fact", reason=talk.text, by=Actor.parent())
    department = talk.room.names_of((case.department,))
    text = texts().status.words_added.format(number=case.number, department=department)
    return _reply(talk, text, case=case)


def _do(talk: Talk, wish: str, case: ServiceRequest) -> Reply:
    desk, words, parent = talk.room.desk, texts().status, Actor.parent()
    department = talk.room.names_of((case.department,))
    match wish:
        case "withdraw":
            buttons = [Button(words.buttons["yes"], "/yes"), Button(words.buttons["no"], "/no")]
            text = words.ask_withdraw.format(number=case.number)
            return _reply(talk, text, buttons, expects="withdraw", case=case)
        case "withdrawn":
            case = desk.act(case.number, "withdraw", by=parent)
            return _reply(talk, words.withdrawn.format(number=case.number), case=case)
        case "add" if len(talk.text) <= 8 or talk.heard.command:
            text = words.ask_fact.format(department=department)
            return _reply(talk, text, expects="add_fact", case=case)
        case "add" | "added":
            case = desk.act(case.number, "add_fact", reason=talk.text, by=parent)
            return _reply(talk, words.fact_added.format(department=department), case=case)
        case "urge":
            case = desk.act(case.number, "add_fact", reason=words.urge_text, by=parent)
            return _reply(talk, words.urged.format(department=department), case=case)
        case "rate" if talk.said.rating is None:
            text = words.ask_rating.format(number=case.number)
            buttons = [Button(str(score), str(score)) for score in range(5, 0, -1)]
            return _reply(talk, text, buttons, expects="rating", case=case)
        case "rate":
            score = talk.said.rating or 1
            case = desk.act(case.number, "rate", score=score, by=parent, reason=words.rating_reason)
            reopen = _taps(("reopen",), case.number) if score <= 2 else []
            return _reply(talk, words.rated, reopen, case=case)
        case _:
            case = desk.act(case.number, "reopen", by=parent, reason=_complaint(talk))
            text = words.reopened.format(number=case.number, department=department)
            return _reply(talk, text, case=case)


def _complaint(talk: Talk) -> str:
    return talk.text if _has_words(talk) else texts().status.reopen_reason


def _of_others(talk: Talk, number: str) -> Reply:
    """A request opened elsewhere: the number alone is not enough."""
    if _check_in(talk):
        return _checked(talk, number)
    _look_at(talk, number)
    return _reply(talk, texts().status.ask_check, expects="status_check")


def _check_in(talk: Talk) -> str | None:
    if talk.said.check_code:
        return talk.said.check_code
    if _PERSONAL_PHONE in talk.heard.given:
        phone = talk.room.desk.drafts.load(talk.identity).get(_PERSONAL_PHONE, "")
        return str(phone)[-4:] or None
    return None


def _checked(talk: Talk, number: str) -> Reply:
    words = texts().status
    try:
        status = talk.room.desk.status_for_parent(number, _check_in(talk) or "", talk.identity)
    except CheckFailedError:
        return _reply(talk, words.wrong_check, expects="status_check")
    except TooManyChecksError:
        return _reply(talk, words.too_many)
    return _told(talk, status, proven=status.proven)


def _told(talk: Talk, status: ParentStatus, *, proven: bool | None = None) -> Reply:
    """Tell a status; ``proven`` of somebody else's request says whether its code was given."""
    words = texts().status
    text = words.told.format(
        number=status.number,
        status=status.text,
        department=status.department_name,
        due=spoken_time(status.due_at),
    )
    if Detail.PHONE in talk.reading.details:
        text = f"{text}\n{words.by_phone}"
    if status.status in _FINISHED:
        buttons = _taps(("rate", "reopen"), status.number)
    elif status.status is Status.WITHDRAWN:
        buttons = []
    else:
        buttons = _taps(("add", "withdraw"), status.number)
    if proven is False:
        buttons = []
    reply = _reply(talk, text, buttons)
    _look_at(talk, status.number, proven=bool(proven))
    reply.request = _shown(status.number, status.status, status.department)
    if reply.answer:
        reply.answer = talk.room.bare_answer(
            talk.reading,
            Kind.STATUS,
            text,
            services=status.services,
            departments=(status.department,),
        )
    return reply


def _listed(talk: Talk, own: list[ServiceRequest]) -> Reply:
    words, desk = texts().status, talk.room.desk
    views = [desk.parent_view(case) for case in own[:_SHOWN]]
    lines = [words.line.format(number=view.number, status=view.text) for view in views]
    buttons = [Button(view.number, f"/status {view.number}") for view in views]
    return _reply(talk, "\n".join([words.listed, *lines]), buttons, case=own[0])


def _reply(
    talk: Talk,
    text: str,
    buttons: list[Button] | None = None,
    *,
    expects: str | None = None,
    case: ServiceRequest | None = None,
) -> Reply:
    departments = (case.department,) if case else ()
    reply = Reply.of(
        text,
        buttons or (),
        answer=talk.room.bare_answer(talk.reading, Kind.STATUS, text, departments=departments),
        expects=expects,
    )
    talk.state.expects = expects
    if case:
        _look_at(talk, case.number)
        reply.request = _shown(case.number, case.status, case.department)
    return reply


def _look_at(talk: Talk, number: str, *, proven: bool = False) -> None:
    last, talk.state.about = talk.state.last_request, "request"
    if last is None or last.number != number:
        talk.state.last_request = LastRequest(number=number, proven=proven)
    elif proven:
        talk.state.last_request = last.model_copy(update={"proven": True})


def _taps(wishes: tuple[str, ...], number: str) -> list[Button]:
    """Return buttons that stay with their request, whatever is talked about meanwhile."""
    words = texts().status.buttons
    return [Button(words[wish], f"/{wish} {number}") for wish in wishes]


def _shown(number: str, status: str, department: str) -> dict[str, object]:
    return {"number": number, "status": status, "department": department, "opened": False}


def _request_button() -> Button:
    return Button(texts().status.buttons["request"], "/request")
