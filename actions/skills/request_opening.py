"""A request begins, is submitted, or is thrown away."""

from __future__ import annotations

import logging
import uuid
from typing import Any

from actions.requests import (
    Actor,
    Hearing,
    InvalidFieldError,
    NewRequest,
    RequestType,
    ServiceRequest,
    StoreError,
    new_request,
)
from actions.requests.routing.router import HOTLINE
from actions.requests.texts import spoken_time
from actions.skills.phrases import is_bare_person, is_bare_request, without_contact
from actions.skills.reply import Button, Reply
from actions.skills.request_fields import (
    NOBODY,
    PERSONAL,
    SKIPPED,
    asks_first,
    describes_need,
    services_of,
    told,
)
from actions.skills.talk import OFFERED_URGENT, Talk
from actions.texts import texts
from knowledge.answers import Answer
from nlu.understanding.facts import mask_name, mask_phone
from nlu.understanding.topics.reading import Kind

logger = logging.getLogger(__name__)

FORM = "request_form"
CLEARED: dict[str, Any] = dict.fromkeys(
    [
        "need", "need_services", "contact_name", "contact_phone", "confirm", "consent",
        "draft_id", "request_type", "urgent", "by_phone", "question", "misses",
    ]
)  # fmt: skip
_MASKS = {"contact_name": mask_name, "contact_phone": mask_phone}


def open_request(talk: Talk) -> Reply:
    """Begin a request, or go on with the one left unfinished, with all that is known of it."""
    urgent = talk.wants_urgent or _follows_danger(talk)
    need = _need(talk, urgent=urgent)
    words = texts().request
    number = talk.slots.get("request_number")
    if number and need and need["need"] == talk.slots.get("opened_need") and not urgent:
        text = words.already.format(number=number)
        reply = Reply.of(text, answer=form_answer(talk, text), next_action=FORM)
        reply.slots = CLEARED | {"draft_id": uuid.uuid4().hex}
        return reply
    resumes = bool(talk.slots.get("draft_id"))
    reply = _begun(talk, need)
    if urgent:
        reply.slots |= {"urgent": True, "request_type": RequestType.HELP.value}
        return reply.say(words.opening_urgent)
    return reply.say(words.continuing if resumes else words.opening)


def call_person(talk: Talk) -> Reply:
    """Begin the short request for a call: acknowledged at once, only the place and phone asked."""
    gist = talk.slots.get("asked")
    says_need = describes_need(talk) and not is_bare_person(talk.text)
    own_words = without_contact(talk.text) if says_need else None
    need = own_words or gist or texts().request.person_need
    services = services_of(talk) if (own_words or gist) else []
    reply = _begun(talk, {"need": need, "need_services": services})
    reply.slots |= {"request_type": RequestType.HELP.value, "by_phone": True}
    if _follows_danger(talk):
        reply.slots |= {"urgent": True, "need": talk.slots["danger"], "need_services": []}
    if talk.child_age is None and talk.said.child_age is None:
        reply.slots["child_age"] = SKIPPED
    reply.slots.setdefault("contact_name", NOBODY)
    return reply.say(texts().request.opening_person)


def submit(talk: Talk) -> Reply:
    """Store the request when it was confirmed and consented to; otherwise do nothing."""
    if talk.slots.get("confirm") is not True or talk.slots.get("consent") is not True:
        return Reply(slots={"asks_for": None})
    try:
        case = talk.room.desk.submit(
            _new_request(talk), key=talk.slots.get("draft_id"), by=Actor.parent()
        )
    except InvalidFieldError as error:
        return _refused(talk, error)
    except StoreError as error:
        logger.error("a request could not be stored: %s", type(error).__name__)
        return _kept_for_later(talk)
    talk.room.desk.drafts.clear(talk.identity)
    return _registered(talk, case)


def discard(talk: Talk) -> None:
    """Throw away what was typed into the form."""
    talk.room.desk.drafts.clear(talk.identity)


def from_draft(talk: Talk) -> dict[str, Any]:
    """Return fields that were saved while the dialogue was away, and marks of contact details."""
    draft = talk.room.desk.drafts.load(talk.identity)
    found: dict[str, Any] = {}
    for name in ("need", "child_age", "county"):
        if name in draft and talk.slots.get(name) is None:
            found[name] = draft[name]
    for name in PERSONAL:
        if name in draft and talk.slots.get(name) is None and name not in talk.said.correction:
            found[name] = _MASKS[name](draft[name])
    return found


