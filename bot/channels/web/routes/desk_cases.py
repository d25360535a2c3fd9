"""``/desk/requests``: one case, and what can be done with it."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, File, HTTPException, UploadFile
from fastapi.responses import Response

from actions.requests import (
    ChangedMeanwhileError,
    RequestError,
    ServiceRequest,
)
from actions.requests.attachments import AttachmentError, cleaned
from actions.staff import Session
from bot.channels.web.site import Site
from bot.channels.web.staff.asking import (
    REFUSED,
    Acting,
    Asking,
    DoorOf,
    Field,
    MaybeSession,
    SiteOf,
    Watching,
)
from bot.channels.web.staff.moves import NOT_FOUND, allowed_on, give, make_move, visible
from bot.channels.web.staff.moves import reveal as revealed_by
from bot.channels.web.staff.pages import (
    CHANGED,
    WRONG,
    case_page,
    desk_page,
    sheet_page,
    sign_in_page,
)
from bot.channels.web.staff.steps import steps_of
from bot.channels.web.staff.watching import note_page

router = APIRouter(prefix="/desk/requests/{number}", include_in_schema=False)

_MEGABYTE = 1_000_000
_ENDINGS = ("jpg", "png", "pdf")


def case_for(site: SiteOf, session: Acting, number: str) -> ServiceRequest:
    """Return a case to somebody who may see it; to others it does not exist."""
    return visible(site, session, number)


CaseFor = Annotated[ServiceRequest, Depends(case_for)]


@router.get("")
def show(site: SiteOf, door: DoorOf, session: MaybeSession, number: str) -> Response:
    """Show one case, contact details masked; whoever has not entered comes back here."""
    if session is None:
        return sign_in_page(site, door, status=REFUSED, back=f"/desk/requests/{number}")
    case = visible(site, session, number)
    site.staff.audit.note(session, "see", case.number)
    return case_page(site, session, case)


@router.post("/reveal")
def reveal(site: SiteOf, session: Acting, case: CaseFor, reason: Field = "") -> Response:
    """Show contact details once; who looked and why goes into the history."""
    allowed_on(session, "reveal", case)
    if not reason.strip():
        return case_page(site, session, case, problem=site.words.say("desk.reveal_reason"))
    return case_page(site, session, revealed_by(site, session, case, reason), revealed=True)


@router.post("/attachments/{place}")
def attachment(site: SiteOf, session: Acting, case: CaseFor, place: int) -> Response:
    """Give out one attachment as a file that no browser runs; the look is kept."""
    allowed_on(session, "open_attachment", case)
    why = site.words.say("desk.attachment_reason")
    kept = site.desk.attachments(case.number, by=session.actor, reason=why)
    if not 0 <= place < len(kept):
        raise HTTPException(NOT_FOUND)
    site.staff.audit.note(session, "open_attachment", case.number, str(place + 1))
    name, content = kept[place]
    ending = next((kind for kind in _ENDINGS if name.endswith(f".{kind}")), "bin")
    return Response(
        content,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{case.number}-{place + 1}.{ending}"',
            "Content-Security-Policy": "sandbox",
            "Cache-Control": "no-store",
        },
    )


@router.get("/live")
def live(site: SiteOf, session: Watching, number: str, seen: int = 0) -> Response:
    """Give what happens meanwhile to a page that is open, and who else looks at it."""
    case = visible(site, session, number)
    return desk_page(
        site,
        session,
        "desk_case_live.html",
        full=case,
        steps=steps_of(site, case),
        others=note_page(site, session, case.number),
        seen=seen,
    )


@router.get("/sheet")
def sheet(site: SiteOf, session: Asking, number: str) -> Response:
    """Show the case as a sheet to print, contact details masked."""
    case = visible(site, session, number)
    site.staff.audit.note(session, "print", case.number)
    return sheet_page(site, session, case, revealed=False)


@router.post("/sheet")
def full_sheet(site: SiteOf, session: Acting, case: CaseFor, reason: Field = "") -> Response:
    """Show the sheet with the contact details; who printed it and why is kept."""
    allowed_on(session, "reveal", case)
    if not reason.strip():
        return case_page(site, session, case, problem=site.words.say("desk.reveal_reason"))
    case = site.desk.act(case.number, "reveal", by=session.actor, reason=reason)
    site.staff.audit.note(session, "print", case.number, "reveal")
    return sheet_page(site, session, case, revealed=True)


@router.post("/attach")
def attach(
    site: SiteOf,
    session: Acting,
    case: CaseFor,
    file: Annotated[UploadFile | None, File()] = None,
    reason: Field = "",
    for_parent: Field = "",
) -> Response:
    """Add a document to the case, cleaned like those of parents; the parent may be given it."""
    allowed_on(session, "attach", case)
    is_given = for_parent == "yes"
    if is_given:
        allowed_on(session, "tell", case)
    most = site.settings.max_attachment_bytes
    content = file.file.read(most + 1) if file else b""
    problem = ""
    if not content:
        problem = site.words.say("desk.attach_missing")
    elif len(content) > most:
        problem = site.words.say("desk.attach_too_large", size=most // _MEGABYTE)
    else:
        try:
            document = cleaned(content, site.settings.longest_image_edge)
            case = site.desk.attach(
                case.number,
                document.content,
                document.name,
                by=session.actor,
                reason=reason,
                for_parent=is_given,
            )
            if is_given:
                about = reason.strip() or site.words.say("desk.attach_unnamed")
                told = site.words.say("desk.attach_told", about=about)
                case = site.desk.act(case.number, "tell", by=session.actor, reason=told)
        except (AttachmentError, RequestError) as error:
            problem = site.words.say("desk.attach_failed", why=error)
    if problem:
        return case_page(site, session, case, problem=problem)
    site.staff.audit.note(session, "attach", case.number)
    return case_page(site, session, case, notice=case.history[-1].action)


@router.post("/claim")
def claim(site: SiteOf, session: Acting, case: CaseFor) -> Response:
    """Take a case."""
    allowed_on(session, "claim", case)
    return _given(site, session, case, session.account or "")


@router.post("/assign")
def assign(site: SiteOf, session: Acting, case: CaseFor, account: Field = "") -> Response:
    """Give a case to somebody."""
    allowed_on(session, "assign", case)
    if site.staff.accounts.find(account) is None:
        return case_page(site, session, case, problem=site.words.say("desk.no_account"))
    return _given(site, session, case, account)


@router.post("/{action}")
def act(
    site: SiteOf,
    session: Acting,
    case: CaseFor,
    action: str,
    reason: Field = "",
    department: Field = "",
    code: Field = "other",
    days: Field = "0",
    seen: Field = "",
) -> Response:
    """Do one of the moves of the lifecycle."""
    try:
        case = make_move(
            site,
            session,
            case,
            action,
            reason=reason,
            department=department,
            code=code,
            days=int(days) if days.isdecimal() else 0,
            seen=int(seen) if seen.isdecimal() else None,
        )
    except RequestError as error:
        status = CHANGED if isinstance(error, ChangedMeanwhileError) else WRONG
        return case_page(
            site, session, site.desk.find(case.number), problem=str(error), status=status
        )
    if not session.may("see", case):
        # Handed over to others, it is no longer this department's to look at.
        raise HTTPException(NOT_FOUND)
    return case_page(site, session, case, notice=case.history[-1].action)


def _given(site: Site, session: Session, case: ServiceRequest, account: str) -> Response:
    give(site, session, case, account)
    return case_page(site, session, case, notice=site.words.say("desk.assigned", to=account))
