"""``/desk/sign-on``: entering through the provider of the organisation."""

from __future__ import annotations

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import Response

from bot.channels.web.site import Site
from bot.channels.web.staff.asking import REFUSED, DoorOf, SiteOf
from bot.channels.web.staff.entering import is_ours
from bot.channels.web.staff.pages import give_cookies, sign_in_page
from bot.channels.web.staff.sign_on import PATH

router = APIRouter(prefix=PATH, include_in_schema=False)

_NOT_FOUND = 404
_BACK = "desk-back"


@router.get("")
async def go(request: Request, site: SiteOf, back: str = "") -> Response:
    """Send the browser to the provider."""
    _check_on(site)
    request.session[_BACK] = back if is_ours(back) else "/desk"
    base = site.settings.public_url or str(request.base_url).rstrip("/")
    return await site.sign_on.go(request, f"{base}{PATH}/back")


@router.get("/back")
async def come_back(request: Request, site: SiteOf, door: DoorOf) -> Response:
    """Begin a session for whom the provider names, if that is an account here."""
    _check_on(site)
    back = request.session.pop(_BACK, "/desk")
    account = await site.sign_on.come_back(request)
    request.session.clear()
    if account is None:
        return sign_in_page(site, door, status=REFUSED, wrong=True)
    # A page of ours leads on: the cookie goes with no request that began at the provider.
    page = site.renderer.page("desk_entered.html", back=back)
    give_cookies(request, page, door.admit(account))
    site.staff.audit.note(door.session_of(account), "sign_on")
    return page


def _check_on(site: Site) -> None:
    if not site.sign_on.is_on:
        raise HTTPException(_NOT_FOUND)
