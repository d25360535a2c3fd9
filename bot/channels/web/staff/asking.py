"""Who asks: the session behind a request to the desk, and whether its form is one of ours."""

from __future__ import annotations

import secrets
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Form, HTTPException, Request

from actions.staff import Session
from bot.channels.web.site import Site, site_of
from bot.channels.web.staff.entering import COOKIE, Door
from bot.channels.web.staff.queue import Wanted

REFUSED = 403
_UNKNOWN = 401
_LAST_PAGE = 100_000
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


def bearer_of(request: Request) -> str:
    """Return the token a program shows; empty when it shows none."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    return token.strip() if kind.lower() == "bearer" else ""


def by_token(request: Request, door: DoorOf) -> Session:
    """Return who a program works for. No cookie counts here, so that no page can act for anybody.

    Raises:
        HTTPException: nobody.
    """
    session = door.find(bearer_of(request))
    if session is None:
        raise HTTPException(_UNKNOWN, headers={"WWW-Authenticate": "Bearer"})
    return session


ByToken = Annotated[Session, Depends(by_token)]


def wanted_of(
    view: str = "open",
    status: str = "",
    department: str = "",
    county: str = "",
    since: str = "",
    q: str = "",
    page: int = 1,
) -> Wanted:
    """Return what an address narrows the queue to (a FastAPI dependency)."""
    return Wanted(
        view=view,
        status=status,
        department=department,
        county=county.strip(),
        since=since.strip(),
        words=q.strip()[:100],
        page=min(max(1, page), _LAST_PAGE),
    )


WantedOf = Annotated[Wanted, Depends(wanted_of)]


def allowed(session: Session, action: str) -> None:
    """Refuse what the table of rights does not give this role."""
    if not session.may(action):
        raise HTTPException(REFUSED)
