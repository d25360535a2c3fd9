"""Who asks: the session behind a request to the desk, and whether its form is one of ours."""

from __future__ import annotations

import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Form, HTTPException, Request

from actions.staff import Session
from bot.channels.web.site import Site, site_of
from bot.channels.web.staff.entering import COOKIE, Door

REFUSED = 403
SiteOf = Annotated[Site, Depends(site_of)]
Field = Annotated[str, Form()]


def door_of(site: SiteOf) -> Door:
    """Return the door of this site (a FastAPI dependency)."""
    return Door(site.staff, site.desk.keyring)


DoorOf = Annotated[Door, Depends(door_of)]


def session_of(request: Request, door: DoorOf) -> Session | None:
    """Return who is at the desk; ``None`` before they entered."""
    return door.find(request.cookies.get(COOKIE, ""))


MaybeSession = Annotated[Session | None, Depends(session_of)]


def entered(session: MaybeSession) -> Session:
    """Return who is at the desk; nobody else gets further."""
    if session is None:
        raise HTTPException(REFUSED)
    return session


Asking = Annotated[Session, Depends(entered)]


def watching(request: Request, door: DoorOf) -> Session:
    """Return whose open page asks for news; that alone keeps no session alive."""
    session = door.find(request.cookies.get(COOKIE, ""), used=False)
    if session is None:
        raise HTTPException(REFUSED)
    return session


Watching = Annotated[Session, Depends(watching)]


def from_here(request: Request, site: SiteOf) -> None:
    """Refuse what a page of another site sent."""
    origin = request.headers.get("origin")
    if origin is None or origin == site.settings.public_url:
        return
    if urlsplit(origin).netloc != request.headers.get("host"):
        raise HTTPException(REFUSED)


FromHere = Depends(from_here)


def acting(session: Asking, here: Annotated[None, FromHere], csrf: Field = "") -> Session:
    """Return who sent a form of the desk.

    Programs enter with the shared password and know no form; their cookie goes with no request
    from elsewhere (``SameSite``), and a foreign ``Origin`` is refused.
    """
    proven = secrets.compare_digest(csrf.encode(), session.csrf.encode())
    if not proven and (csrf or session.account is not None):
        raise HTTPException(REFUSED)
    return session


Acting = Annotated[Session, Depends(acting)]


def allowed(session: Session, action: str) -> None:
    """Refuse what the table of rights does not give this role."""
    if not session.may(action):
        raise HTTPException(REFUSED)
