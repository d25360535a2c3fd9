"""The status of a request, and what its parent may do: add, attach, withdraw, rate, reopen."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, File, Form, Request, UploadFile
from fastapi.responses import Response

from actions.requests import (
    Actor,
    CheckFailedError,
    IllegalMoveError,
    InvalidFieldError,
    ParentStatus,
    ServiceRequest,
    TooManyChecksError,
    find_number,
)
from actions.requests.attachments import AttachmentError, cleaned
from actions.requests.lifecycle import load_lifecycle
from actions.requests.texts import spoken_time
from bot.channels.web.site import Site, site_of

router = APIRouter(include_in_schema=False)
SiteOf = Annotated[Site, Depends(site_of)]
Field = Annotated[str, Form()]

_WRONG = 422
_REFUSED = 403
_TOO_MANY = 429
_ACTIONS = ("add_fact", "attach", "withdraw", "rate", "reopen")
_MEGABYTE = 1_000_000


@dataclass(frozen=True)
class Asked:
    """Who asks for which request: the number and the check, as typed."""

    number: str
    check: str
    caller: str = ""


def asked(request: Request, number: Field = "", check: Field = "") -> Asked:
    """Return number and check of a form (a FastAPI dependency)."""
    return Asked(number.strip(), check.strip(), _address(request))


AskedFor = Annotated[Asked, Depends(asked)]


@router.get("/track")
def ask_for_number(request: Request, site: SiteOf, number: str = "", proof: str = "") -> Response:
    """Show the two fields; a link may carry the number, or be proof enough for a day."""
    if proof:
        return status(site, Asked(number, proof, _address(request)))
    return _ask_page(site, Asked(number, ""), {})


@router.post("/track")
def status(site: SiteOf, who: AskedFor) -> Response:
    """Show how far a request is."""
    return _with_status(site, who, lambda found: _status_page(site, who, found))


@router.post("/track/add")
def add(site: SiteOf, who: AskedFor, text: Field = "") -> Response:
    """Tell the department something more."""
    if not text.strip():
        return _complain(site, who, "add_empty")
    return _act(
        site,
        who,
        "add_done",
        lambda: site.desk.act(who.number, "add_fact", reason=text, by=Actor.parent()),
    )


@router.post("/track/withdraw")
def withdraw(site: SiteOf, who: AskedFor, sure: Field = "") -> Response:
    """Take a request back, once the box is ticked."""
    if sure != "yes":
        return _complain(site, who, "withdraw_unticked")
    return _act(
        site, who, "withdraw_done", lambda: site.desk.act(who.number, "withdraw", by=Actor.parent())
    )


@router.post("/track/rate")
def rate(site: SiteOf, who: AskedFor, score: Field = "") -> Response:
    """Say how well it went, 1 to 5."""
    if score not in site.words.tree["track"]["rates"]:
        return _complain(site, who, "rate_missing")
    reason = site.words.say("track.rating_reason")
    return _act(
        site,
        who,
        "rate_done",
        lambda: site.desk.act(
            who.number, "rate", score=int(score), by=Actor.parent(), reason=reason
        ),
    )


@router.post("/track/reopen")
def reopen(site: SiteOf, who: AskedFor, text: Field = "") -> Response:
    """Not solved after all: it is worked on again."""
    reason = text.strip()[:2000] or site.words.say("track.reopen_reason")
    return _act(
        site,
        who,
        "reopen_done",
        lambda: site.desk.act(who.number, "reopen", by=Actor.parent(), reason=reason),
    )


@router.post("/track/attach")
def attach(
    site: SiteOf, who: AskedFor, file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Keep a photo or a document with the request, without its metadata."""
    content = file.file.read(site.settings.max_attachment_bytes + 1) if file else b""
    errors = site.words.tree["attach"]["errors"]
    limits = attachment_limits(site)
    if not content:
        return _complain(site, who, errors["missing"], field="attach")
    if len(content) > site.settings.max_attachment_bytes:
        too_large = errors["too_large"].format(size=limits["attachment_mb"])
        return _complain(site, who, too_large, field="attach")

    def keep(found: ParentStatus) -> Response:
        # Only for somebody who knows the check: cleaning a file is work.
        if not found.proven:
            return _without_code(site, who, found)
        try:
            attachment = cleaned(content, site.settings.longest_image_edge)
            site.desk.attach(who.number, attachment.content, attachment.name, by=Actor.parent())
        except AttachmentError as error:
            return _status_page(site, who, found, field="attach", problem=errors[error.problem])
        except (InvalidFieldError, IllegalMoveError) as error:
            return _status_page(site, who, found, field="attach", problem=str(error))
        return _again(site, who, site.words.say("attach.done"))

    return _with_status(site, who, keep)


