"""``/desk``: the staff desk. Everything here asks for the operator's token first."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from actions.requests import (
    Actor,
    Channel,
    RequestError,
    RequestFilter,
    RequestNotFoundError,
    ServiceRequest,
    hear,
    new_request,
)
from actions.requests.deadlines.clocks import china_now, stamp
from actions.requests.lifecycle import load_lifecycle
from bot.channels.web.site import Site, site_of
from bot.channels.web.staff.session import COOKIE, enter, is_open, who

router = APIRouter(prefix="/desk", include_in_schema=False)
SiteOf = Annotated[Site, Depends(site_of)]
Field = Annotated[str, Form()]

_SEE_OTHER, _WRONG, _REFUSED, _UNAVAILABLE = 303, 422, 403, 503
_MOST = 200
_OFFERED = (
    "acknowledge", "start", "transfer", "send_back", "request_extension", "approve_extension",
    "resolve", "follow_up", "archive", "reopen", "supervise", "withdraw", "add_note",
)  # fmt: skip
"""The actions of ``lifecycle.yml`` that the desk offers, in this order."""


def staff(request: Request, site: SiteOf) -> Actor | None:
    """Return who is at the desk (a FastAPI dependency); ``None`` before the login."""
    name = who(site.desk.keyring, request.cookies.get(COOKIE, ""))
    return Actor.staff(name) if name else None


def entered(by: Annotated[Actor | None, Depends(staff)]) -> Actor:
    """Return who is at the desk; nobody else gets further."""
    if by is None:
        raise HTTPException(_REFUSED)
    return by


Staff = Annotated[Actor, Depends(entered)]


@router.get("")
def desk(
    site: SiteOf,
    by: Annotated[Actor | None, Depends(staff)],
    status: str = "",
    department: str = "",
    only: str = "open",
) -> Response:
    """Show the list, the search box and the form for callers; or the login."""
    if by is None:
        return _door(site)
    wanted = RequestFilter(
        status=status or None,
        department=department or None,
        open_only=only in ("open", "overdue"),
        overdue=only == "overdue",
        limit=_MOST,
    )
    return _list_page(site, site.desk.list(wanted), status, department, only)


@router.post("/login")
def login(request: Request, site: SiteOf, token: Field = "", name: Field = "") -> Response:
    """Let in whoever knows the token."""
    cookie = enter(site.desk.keyring, token, name)
    if cookie is None:
        return _door(site, wrong=True)
    reply = RedirectResponse("/desk", _SEE_OTHER)
    secure = request.url.scheme == "https"
    reply.set_cookie(COOKIE, cookie, httponly=True, samesite="strict", secure=secure, path="/desk")
    return reply


@router.post("/logout")
def logout() -> Response:
    """End the session of this browser."""
    reply = RedirectResponse("/desk", _SEE_OTHER)
    reply.delete_cookie(COOKIE, path="/desk")
    return reply


@router.get("/panel")
def panel(site: SiteOf, by: Staff, q: str = "") -> Response:
    """Return the answer, its sources and the departments ranked, while a caller speaks."""
    if not q.strip():
        return site.renderer.page("desk_panel.html", answer=None, ranked=[])
    understood = site.knowledge.understand(q[:500])
    ranked = site.desk.router.route(understood.text, understood.reading.needs)
    answer = site.knowledge.answer(understood.reading)
    return site.renderer.page("desk_panel.html", answer=answer, ranked=ranked)


@router.post("/open")
def open_for_caller(
    site: SiteOf,
    by: Staff,
    need: Field = "",
    county: Field = "",
    contact_name: Field = "",
    contact_phone: Field = "",
    consent: Field = "",
) -> Response:
    """Open a request for somebody on the telephone."""
    new = new_request(
        need=need,
        county=county,
        contact_name=contact_name,
        contact_phone=contact_phone,
        channel=Channel.HOTLINE,
        agreed=consent == "yes",
        heard=hear(need, site.knowledge),
        build=site.knowledge.build,
    )
    try:
        case = site.desk.submit(new, by=by)
    except RequestError as error:
        given = {"need": need, "county": county, "contact_name": contact_name}
        given["contact_phone"] = contact_phone
        cases = site.desk.list(RequestFilter(open_only=True, limit=_MOST))
        return _list_page(site, cases, problem=str(error), given=given)
    told = site.words.say("desk.opened_notice", number=case.number, code=case.check_code)
    return _case_page(site, case, notice=told)


@router.get("/requests/{number}")
def show(site: SiteOf, by: Staff, number: str) -> Response:
    """Show one request, contact details masked."""
    return _case_page(site, _found(site, number))


@router.post("/requests/{number}/reveal")
def reveal(site: SiteOf, by: Staff, number: str, reason: Field = "") -> Response:
    """Show contact details once; who looked and why goes into the history."""
    case = _found(site, number)
    if not reason.strip():
        problem = site.words.say("desk.reveal_reason")
        return _case_page(site, case, problem=problem)
    return _case_page(
        site, site.desk.act(case.number, "reveal", by=by, reason=reason), revealed=True
    )


@router.post("/requests/{number}/{action}")
def act(
    site: SiteOf,
    by: Staff,
    number: str,
    action: str,
    reason: Field = "",
    department: Field = "",
    code: Field = "other",
    days: Field = "0",
) -> Response:
    """Do one of the moves of the lifecycle."""
    case = _found(site, number)
    if action not in _OFFERED:
        raise HTTPException(404)
    try:
        case = site.desk.act(
            case.number,
            action,
            by=by,
            reason=reason,
            department=department,
            code=code,
            days=int(days) if days.isdecimal() else 0,
        )
    except RequestError as error:
        return _case_page(site, case, problem=str(error))
    return _case_page(site, case, notice=case.history[-1].action)


def _door(site: Site, *, wrong: bool = False) -> Response:
    status = _UNAVAILABLE if not is_open() else _REFUSED if wrong else 200
    return site.renderer.page("desk_login.html", status=status, is_open=is_open(), wrong=wrong)


def _found(site: Site, number: str) -> ServiceRequest:
    try:
        return site.desk.find(number)
    except RequestNotFoundError as error:
        raise HTTPException(404) from error


def _list_page(
    site: Site,
    cases: list[ServiceRequest],
    status: str = "",
    department: str = "",
    only: str = "open",
    *,
    problem: str = "",
    given: dict[str, str] | None = None,
) -> Response:
    return site.renderer.page(
        "desk.html",
        status=_WRONG if problem else 200,
        cases=cases,
        wanted={"status": status, "department": department, "only": only},
        states=load_lifecycle().states,
        figures=site.desk.figures(),
        now=stamp(china_now()),
        problem=problem,
        given=given or {},
    )


def _case_page(
    site: Site,
    case: ServiceRequest,
    *,
    revealed: bool = False,
    notice: str = "",
    problem: str = "",
) -> Response:
    lifecycle = load_lifecycle()
    names = {name: lifecycle.actions[name].name for name in _OFFERED}
    possible = {*lifecycle.possible(case.status), names["approve_extension"]}
    if case.extension_days is None:
        possible.discard(names["approve_extension"])
    values: dict[str, Any] = {
        "case": case.to_json(reveal=revealed),
        "full": case,
        "revealed": revealed,
        "notice": notice,
        "problem": problem,
        "moves": {name: title for name, title in names.items() if title in possible},
        "codes": lifecycle.return_codes,
        "note": names["add_note"],
    }
    return site.renderer.page("desk_case.html", status=_WRONG if problem else 200, **values)
