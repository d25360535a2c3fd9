"""A request begins, is submitted, or is thrown away."""

from __future__ import annotations

import logging
from itertools import pairwise
from typing import Any

from actions.requests import (
    Actor,
    Hearing,
    InvalidFieldError,
    NewRequest,
    RequestType,
    ServiceRequest,
    StoreError,
    SwitchedOffError,
    fields,
    new_request,
)
from actions.requests.switches import REQUESTS
from actions.requests.texts import spoken_time
from actions.skills.follow_up import named_services
from actions.skills.matters import matter_meant, matter_of_meant_child
from actions.skills.memory import tells_of_child
from actions.skills.phrases import is_bare_person
from actions.skills.reply import Reply
from actions.skills.request_fields import (
    NOBODY,
    asks_first,
    describes_need,
    services_of,
    told,
)
from actions.skills.state import SKIPPED, Button, Draft, LastRequest, Told, request_fields
from actions.skills.talk import Talk
from actions.texts import texts
from knowledge.answers import Answer
from knowledge.catalogue import HOTLINE
from nlu.understanding.topics.reading import Kind

logger = logging.getLogger(__name__)

FORM = "request_form"
_A_SENTENCE = 8
_OURS = 0.5
PERSON = "person"
"""The effect of a wish for a person: the conversation goes on the waiting list."""


def open_request(talk: Talk) -> Reply:
    """Begin a request, or go on with the one left unfinished, with all that is known of it."""
    state, words = talk.state, texts().request
    if (off := _switched_off(talk)) is not None:
        return off
    if _is_open_already(talk):
        text = words.already.format(number=state.number)
        return Reply.of(text, answer=form_answer(talk, text))
    if _takes_up_again(talk):
        state.draft, state.set_aside = state.set_aside, None
        return _filled(talk, _draft(talk)).say(words.resumed)
    resumes = state.draft is not None
    reply = _begun(talk)
    if _is_urgent(talk) and state.draft:
        state.draft.urgent, state.draft.type = True, RequestType.HELP.value
        return reply.say(words.opening_urgent)
    return reply.say(words.continuing if resumes else words.opening)


def call_person(talk: Talk) -> Reply:
    """Begin the short request for a call: acknowledged at once, only the place and phone asked."""
    if (off := _switched_off(talk)) is not None:
        return off
    gist = talk.state.asked
    # 我不识字 says why somebody should call, not what about.
    says_need = describes_need(talk) and not is_bare_person(talk.text)
    says_need = says_need and bool(talk.reading.needs or named_services(talk.text))
    own_words = talk.matter.text if says_need else None
    draft = _draft(talk)
    draft.set_need(
        own_words or gist or texts().request.person_need,
        services_of(talk) if (own_words or gist) else [],
        "told" if own_words else "topic",
    )
    if _is_urgent(talk) and talk.state.danger:
        draft.urgent = True
        draft.set_need(talk.state.danger, [])
    draft.type, draft.by_phone = RequestType.HELP.value, True
    reply = _filled(talk, draft)
    reply.effects = (PERSON,)
    for name in fields.skippable():
        if draft.value(name) is None:
            draft.put(name, SKIPPED)
    draft.contact_name = draft.contact_name or NOBODY
    return reply.say(texts().request.opening_person)


def submit(talk: Talk) -> Reply:
    """Store the request when it was confirmed and consented to; otherwise do nothing."""
    draft = talk.state.draft
    if draft is None or not (draft.confirm and draft.consent):
        talk.state.expects = None
        return Reply()
    opened = talk.room.desk.opened_with(draft.id)
    if opened is not None:
        # It was stored a moment ago, and whoever stored it died before it could say so.
        return _registered(talk, opened)
    try:
        case = talk.room.desk.submit(_new_request(talk, draft), key=draft.id, by=Actor.parent())
    except InvalidFieldError as error:
        return _refused(talk, draft, error)
    except SwitchedOffError as error:
        return _refused(talk, draft, InvalidFieldError("", str(error)))
    except StoreError as error:
        logger.error("a request could not be stored: %s", type(error).__name__)
        return _kept_for_later(talk, draft)
    talk.room.desk.drafts.clear(talk.identity)
    return _registered(talk, case)


def discard(talk: Talk) -> None:
    """Throw away what was typed into the form; the matter itself may be taken up again."""
    talk.room.desk.drafts.clear(talk.identity)
    state = talk.state
    state.put_aside()
    state.question, state.misses, state.expects = None, 0, None


