"""The pages of the desk: what every one of them shows beside its own."""

from __future__ import annotations

import math
from typing import Any

from fastapi import Request
from fastapi.responses import Response

from actions.requests import RequestType, ServiceRequest
from actions.requests.deadlines.clocks import china_now, stamp
from actions.requests.lifecycle import load_lifecycle
from actions.requests.store import Row, Table, Where
from actions.staff import Session
from bot.channels.web.site import Site
from bot.channels.web.staff.asking import REFUSED
from bot.channels.web.staff.entering import COOKIE, DEVICE_COOKIE, Door, Entered
from bot.channels.web.staff.moves import moves_for
from bot.channels.web.staff.queue import PAGE, Wanted, look_up
from bot.channels.web.staff.replies import replies_for
from bot.channels.web.staff.steps import steps_of
from bot.channels.web.staff.watching import note_page

WRONG, CHANGED = 422, 409
_UNAVAILABLE = 503
_DEVICE_SECONDS = 180 * 24 * 3600


def desk_page(
    site: Site, session: Session, template: str, *, status: int = 200, **values: Any
) -> Response:
    """Return a page of the desk for somebody who has entered."""
    return site.renderer.page(template, status=status, me=session, csrf=session.csrf, **values)


def give_cookies(request: Request, reply: Response, entered: Entered) -> None:
    """Let a reply give the browser its session, and the mark of a browser that is known."""
    for cookie, value, seconds in (
        (COOKIE, entered.cookie, None),
        (DEVICE_COOKIE, entered.device, _DEVICE_SECONDS),
    ):
        reply.set_cookie(
            cookie,
            value,
            max_age=seconds,
            httponly=True,
            samesite="strict",
            secure=request.url.scheme == "https",
            path="/desk",
        )


def sign_in_page(
    site: Site,
    door: Door,
    *,
    status: int = 200,
    wrong: bool = False,
    wait: int = 0,
    back: str = "",
) -> Response:
    """Return the way in, or say that there is none."""
    is_open = door.is_open()
    if not is_open:
        status = _UNAVAILABLE
    elif wrong:
        status = REFUSED
    return site.renderer.page(
        "desk_login.html",
        status=status,
        is_open=is_open,
        wrong=wrong,
        wait=wait,
        back=back,
        sign_on=site.sign_on.settings.shown if site.sign_on.is_on else "",
    )


def queue_page(
    site: Site,
    session: Session,
    wanted: Wanted,
    *,
    notice: str = "",
    problem: str = "",
    given: dict[str, str] | None = None,
) -> Response:
    """Return the queue with the panel for callers."""
    return desk_page(
        site,
        session,
        "desk.html",
        status=WRONG if problem else 200,
        **_rows(site, session, wanted),
        kinds=list(RequestType),
        notice=notice,
        problem=problem,
        given=given or {},
    )


def queue_rows(site: Site, session: Session, wanted: Wanted, tag: str) -> Response:
    """Return the rows of the queue alone, with the tag of what they show."""
    page = desk_page(site, session, "desk_rows.html", **_rows(site, session, wanted))
    page.headers["ETag"] = tag
    return page


def _rows(site: Site, session: Session, wanted: Wanted) -> dict[str, Any]:
    queue = look_up(site, session, wanted)
    return {
        "queue": queue,
        "needs": {case.number: case.to_json()["need"] for case in queue.cases},
        "wanted": wanted,
        "pages": max(1, math.ceil(queue.total / PAGE)),
        "states": load_lifecycle().states,
        "now": stamp(china_now()),
    }


def case_page(
    site: Site,
    session: Session,
    case: ServiceRequest,
    *,
    revealed: bool = False,
    notice: str = "",
    problem: str = "",
    status: int = WRONG,
) -> Response:
    """Return one case with what this person may do with it now."""
    lifecycle = load_lifecycle()
    moves = moves_for(session, case)
    return desk_page(
        site,
        session,
        "desk_case.html",
        status=status if problem else 200,
        case=case.to_json(reveal=revealed),
        full=case,
        revealed=revealed,
        notice=notice,
        problem=problem,
        moves=moves,
        replies=replies_for(
            list(moves),
            county=case.county,
            department=site.catalogue.departments[case.department].name,
        ),
        steps=steps_of(site, case),
        others=note_page(site, session, case.number),
        seen=len(case.history),
        states=lifecycle.states,
        codes=lifecycle.return_codes,
        holder=site.staff.assignments.all().get(case.number, ""),
        accounts=site.staff.accounts.all() if session.may("assign", case) else [],
        attachments=_attachments(site, case.number),
    )


def sheet_page(site: Site, session: Session, case: ServiceRequest, *, revealed: bool) -> Response:
    """Return one case as a sheet of paper."""
    return desk_page(
        site,
        session,
        "desk_sheet.html",
        case=case.to_json(reveal=revealed),
        full=case,
        steps=steps_of(site, case),
        now=stamp(china_now()),
    )


def _attachments(site: Site, number: str) -> list[Row]:
    with site.desk.store.reading() as rows:
        order = ["at", "id"]
        return rows.find(Table.ATTACHMENTS, Where("number", "=", number), order=order)
