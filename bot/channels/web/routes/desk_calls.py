"""``/desk/panel`` and ``/desk/open``: while a caller speaks."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response

from actions.requests import Channel, InvalidFieldError, RequestError, hear, new_request
from bot.channels.web.requesting.form import given_further
from bot.channels.web.site import Site
from bot.channels.web.staff.asking import Acting, Asking, Field, SiteOf, allowed
from bot.channels.web.staff.calls import earlier_cases, heard_fields, in_words
from bot.channels.web.staff.letters import Spelt, spelt
from bot.channels.web.staff.pages import case_page, desk_page, queue_page
from bot.channels.web.staff.queue import Wanted
from knowledge.answers import Answer
from nlu.understanding.understanding import Understanding

router = APIRouter(prefix="/desk", include_in_schema=False)

_LONGEST = 500


@router.get("/panel")
def panel(site: SiteOf, session: Asking, q: str = "", part: str = "") -> Response:
    """Return the answer, its sources, the departments ranked and what was heard.

    ``part`` asks for what a page that is open puts into its place; a browser without script gets
    a page.
    """
    allowed(session, "search")
    template = "desk_panel.html" if part else "desk_search.html"
    said = q.strip()[:_LONGEST]
    if not said:
        return desk_page(site, session, template, answer=None, letters=None, q=said)
    letters = spelt(said, site.suggester)
    if letters is not None and (letters.services or letters.counties):
        said = in_words(site, letters)
    understood = site.knowledge.understand(said)
    needs = understood.reading.needs or (letters.services[:1] if letters else ())
    heard = heard_fields(said, understood, needs)
    return desk_page(
        site,
        session,
        template,
        q=said,
        answer=_answer(site, understood, letters),
        ranked=site.desk.router.route(understood.text, needs),
        letters=letters,
        heard=heard,
        earlier=earlier_cases(site, session, heard, needs),
    )


async def further_of(request: Request) -> dict[str, str]:
    """Return what the posted form holds of the further fields."""
    return given_further(await request.form())


@router.post("/open")
def open_for_caller(
    site: SiteOf,
    session: Acting,
    further: Annotated[dict[str, str], Depends(further_of)],
    need: Field = "",
    county: Field = "",
    child_age: Field = "",
    contact_name: Field = "",
    contact_phone: Field = "",
    kind: Field = "",
    service: Field = "",
    department: Field = "",
    urgent: Field = "",
    consent: Field = "",
) -> Response:
    """Open a request for somebody on the telephone."""
    allowed(session, "open_request")
    try:
        new = new_request(
            need=need,
            county=county,
            contact_name=contact_name,
            contact_phone=contact_phone,
            channel=Channel.HOTLINE,
            agreed=consent == "yes",
            heard=hear(need, site.knowledge),
            build=site.knowledge.build,
            kind=kind or None,
            services=(service,) if service else (),
            child_age=_age(child_age),
            urgent=urgent == "yes",
            further=further,
        )
        case = site.desk.submit(new, by=session.actor)
        code = case.check_code
        if department and department != case.department:
            why = site.words.say("desk.chosen_reason")
            case = site.desk.act(
                case.number, "transfer", by=session.actor, reason=why, department=department
            )
    except RequestError as error:
        given = {
            "need": need,
            "county": county,
            "child_age": child_age,
            "contact_name": contact_name,
            "contact_phone": contact_phone,
            "kind": kind,
            "service": service,
            "department": department,
            **further,
        }
        return queue_page(site, session, Wanted(), problem=str(error), given=given)
    site.staff.audit.note(session, "open_request", case.number)
    told = site.words.say("desk.opened_notice", number=case.number, code=code)
    return case_page(site, session, case, notice=told)


def _answer(site: Site, understood: Understanding, letters: Spelt | None) -> Answer:
    """Return the answer to what was typed; letters stand for the first of their topics."""
    if letters is not None and letters.services:
        return site.knowledge.answerer.about([letters.services[0]], understood.reading)
    return site.knowledge.answer_to(understood)


def _age(typed: str) -> int | None:
    typed = typed.strip()
    if not typed:
        return None
    if not typed.isdecimal():
        raise InvalidFieldError("child_age", "孩子年龄要写整岁数")
    return int(typed)
