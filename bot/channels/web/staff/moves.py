"""What may be done with a case, and doing it: the same for the pages and for programs."""

from __future__ import annotations

from fastapi import HTTPException

from actions.requests import RequestNotFoundError, ServiceRequest
from actions.requests.lifecycle import load_lifecycle
from actions.staff import Session
from bot.channels.web.site import Site
from bot.channels.web.staff.asking import REFUSED

NOT_FOUND = 404
OFFERED = (
    "acknowledge", "start", "tell", "ask", "transfer", "send_back", "request_extension",
    "approve_extension", "refuse_extension", "add_assisting", "resolve", "follow_up", "archive",
    "reopen", "supervise", "withdraw", "add_note",
)  # fmt: skip
"""The actions of ``lifecycle.yml`` that the desk offers, in this order."""
_DECISIONS = ("approve_extension", "refuse_extension")


def moves_for(session: Session, case: ServiceRequest) -> dict[str, str]:
    """Return the moves this person may make with a case as it stands: action and its name."""
    lifecycle = load_lifecycle()
    names = {name: lifecycle.actions[name].name for name in OFFERED}
    possible = {*lifecycle.possible(case.status), names["add_note"]}
    if case.extension_days is not None:
        possible |= {names[name] for name in _DECISIONS}
    return {
        name: title
        for name, title in names.items()
        if title in possible and session.may(name, case)
    }


def visible(site: Site, session: Session, number: str) -> ServiceRequest:
    """Return a case to somebody who may see it.

    Raises:
        HTTPException: there is none; to others it does not exist either.
    """
    try:
        case = site.desk.find(number)
    except RequestNotFoundError as error:
        raise HTTPException(NOT_FOUND) from error
    if not session.may("see", case):
        raise HTTPException(NOT_FOUND)
    return case


def allowed_on(session: Session, action: str, case: ServiceRequest) -> None:
    """Refuse what the table of rights does not give this role on this case."""
    if not session.may(action, case):
        raise HTTPException(REFUSED)


def make_move(
    site: Site,
    session: Session,
    case: ServiceRequest,
    action: str,
    *,
    reason: str,
    department: str,
    code: str,
    days: int,
    seen: int | None,
) -> ServiceRequest:
    """Make one of the moves of the lifecycle and note it in the trail.

    Args:
        site: of this process.
        session: who does it.
        case: as it was found.
        action: one of ``OFFERED``.
        reason: in words.
        department: where to.
        code: of a return.
        days: of an extension.
        seen: how many steps the history had when it was read; ``None`` does not compare.

    Raises:
        HTTPException: the desk offers no such move, or not to this person.
        RequestError: it cannot be done.
    """
    if action not in OFFERED:
        raise HTTPException(NOT_FOUND)
    allowed_on(session, action, case)
    changed = site.desk.act(
        case.number,
        action,
        by=session.actor,
        reason=reason,
        department=department,
        code=code,
        days=days,
        seen=seen,
    )
    site.staff.audit.note(session, action, case.number)
    return changed


def reveal(site: Site, session: Session, case: ServiceRequest, reason: str) -> ServiceRequest:
    """Note in history and trail that somebody looks at the contact details, and why.

    Raises:
        HTTPException: this person may not.
    """
    allowed_on(session, "reveal", case)
    case = site.desk.act(case.number, "reveal", by=session.actor, reason=reason)
    site.staff.audit.note(session, "reveal", case.number)
    return case


def give(site: Site, session: Session, case: ServiceRequest, account: str) -> None:
    """Let a case be somebody's."""
    site.staff.assignments.give(case.number, account)
    site.staff.audit.note(session, "assign", case.number, account)
