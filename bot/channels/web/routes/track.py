"""The status of a request, and what its parent may do: add, attach, withdraw, rate, reopen.

Every form ends in a redirect to the page that shows what came of it, so that neither the way back
nor a reload sends anything again. The address of that page carries the number, the proof of the
request for a day, and what is to be said as a code.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, File, Form, HTTPException, Request, UploadFile
from fastapi.responses import RedirectResponse, Response

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

_SEE_OTHER = 303
_WRONG = 422
_REFUSED = 403
_TOO_MANY = 429
_STATUS = {"wrong": _REFUSED, "expired": _REFUSED, "too_many": _TOO_MANY}
_ACTIONS = ("add_fact", "attach", "withdraw", "rate", "reopen")
_MEGABYTE = 1_000_000
_NOT_FOUND = 404
_ENDINGS = {"image/jpeg": "jpg", "image/png": "png", "application/pdf": "pdf"}


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
def status(
    request: Request,
    site: SiteOf,
    number: str = "",
    proof: str = "",
    done: str = "",
    problem: str = "",
) -> Response:
    """Show how far a request is to whoever has its proof; the two fields to everybody else."""
    if not proof:
        return _ask_page(site, number, problem)
    try:
        found = site.desk.status_for_parent(number, proof, _address(request))
    except TooManyChecksError:
        return _ask_page(site, number, "too_many")
    except CheckFailedError:
        return _ask_page(site, number, "expired")
    return _status_page(site, found, proof, done, problem)


@router.post("/track")
def look_up(site: SiteOf, who: AskedFor) -> Response:
    """Check number and code, and go on to the status."""
    return _if_known(site, who, lambda found: _to_status(site, found))


@router.post("/track/add")
def add(site: SiteOf, who: AskedFor, text: Field = "") -> Response:
    """Tell the department something more."""
    if not text.strip():
        return _complain(site, who, "add_empty")
    return _act(
        site,
        who,
        "add",
        lambda: site.desk.act(who.number, "add_fact", reason=text, by=Actor.parent()),
    )


@router.post("/track/withdraw")
def withdraw(site: SiteOf, who: AskedFor, sure: Field = "") -> Response:
    """Take a request back, once the box is ticked."""
    if sure != "yes":
        return _complain(site, who, "withdraw_unticked")
    return _act(
        site, who, "withdraw", lambda: site.desk.act(who.number, "withdraw", by=Actor.parent())
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
        "rate",
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
        "reopen",
        lambda: site.desk.act(who.number, "reopen", by=Actor.parent(), reason=reason),
    )


@router.post("/track/attach")
def attach(
    site: SiteOf, who: AskedFor, file: Annotated[UploadFile | None, File()] = None
) -> Response:
    """Keep a photo or a document with the request, without its metadata."""
    content = file.file.read(site.settings.max_attachment_bytes + 1) if file else b""
    if not content:
        return _complain(site, who, "attach_missing")
    if len(content) > site.settings.max_attachment_bytes:
        return _complain(site, who, "attach_too_large")

    def keep() -> ServiceRequest:
        # Only for somebody who knows the code: cleaning a file is work.
        attachment = cleaned(content, site.settings.longest_image_edge)
        return site.desk.attach(who.number, attachment.content, attachment.name, by=Actor.parent())

    return _act(site, who, "attach", keep)


@router.post("/track/files/{file}")
def file_of_the_desk(site: SiteOf, who: AskedFor, file: str) -> Response:
    """Give a file that staff attached for the parent to whoever knows the secret."""

    def give(found: ParentStatus) -> Response:
        if not found.proven:
            return _to_status(site, found, problem="needs_code")
        given = site.desk.file_given(found.number, file)
        if given is None:
            raise HTTPException(_NOT_FOUND)
        kind, content = given
        ending = _ENDINGS.get(kind, "bin")
        return Response(
            content,
            media_type="application/octet-stream",
            headers={
                "Content-Disposition": f'attachment; filename="{found.number}.{ending}"',
                "Content-Security-Policy": "sandbox",
                "Cache-Control": "no-store",
            },
        )

    return _if_known(site, who, give)


def attachment_limits(site: Site) -> dict[str, int]:
    """Return what the page says of the limits of attachments."""
    limits = site.desk.settings.attachments
    size = min(site.settings.max_attachment_bytes, limits.max_bytes)
    return {"attachment_mb": size // _MEGABYTE, "attachment_count": limits.max_count}


def status_address(site: Site, number: str, *, proven: bool, **said: str) -> str:
    """Return the address under which the status of a request is shown for a day."""
    proof = site.desk.link_proof(number, proven=proven)
    return "/track?" + urlencode({"number": number, "proof": proof} | said)


def _act(site: Site, who: Asked, done: str, change: Callable[[], ServiceRequest]) -> Response:
    def act(found: ParentStatus) -> Response:
        # The end of a phone number shows how far a request is; it changes nothing.
        if not found.proven:
            return _to_status(site, found, problem="needs_code")
        try:
            change()
        except AttachmentError as error:
            return _to_status(site, found, problem=f"attach_{error.problem}")
        except (IllegalMoveError, InvalidFieldError):
            full = "attach_full" if done == "attach" else "not_now"
            return _to_status(site, found, problem=full)
        return _to_status(site, found, done=done)

    return _if_known(site, who, act)


def _complain(site: Site, who: Asked, problem: str) -> Response:
    return _if_known(site, who, lambda found: _to_status(site, found, problem=problem))


def _if_known(site: Site, who: Asked, then: Callable[[ParentStatus], Response]) -> Response:
    number = find_number(who.number) or ""
    if missing := [name for name, given in (("number", number), ("check", who.check)) if not given]:
        return _to_fields(number, ",".join(missing))
    try:
        found = site.desk.status_for_parent(number, who.check, who.caller)
    except TooManyChecksError:
        return _to_fields(number, "too_many")
    except CheckFailedError:
        return _to_fields(number, "wrong")
    return then(found)


def _to_status(site: Site, found: ParentStatus, **said: str) -> Response:
    address = status_address(site, found.number, proven=found.proven, **said)
    return RedirectResponse(address, _SEE_OTHER)


def _to_fields(number: str, problem: str) -> Response:
    # Whatever else was typed (a telephone number, a name) stays out of the address.
    return RedirectResponse(
        f"/track?{urlencode({'number': number, 'problem': problem})}", _SEE_OTHER
    )


def _ask_page(site: Site, number: str, problem: str) -> Response:
    errors = site.words.tree["track"]["errors"]
    named = [name for name in problem.split(",") if name in errors]
    problems = {"check" if name == "check" else "number": errors[name] for name in named}
    status = next((_STATUS.get(name, _WRONG) for name in named), 200)
    return site.renderer.page(
        "track.html", status=status, number=number, problems=problems, here="track"
    )


def _status_page(site: Site, found: ParentStatus, proof: str, done: str, problem: str) -> Response:
    words, limits = site.words.tree["track"], attachment_limits(site)
    notice = words["done"].get(done, "").format(department=found.department_name)
    complaint = (
        words["problems"]
        .get(problem, "")
        .format(size=limits["attachment_mb"], count=limits["attachment_count"])
    )
    return site.renderer.page(
        "track_status.html",
        status=_WRONG if complaint else 200,
        here="track",
        proof=proof,
        found=found,
        notice=notice,
        problem=complaint,
        attach_problem=complaint if problem.startswith("attach_") else "",
        may={one for one in _ACTIONS if found.proven and _may(one, found.status)},
        due=spoken_time(found.due_at),
        opened=spoken_time(found.opened_at),
        steps=[(spoken_time(at), action, reason) for at, action, reason in found.steps],
        sent=_sent_files(site, found) if found.proven else [],
        given=_given_files(site, found) if found.proven else [],
        **limits,
    )


def _sent_files(site: Site, found: ParentStatus) -> list[str]:
    words = site.words.tree["attach"]
    return [
        words["sent_file"].format(kind=words["kinds"][kind.partition("/")[0]], at=spoken_time(at))
        for kind, at in site.desk.files_sent(found.number)
    ]


def _given_files(site: Site, found: ParentStatus) -> list[tuple[str, str]]:
    """Return id and words of every file that staff attached for the parent."""
    kinds = site.words.tree["attach"]["kinds"]
    return [
        (
            file,
            site.words.say("track.file", kind=kinds[kind.partition("/")[0]], at=spoken_time(at)),
        )
        for file, kind, at in site.desk.files_given(found.number)
    ]


def _address(request: Request) -> str:
    return request.client.host if request.client else ""


def _may(action: str, state: str) -> bool:
    try:
        load_lifecycle().next_state(action, state, Actor.parent(), urgent=False)
    except IllegalMoveError:
        return False
    return True
