"""The entitlement check: six questions on one page, and a list that can be printed and shared."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.responses import RedirectResponse, Response

from actions.skills.eligibility import rules
from bot.channels.web.requesting.form import age_of
from bot.channels.web.site import Site, site_of

router = APIRouter(include_in_schema=False)
SiteOf = Annotated[Site, Depends(site_of)]
Field = Annotated[str, Form()]

_SEE_OTHER = 303
_WRONG = 422
_OLDEST = 17
_YES_OR_NO = {"yes": True, "no": False}


@router.get("/check")
def questions(request: Request, site: SiteOf) -> Response:
    """Show the questions; none has to be answered."""
    return site.renderer.frozen(
        request,
        "/check",
        lambda: site.renderer.text("check.html", error="", given={}, here="check"),
    )


@router.post("/check")
def answered(
    site: SiteOf,
    child_age: Field = "",
    months_here: Field = "",
    school_stage: Field = "",
    has_insurance: Field = "",
    has_disability: Field = "",
    in_hardship: Field = "",
) -> Response:
    """Turn the answers into a list; only the services go into its address."""
    given = {
        "child_age": child_age,
        "months_here": months_here,
        "school_stage": school_stage,
        "has_insurance": has_insurance,
        "has_disability": has_disability,
        "in_hardship": in_hardship,
    }
    age = age_of(child_age)
    if age is not None and not 0 <= age <= _OLDEST:
        error = site.words.say("check.age_error")
        return site.renderer.page(
            "check.html", status=_WRONG, error=error, given=given, here="check"
        )
    answers: dict[str, Any] = {
        "child_age": age,
        "months_here": int(months_here) if months_here in ("3", "8", "24") else None,
        "school_stage": school_stage or None,
        "has_insurance": _YES_OR_NO.get(has_insurance),
        "has_disability": _YES_OR_NO.get(has_disability),
        "in_hardship": _YES_OR_NO.get(in_hardship),
    }
    chosen = [rule.service for rule in rules() if rule.fits(answers)]
    return RedirectResponse(f"/check/list?s={','.join(chosen)}", _SEE_OTHER)


@router.get("/check/list")
def listed(site: SiteOf, s: str = "") -> Response:
    """Show a list of services; its address may be passed on."""
    services = site.catalogue.services
    wanted = dict.fromkeys(name for name in s.split(",") if name in services)
    chosen = [services[name] for name in wanted]
    address = f"/check/list?s={','.join(wanted)}"
    return site.renderer.page("check_list.html", chosen=chosen, address=address, here="check")
