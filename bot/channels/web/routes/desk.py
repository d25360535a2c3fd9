"""``/desk``: the door, and the queue."""

from __future__ import annotations

from dataclasses import replace

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from actions.requests import RequestError
from actions.staff import Session
from bot.channels.web.site import Site
from bot.channels.web.staff.asking import (
    Acting,
    DoorOf,
    Field,
    FromHere,
    MaybeSession,
    SiteOf,
    WantedOf,
    Watching,
)
from bot.channels.web.staff.entering import COOKIE, DEVICE_COOKIE, Tried, is_ours
from bot.channels.web.staff.pages import give_cookies, queue_page, queue_rows, sign_in_page
from bot.channels.web.staff.queue import Wanted, state_of_queue
from bot.channels.web.staff.watching import note_page

router = APIRouter(prefix="/desk", include_in_schema=False)

_SEE_OTHER, _UNCHANGED, _TOO_MANY = 303, 304, 429


@router.get("")
def desk(
    site: SiteOf,
    door: DoorOf,
    session: MaybeSession,
    wanted: WantedOf,
    only: str = "",
) -> Response:
    """Show the queue, the search box and the form for callers; or the way in."""
    if session is None:
        return sign_in_page(site, door)
    note_page(site, session, "")
    return queue_page(site, session, replace(wanted, view=only or wanted.view))


@router.get("/rows")
def rows(
    request: Request,
    site: SiteOf,
    session: Watching,
    wanted: WantedOf,
) -> Response:
    """Give the rows of the queue alone to a page that is open."""
    note_page(site, session, "")
    tag = f'"{state_of_queue(site)}"'
    if request.headers.get("if-none-match") == tag:
        return Response(status_code=_UNCHANGED)
    return queue_rows(site, session, wanted, tag)


@router.post("/login", dependencies=[FromHere])
def login(
    request: Request,
    site: SiteOf,
    door: DoorOf,
    token: Field = "",
    name: Field = "",
    code: Field = "",
    back: Field = "",
) -> Response:
    """Let in whoever knows the password."""
    address = request.client.host if request.client else ""
    device = request.cookies.get(DEVICE_COOKIE, "")
    tried = Tried(name.strip(), token, code, address, device)
    if wait := door.wait(tried):
        page = sign_in_page(site, door, status=_TOO_MANY, wait=wait, back=back)
        page.headers["Retry-After"] = str(wait)
        return page
    entered = door.enter(tried)
    if entered is None:
        return sign_in_page(site, door, wrong=True, back=back)
    reply = RedirectResponse(back if is_ours(back) else "/desk", _SEE_OTHER)
    give_cookies(request, reply, entered)
    return reply


@router.post("/logout", dependencies=[FromHere])
def logout(request: Request, door: DoorOf) -> Response:
    """End the session, on the server too."""
    door.leave(request.cookies.get(COOKIE, ""))
    reply = RedirectResponse("/desk", _SEE_OTHER)
    reply.delete_cookie(COOKIE, path="/desk")
    return reply


@router.post("/acknowledge")
async def acknowledge(request: Request, site: SiteOf, session: Acting) -> Response:
    """Acknowledge everything that was ticked, and say what could not be."""
    numbers = [str(one) for one in (await request.form()).getlist("number")]
    problems = {number: _acknowledged(site, session, number) for number in numbers}
    refused = [f"{number}：{problem}" for number, problem in problems.items() if problem]
    return queue_page(
        site,
        session,
        Wanted(),
        notice=site.words.say("desk.acknowledged", count=len(problems) - len(refused)),
        problem="；".join(refused),
    )


def _acknowledged(site: Site, session: Session, number: str) -> str:
    try:
        case = site.desk.find(number)
        if not session.may("acknowledge", case):
            return site.words.say("desk.not_yours")
        site.desk.act(case.number, "acknowledge", by=session.actor)
    except RequestError as error:
        return str(error)
    site.staff.audit.note(session, "acknowledge", case.number)
    return ""