def recover(talk: Talk, draft: Draft) -> None:
    """Take over fields that were saved while the dialogue was away, and marks of the contact."""
    kept = talk.room.desk.drafts.load(talk.identity)
    for field in fields.declared():
        name = field.name
        told_now = field.mask and (name in talk.said.correction or name in talk.heard.given)
        if name in kept and draft.value(name) is None and not told_now:
            draft.put(name, field.shown(kept[name]))


def form_answer(talk: Talk, text: str = "") -> Answer:
    """Return the answer object of a turn inside the form."""
    services = tuple(talk.draft.services)
    return talk.room.bare_answer(talk.reading, Kind.REQUEST, text, services=services)


def departments_of(talk: Talk) -> tuple[str, ...]:
    """Return the departments the request would go to, best first."""
    draft = talk.draft
    ranked = talk.room.desk.router.route(
        draft.need or "",
        tuple(draft.services),
        draft.type,
        draft.county,
        danger=draft.urgent,
    )
    return tuple(suggestion.department for suggestion in ranked)


def _switched_off(talk: Talk) -> Reply | None:
    """Tell what people wrote for parents while requests are turned off; danger is always taken."""
    off = talk.room.desk.switches.off(REQUESTS)
    if off is None or _is_urgent(talk):
        return None
    answer = talk.room.bare_answer(talk.reading, Kind.REQUEST, off.sentence, reason="switched_off")
    return Reply.of(off.sentence, answer=answer)


def _is_open_already(talk: Talk) -> bool:
    """Tell the request that was opened just now, asked for once more."""
    last, wanted = talk.state.last_request, Draft()
    _find_need(talk, wanted)
    if last is None or last.need is None or _is_urgent(talk):
        return False
    return _is_said_again(last.need, wanted.need) or _is_told_again(talk, wanted)


def _is_told_again(talk: Talk, wanted: Draft) -> bool:
    """Tell every fact of the request opened just now, and the same service: sent once more."""
    facts = told(talk)
    if not {"child_age", "county", "contact_phone"} <= facts.keys():
        return False
    case = talk.in_hand(talk.room.desk.requests_of(talk.identity))
    if case is None:
        return False
    same = facts["child_age"] == case.child_age and facts["county"] == case.county
    return same and bool({*wanted.services} & {*case.services})


def _is_said_again(told: str, wanted: str | None) -> bool:
    """Tell the same need, or one with it inside: 怕没收到 再发一遍."""
    return wanted is not None and (told == wanted or (len(told) >= _A_SENTENCE and told in wanted))


def _tells_again(need: str, text: str) -> bool:
    """Tell a matter in words of the one before: 摔断牙那个, of 上体育课摔断牙齿."""
    pairs = {one + other for one, other in pairwise(text) if (one + other).isalnum()}
    return sum(pair in need for pair in pairs) > len(pairs) / 2


def _takes_up_again(talk: Talk) -> bool:
    """Tell a wish for the request that was refused or cancelled."""
    aside = talk.state.set_aside
    if aside is None or _is_urgent(talk):
        return False
    wanted = talk.share_of("resume", "change_need") >= talk.room.decisions.sure
    wanted = wanted or _tells_again(aside.need or "", talk.matter.text)
    return wanted if not talk.matter.services else bool({*aside.services} & {*talk.matter.services})


def _is_urgent(talk: Talk) -> bool:
    """Tell whether the request is about the danger told of: asked for so, or offered just now."""
    if talk.wants_urgent:
        return True
    # 申请低保没批 after the help is another matter; a wish that names none means the danger.
    return talk.in_danger and not talk.matter.services


def _begun(talk: Talk) -> Reply:
    draft = _draft(talk)
    _find_need(talk, draft)
    return _filled(talk, draft)


def _draft(talk: Talk) -> Draft:
    talk.state.draft = talk.state.draft or Draft()
    return talk.state.draft


def _filled(talk: Talk, draft: Draft) -> Reply:
    """Fill in what is known: told now, told before, or in the conversation until here."""
    state = talk.state
    draft.undecide()
    state.misses, state.question = 0, None
    state.talk_about(draft, of_child=tells_of_child(talk))
    for name, value in told(talk).items():
        draft.put(name, value)
    _take_contact_along(talk)
    recover(talk, draft)
    if draft.child_age is None and state.child is not None and state.child.age is not None:
        draft.put("child_age", state.child.age, "remembered")
    if draft.county is None and state.county is not None:
        draft.put("county", state.county, "remembered")
    return Reply(answer=form_answer(talk), next_action=FORM)


