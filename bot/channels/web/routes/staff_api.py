"""``/api/staff``: the desk for programs, with the rights of the person they work for."""

from __future__ import annotations

import math
from typing import Annotated, Any

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from actions.requests import ChangedMeanwhileError, RequestError, ServiceRequest
from actions.staff import Session, load_rights
from bot.channels.web.site import Site
from bot.channels.web.staff.asking import ByToken, DoorOf, SiteOf, WantedOf, allowed, bearer_of
from bot.channels.web.staff.entering import Tried
from bot.channels.web.staff.moves import allowed_on, give, make_move, moves_for, reveal, visible
from bot.channels.web.staff.queue import PAGE, look_up, may_see

router = APIRouter(prefix="/api/staff", tags=["staff"])

_WRONG, _CHANGED, _REFUSED, _TOO_MANY, _NO_CONTENT = 422, 409, 403, 429, 204
_DELIVERIES = 300
_Words = Annotated[str, Field(max_length=2000)]


class Credentials(BaseModel):
    """Who enters."""

    model_config = ConfigDict(extra="ignore")

    name: str = Field(max_length=40, description="Of the account")
    password: str = Field(max_length=200)
    code: str = Field(default="", max_length=6, description="One-time code, where one is asked for")


class Me(BaseModel):
    """Who a token belongs to, and what the table of rights gives beside cases."""

    name: str
    role: str
    department: str
    may: list[str]


class Entered(BaseModel):
    """A session; it ends after two hours without use, and after ten in any case."""

    token: str = Field(description="Sent as `Authorization: Bearer …`")
    me: Me


class Case(BaseModel):
    """A request as the contract prints it, masked, and how it stands to whoever asks."""

    request: dict[str, Any]
    urgent: bool
    holder: str = Field(description="Account that has taken it; empty for nobody")
    seen: int = Field(description="Send it with an act: who changed the case meanwhile is heard")
    may: list[str] = Field(description="Acts that this person may do now")


class Queue(BaseModel):
    """One page of it, the most urgent first."""

    total: int
    page: int
    pages: int
    requests: list[Case]


class Act(BaseModel):
    """One move of the lifecycle."""

    model_config = ConfigDict(extra="ignore")

    action: str = Field(max_length=40, description="One of the case's `may`")
    reason: _Words = ""
    department: str = Field(default="", max_length=60, description="Id: of transfer, add_assisting")
    code: str = Field(default="other", max_length=40, description="Of send_back")
    days: int = Field(default=0, ge=0, le=365, description="Of request_extension: working days")
    seen: int | None = Field(default=None, ge=0, description="409 when the case has changed since")


class Reason(BaseModel):
    """Why contact details are looked at."""

    reason: str = Field(min_length=1, max_length=200)


class Delivery(BaseModel):
    """A message to a department; its text is not shown."""

    id: str
    number: str
    target: str = Field(description="Id of the department, or duty")
    channel: str = Field(description="webhook, smtp, wecom or console")
    subject: str
    status: str = Field(description="pending, sending, sent, dead or unsure")
    attempts: int
    queued_at: str
    next_at: str
    settled_at: str | None
    error: str | None
    answer: str | None = Field(description="The status a webhook answered last")


@router.post("/session", summary="Enter", status_code=201)
def enter(request: Request, door: DoorOf, given: Credentials) -> Entered:
    """Begin a session of an account; guessing is slowed down as at the door of the desk."""
    address = request.client.host if request.client else ""
    tried = Tried(given.name.strip(), given.password, given.code, address, "")
    if wait := door.wait(tried):
        raise HTTPException(_TOO_MANY, headers={"Retry-After": str(wait)})
    entered = door.enter(tried, accounts_only=True)
    session = door.find(entered.cookie) if entered else None
    if entered is None or session is None:
        raise HTTPException(_REFUSED)
    return Entered(token=entered.cookie, me=_me(session))


@router.delete("/session", summary="Leave", status_code=_NO_CONTENT)
def leave(request: Request, door: DoorOf, session: ByToken) -> Response:
    """End the session on the server."""
    door.leave(bearer_of(request))
    return Response(status_code=_NO_CONTENT)


@router.get("/me", summary="Whose token it is")
def me(session: ByToken) -> Me:
    """Return the person and the rights."""
    return _me(session)


@router.get("/requests", summary="The queue")
def queue(site: SiteOf, session: ByToken, wanted: WantedOf) -> Queue:
    """Return a page of the cases this person may see; ``q`` is looked for in number and need."""
    found = look_up(site, session, wanted)
    return Queue(
        total=found.total,
        page=wanted.page,
        pages=max(1, math.ceil(found.total / PAGE)),
        requests=[_case(site, session, one) for one in found.cases],
    )


@router.get("/requests/{number}", summary="One case")
def case(site: SiteOf, session: ByToken, number: str) -> Case:
    """Return a case, contact details masked; 404 where this person may not see it."""
    found = visible(site, session, number)
    site.staff.audit.note(session, "see", found.number)
    return _case(site, session, found)


@router.post("/requests/{number}/acts", summary="Move a case")
def act(site: SiteOf, session: ByToken, number: str, given: Act) -> Case:
    """Make a move; 403 where the table of rights does not give it."""
    found = visible(site, session, number)
    try:
        found = make_move(
            site,
            session,
            found,
            given.action,
            reason=given.reason,
            department=given.department,
            code=given.code,
            days=given.days,
            seen=given.seen,
        )
    except ChangedMeanwhileError as error:
        raise HTTPException(_CHANGED, str(error)) from error
    except RequestError as error:
        raise HTTPException(_WRONG, str(error)) from error
    if not session.may("see", found):
        # Handed over to others, it is no longer this department's to look at.
        raise HTTPException(404)
    return _case(site, session, found)


@router.post("/requests/{number}/claim", summary="Take a case")
def claim(site: SiteOf, session: ByToken, number: str) -> Case:
    """Let the case be this person's."""
    found = visible(site, session, number)
    allowed_on(session, "claim", found)
    give(site, session, found, session.account or "")
    return _case(site, session, found)


@router.post("/requests/{number}/reveal", summary="Look at contact details")
def look(site: SiteOf, session: ByToken, number: str, given: Reason) -> Case:
    """Return the case unmasked; who looked and why stands in its history."""
    found = visible(site, session, number)
    if not given.reason.strip():
        raise HTTPException(_WRONG, site.words.say("desk.reveal_reason"))
    found = reveal(site, session, found, given.reason)
    return _case(site, session, found, revealed=True)


@router.get("/deliveries", summary="Messages to departments")
def deliveries(site: SiteOf, session: ByToken) -> list[Delivery]:
    """Return what became of the newest messages about cases this person may see."""
    allowed(session, "deliveries")
    found = site.desk.outbox.sent_to_departments(lambda row: may_see(session, row), _DELIVERIES)
    return [Delivery.model_validate(row) for row in found]


def _me(session: Session) -> Me:
    given = [name for name in load_rights().apart_from_cases if session.may(name)]
    return Me(name=session.label, role=str(session.role), department=session.department, may=given)


def _case(site: Site, session: Session, found: ServiceRequest, *, revealed: bool = False) -> Case:
    others = [name for name in ("claim", "reveal") if session.may(name, found)]
    return Case(
        request=found.to_json(reveal=revealed),
        urgent=found.urgent,
        holder=site.staff.assignments.all().get(found.number, ""),
        seen=len(found.history),
        may=[*moves_for(session, found), *others],
    )