def form_answer(talk: Talk, text: str = "", told: dict[str, Any] | None = None) -> Answer:
    """Return the answer object of a turn inside the form; ``told``: what the message changes."""
    slots = talk.slots | (told or {})
    services = tuple(slots.get("need_services") or ())
    return talk.room.bare_answer(talk.reading, Kind.REQUEST, text, services=services)


def departments_of(talk: Talk) -> tuple[str, ...]:
    """Return the departments the request would go to, best first."""
    slots = talk.slots
    ranked = talk.room.desk.router.route(
        slots.get("need") or "",
        tuple(slots.get("need_services") or ()),
        slots.get("request_type"),
        slots.get("county"),
        danger=bool(slots.get("urgent")),
    )
    return tuple(suggestion.department for suggestion in ranked)


def _follows_danger(talk: Talk) -> bool:
    """Tell whether an urgent request was offered just now: what is opened then is about that."""
    return bool(talk.slots.get("danger")) and talk.expects == OFFERED_URGENT


def _begun(talk: Talk, need: dict[str, Any] | None) -> Reply:
    slots: dict[str, Any] = {
        "draft_id": talk.slots.get("draft_id") or uuid.uuid4().hex,
        "confirm": None,
        "consent": None,
        "misses": 0,
        "question": None,
    }
    slots |= from_draft(talk) | told(talk) | (need or {})
    services = tuple(slots.get("need_services") or talk.slots.get("need_services") or ())
    answer = talk.room.bare_answer(talk.reading, Kind.REQUEST, services=services)
    return Reply(answer=answer, slots=slots, next_action=FORM)


def _need(talk: Talk, *, urgent: bool) -> dict[str, Any] | None:
    """Return the need as far as it is known: said now, left unfinished, or just talked about."""
    if urgent and talk.slots.get("danger"):
        return {"need": talk.slots["danger"], "need_services": []}
    if describes_need(talk) and not asks_first(talk):
        return {"need": without_contact(talk.text), "need_services": services_of(talk)}
    if talk.slots.get("need"):
        return {"need": talk.slots["need"], "need_services": talk.slots.get("need_services") or []}
    about_the_topic = talk.heard.command is not None or is_bare_request(talk.text)
    if talk.topic and talk.slots.get("asked") and about_the_topic:
        return {"need": talk.slots["asked"], "need_services": list(talk.topic)}
    return None


def _new_request(talk: Talk) -> NewRequest:
    slots, draft = talk.slots, talk.room.desk.drafts.load(talk.identity)
    address = talk.identity.partition(":")[2]
    asked = slots.get("asked")
    return new_request(
        need=slots["need"],
        county=slots["county"],
        contact_name=draft.get("contact_name") or NOBODY,
        contact_phone=draft.get("contact_phone", ""),
        channel=talk.heard.channel,
        agreed=True,
        heard=Hearing(danger=bool(slots.get("urgent"))),
        kind=slots.get("request_type"),
        services=tuple(slots.get("need_services") or ()),
        child_age=talk.child_age,
        reply_address=address,
        gist=asked if asked != slots["need"] else None,
        build=talk.heard.build,
    )


def _registered(talk: Talk, case: ServiceRequest) -> Reply:
    words = texts().request
    department = talk.room.names_of((case.department,))
    text = words.done_triage if case.department == HOTLINE else words.done
    text = (words.done_urgent if case.urgent else text).format(
        number=case.number,
        code=case.check_code,
        county=case.county,
        department=department,
        due=spoken_time(case.due_at),
    )
    departments = (case.department, *case.assisting)
    return Reply.of(
        text,
        answer=talk.room.bare_answer(
            talk.reading, Kind.REQUEST, text, services=case.services, departments=departments
        ),
        request={
            "number": case.number,
            "status": case.status,
            "department": case.department,
            "opened": True,
        },
        slots=CLEARED
        | {
            "request_number": case.number,
            "opened_need": case.need,
            "danger": None,
            "asks_for": None,
        },
    )


def _refused(talk: Talk, error: InvalidFieldError) -> Reply:
    """Ask again for the field that cannot be stored."""
    text = texts().request.failed.format(reason=error)
    slots: dict[str, Any] = {"confirm": None, "consent": None}
    if error.field in talk.slots:
        slots[error.field] = None
    return Reply.of(text, answer=form_answer(talk, text), slots=slots, next_action=FORM)


def _kept_for_later(talk: Talk) -> Reply:
    text = texts().request.store_trouble
    button = Button(texts().conversation.buttons["request"], "/request")
    slots = {"confirm": None, "consent": None, "asks_for": None}
    return Reply.of(text, [button], answer=form_answer(talk, text), slots=slots)