def attachment_limits(site: Site) -> dict[str, int]:
    """Return what the page says of the limits of attachments."""
    limits = site.desk.settings.attachments
    size = min(site.settings.max_attachment_bytes, limits.max_bytes)
    return {"attachment_mb": size // _MEGABYTE, "attachment_count": limits.max_count}


def _act(site: Site, who: Asked, done: str, change: Callable[[], ServiceRequest]) -> Response:
    def act(found: ParentStatus) -> Response:
        if not found.proven:
            return _without_code(site, who, found)
        try:
            case = change()
        except (IllegalMoveError, InvalidFieldError) as error:
            return _status_page(site, who, found, problem=str(error))
        department = site.catalogue.departments[case.department].name
        return _again(site, who, site.words.say(f"track.{done}", department=department))

    return _with_status(site, who, act)


def _without_code(site: Site, who: Asked, found: ParentStatus) -> Response:
    """The end of a phone number shows how far a request is; it changes nothing."""
    return _status_page(site, who, found, problem=site.words.say("track.needs_code"))


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _complain(site: Site, who: Asked, problem: str, field: str = "") -> Response:
    text = site.words.tree["track"].get(problem, problem)
    return _with_status(
        site, who, lambda found: _status_page(site, who, found, field=field, problem=text)
    )


def _again(site: Site, who: Asked, notice: str) -> Response:
    found = site.desk.status_for_parent(who.number, who.check, who.caller)
    return _status_page(site, who, found, notice=notice)


def _with_status(site: Site, who: Asked, then: Callable[[ParentStatus], Response]) -> Response:
    errors = site.words.tree["track"]["errors"]
    missing = {
        field: errors[field]
        for field, good in (("number", find_number(who.number)), ("check", who.check))
        if not good
    }
    if missing:
        return _ask_page(site, who, missing, _WRONG)
    try:
        found = site.desk.status_for_parent(who.number, who.check, who.caller)
    except TooManyChecksError:
        return _ask_page(site, who, {"number": errors["too_many"]}, _TOO_MANY)
    except CheckFailedError:
        return _ask_page(site, who, {"number": errors["wrong"]}, _REFUSED)
    return then(found)


def _ask_page(site: Site, who: Asked, problems: dict[str, str], status: int = 200) -> Response:
    return site.renderer.page("track.html", status=status, who=who, problems=problems, here="track")


def _status_page(
    site: Site,
    who: Asked,
    found: ParentStatus,
    *,
    notice: str = "",
    problem: str = "",
    field: str = "",
) -> Response:
    values: dict[str, Any] = {
        "who": who,
        "found": found,
        "notice": notice,
        "problem": problem,
        "attach_problem": problem if field == "attach" else "",
        "may": {one for one in _ACTIONS if found.proven and _may(one, found.status)},
        "due": spoken_time(found.due_at),
        "opened": spoken_time(found.opened_at),
        "steps": [(spoken_time(at), action, reason) for at, action, reason in found.steps],
    }
    return site.renderer.page(
        "track_status.html",
        status=_WRONG if problem else 200,
        here="track",
        **values,
        **attachment_limits(site),
    )


def _may(action: str, state: str) -> bool:
    try:
        load_lifecycle().next_state(action, state, Actor.parent(), urgent=False)
    except IllegalMoveError:
        return False
    return True
