"""What stands beside a caller's words: facts for the form, and cases that may be the same."""

from __future__ import annotations

from actions.requests import RequestFilter, ServiceRequest
from actions.staff import Session
from bot.channels.web.site import Site
from nlu.understanding.facts import Facts

_LOOKED_THROUGH = 300
_MOST = 5


def heard_fields(said: str, facts: Facts) -> dict[str, str]:
    """Return the form's fields as far as they were heard; the words become the need."""
    return {
        "need": said,
        "county": facts.county.name if facts.county else "",
        "child_age": "" if facts.child_age is None else str(facts.child_age),
        "contact_name": facts.contact_name or "",
        "contact_phone": facts.contact_phone or "",
    }


def earlier_cases(
    site: Site, session: Session, facts: Facts, services: tuple[str, ...]
) -> dict[str, list[ServiceRequest]]:
    """Return the caller's own earlier cases (same telephone) and open ones that sound the same."""
    if not facts.contact_phone and not (facts.county and services):
        return {"same_caller": [], "alike": []}
    county = None if facts.contact_phone or not facts.county else facts.county.name
    recent = [
        case
        for case in site.desk.list(RequestFilter(county=county, limit=_LOOKED_THROUGH))
        if session.may("see", case)
    ]
    same = [case for case in recent if facts.contact_phone == case.contact_phone != ""]
    alike = [
        case
        for case in recent
        if facts.county is not None
        and case.county == facts.county.name
        and set(services) & set(case.services)
        and site.desk.cases.lifecycle.is_open(case.status)
        and case not in same
    ]
    return {"same_caller": same[:_MOST], "alike": alike[:_MOST]}
