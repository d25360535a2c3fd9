"""``/desk/conversations``: parents who asked for a person, and talking with them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any

from fastapi import APIRouter, Depends, HTTPException
from fastapi.responses import RedirectResponse, Response

from actions.staff import Session
from actions.staff.handover_reading import Handover, HandoverError
from bot.channels.web.site import Site
from bot.channels.web.staff.asking import Acting, Asking, Field, SiteOf, Watching, allowed
from bot.channels.web.staff.pages import WRONG, desk_page
from bot.channels.web.staff.watching import note_page

router = APIRouter(prefix="/desk/conversations", include_in_schema=False)

_SEE_OTHER, _NOT_FOUND = 303, 404
_RIGHT = "take_over"


def handover_of(site: SiteOf, handover: str) -> Handover:
    """Return a conversation (a FastAPI dependency)."""
    found = site.dialogue.for_people.handovers.find(handover)
    if found is None:
        raise HTTPException(_NOT_FOUND)
    return found


HandoverOf = Annotated[Handover, Depends(handover_of)]


@router.get("")
def waiting(site: SiteOf, session: Asking) -> Response:
    """Show who waits, and the conversations people are in."""
    allowed(session, _RIGHT)
    return desk_page(site, session, "desk_conversations.html", **_list(site))


@router.get("/list")
def list_again(site: SiteOf, session: Watching) -> Response:
    """Give the list alone to a page that is open."""
    allowed(session, _RIGHT)
    note_page(site, session, "")
    return desk_page(site, session, "desk_conversations_list.html", **_list(site))


@router.get("/{handover}")
def show(site: SiteOf, session: Asking, found: HandoverOf) -> Response:
    """Show one conversation with what was said before."""
    allowed(session, _RIGHT)
    site.staff.audit.note(session, "read_conversation", detail=found.id)
    return _page(site, session, found)


@router.get("/{handover}/words")
def words(site: SiteOf, session: Watching, found: HandoverOf) -> Response:
    """Give what was said alone to a page that is open."""
    allowed(session, _RIGHT)
    note_page(site, session, found.id)
    said = site.dialogue.for_people.handovers.words(found.id)
    return desk_page(site, session, "desk_words.html", found=found, said=said)


@router.post("/{handover}/claim")
def claim(site: SiteOf, session: Acting, found: HandoverOf) -> Response:
    """Take the conversation."""
    account, shown = _person(site, session)
    site_handovers = site.dialogue.for_people.handovers
    return _done(
        site,
        session,
        found,
        "claim_conversation",
        lambda: site_handovers.claim(found.id, account, session.label, shown),
    )


@router.post("/{handover}/say")
def say(site: SiteOf, session: Acting, found: HandoverOf, text: Field = "") -> Response:
    """Write to the parent, as it stands."""
    account, shown = _person(site, session)
    return _done(
        site,
        session,
        found,
        "say",
        lambda: site.dialogue.for_people.handovers.say(found.id, account, shown, text[:2000]),
        text,
    )


@router.post("/{handover}/hand_back")
def hand_back(site: SiteOf, session: Acting, found: HandoverOf) -> Response:
    """Let the assistant answer again."""
    account, shown = _person(site, session)
    return _done(
        site,
        session,
        found,
        "hand_back",
        lambda: site.dialogue.for_people.handovers.hand_back(found.id, account, shown),
    )


@router.post("/{handover}/close")
def close(site: SiteOf, session: Acting, found: HandoverOf) -> Response:
    """Take a conversation nobody took off the list."""
    allowed(session, _RIGHT)
    site.dialogue.for_people.handovers.close(found.id)
    site.staff.audit.note(session, "close_conversation", detail=found.id)
    return desk_page(site, session, "desk_conversations.html", **_list(site))


def _person(site: Site, session: Session) -> tuple[str, str]:
    """Return account and shown name of somebody who may talk with parents."""
    allowed(session, _RIGHT)
    account = site.staff.accounts.find(session.account or "")
    if account is None:
        raise HTTPException(_NOT_FOUND)
    return account.name, account.shown


def _done(
    site: Site,
    session: Session,
    found: Handover,
    action: str,
    work: Callable[[], None],
    draft: str = "",
) -> Response:
    """Do something with a conversation and show it again; what was refused is not lost."""
    try:
        work()
    except HandoverError as error:
        return _page(site, session, found, problem=str(error), draft=draft)
    site.staff.audit.note(session, action, detail=found.id)
    return RedirectResponse(f"/desk/conversations/{found.id}", _SEE_OTHER)


def _page(
    site: Site, session: Session, found: Handover, *, problem: str = "", draft: str = ""
) -> Response:
    handovers = site.dialogue.for_people.handovers
    return desk_page(
        site,
        session,
        "desk_conversation.html",
        status=WRONG if problem else 200,
        found=handovers.find(found.id) or found,
        said=handovers.words(found.id),
        problem=problem,
        draft=draft,
    )


def _list(site: Site) -> dict[str, Any]:
    handovers = site.dialogue.for_people.handovers
    return {
        "waiting": handovers.waiting(),
        "claimed": handovers.claimed(),
        "is_open": handovers.are_open(),
        "hours": handovers.settings.hours,
    }