def _take_contact_along(talk: Talk) -> None:
    """Keep name and phone of the request opened in this conversation: the parent is the same."""
    last, drafts = talk.state.last_request, talk.room.desk.drafts
    if last is None or last.need is None:
        return
    own = talk.room.desk.requests_of(talk.identity)
    before = next((one for one in own if one.number == last.number), None)
    if before is None or not before.contact_phone:
        return
    kept = {"contact_name": before.contact_name, "contact_phone": before.contact_phone}
    drafts.save(talk.identity, kept | drafts.load(talk.identity))


def _find_need(talk: Talk, draft: Draft) -> None:
    """Set the need as far as it is known: said now, left unfinished, or just talked about."""
    state = talk.state
    about = [] if _was_given_up(talk) else state.topic or state.listed[:1]
    if _is_urgent(talk) and state.danger:
        draft.set_need(state.danger, [])
    elif (told := _told_before(talk)) is not None:
        draft.set_need(told.text, told.services, "topic")
    elif (of_child := matter_of_meant_child(talk)) is not None:
        # One request is about one child.
        draft.set_need(of_child.text, of_child.services)
    elif describes_need(talk) and not asks_first(talk) and (_names_its_own(talk) or not about):
        draft.set_need(talk.matter.text, services_of(talk))
    elif draft.need is None and state.asked and about:
        # A wish that says nothing of its own is about what was talked about.
        draft.set_need(state.asked, about, "topic")


def _was_given_up(talk: Talk) -> bool:
    """Tell that what was talked about last is what was cancelled: only a wish for it resumes it."""
    aside = talk.state.set_aside
    return aside is not None and aside.need == talk.state.asked


def _names_its_own(talk: Talk) -> bool:
    """Tell a wish that says what for; 莫讲政策 帮我登记 is about what was talked about."""
    own = talk.matter.services or named_services(talk.text) or talk.reading.details
    return bool(own) or talk.reading.ours >= _OURS


def _told_before(talk: Talk) -> Told | None:
    """Return the matter a wish points at that names none itself: 先帮老幺登记."""
    sure = talk.reading.topics[0].share >= talk.room.decisions.sure
    if named_services(talk.text) or (talk.matter.services and sure):
        return None
    return matter_meant(talk)


def _new_request(talk: Talk, draft: Draft) -> NewRequest:
    contact = talk.room.desk.drafts.load(talk.identity)
    asked = talk.state.asked
    return new_request(
        need=draft.need or "",
        county=draft.county or "",
        contact_name=contact.get("contact_name") or NOBODY,
        contact_phone=contact.get("contact_phone", ""),
        channel=talk.heard.channel,
        agreed=draft.consent is True,
        heard=Hearing(danger=draft.urgent),
        kind=draft.type,
        services=tuple(draft.services),
        child_age=None if draft.child_age == SKIPPED else draft.child_age,
        reply_address=talk.identity.partition(":")[2],
        gist=asked if asked != draft.need else None,
        build=talk.heard.build,
        further=_further(draft, contact),
    )


def _further(draft: Draft, kept: dict[str, Any]) -> dict[str, Any]:
    """Return the further fields that were told; what is personal was kept sealed meanwhile."""
    told = {name: value for name, value in draft.further.items() if value not in (None, SKIPPED)}
    return {name: kept.get(name) if name in fields.masks() else told[name] for name in told}


def _registered(talk: Talk, case: ServiceRequest) -> Reply:
    words, state = texts().request, talk.state
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
    state.last_request = LastRequest(number=case.number, need=case.need)
    state.talk_about(talk.draft)
    state.about = "request"
    state.draft = state.set_aside = state.danger = state.expects = None
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
    )


def _refused(talk: Talk, draft: Draft, error: InvalidFieldError) -> Reply:
    """Ask again for the field that cannot be stored."""
    text = texts().request.failed.format(reason=error)
    draft.undecide()
    if error.field in request_fields():
        draft.put(error.field, None)
    return Reply.of(text, answer=form_answer(talk, text), next_action=FORM)


def _kept_for_later(talk: Talk, draft: Draft) -> Reply:
    text = texts().request.store_trouble
    button = Button(texts().conversation.buttons["request"], "/request")
    draft.undecide()
    talk.state.expects = None
    return Reply.of(text, [button], answer=form_answer(talk, text))
