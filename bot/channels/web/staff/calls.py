"""What stands beside a caller's words: facts for the form, and cases that may be the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from actions.requests import RequestFilter, ServiceRequest
from actions.requests.validation import accepts, phone_digits
from actions.skills.phrases import need_of
from actions.staff import Session
from bot.channels.web.site import Site
from bot.channels.web.staff.letters import Spelt
from nlu.understanding.facts import Facts
from nlu.understanding.understanding import Understanding

_LOOKED_THROUGH = 300
_MOST = 5
_WITH_AREA_CODE = re.compile(r"(?<!\d)0\d{2,3}[\s-]?\d{7,8}(?!\d)")


def in_words(site: Site, letters: Spelt) -> str:
    """Return what letters stand for as a caller would say it: the first county and topic."""
    topics = [site.catalogue.services[one].plain_name for one in letters.services[:1]]
    return " ".join([*letters.counties[:1], *topics])


def heard_fields(said: str, understood: Understanding, services: Sequence[str]) -> dict[str, str]:
    """Return the form's fields as far as they were heard.

    The words become the need, without the contact details among them.
    """
    facts = understood.facts
    return {
        "need": need_of(understood.text),
        "service": services[0] if services else "",
        "county": facts.county.name if facts.county else "",
        "child_age": "" if facts.child_age is None else str(facts.child_age),
        "contact_name": facts.contact_name or "",
        "contact_phone": facts.contact_phone or _landline(said),
    }


def _landline(said: str) -> str:
    """Return a landline with its area code; a parent's messages are read for mobiles only."""
    for found in _WITH_AREA_CODE.finditer(unicodedata.normalize("NFKC", said)):
        if accepts("contact_phone", found[0]):
            return phone_digits(found[0])
    return ""


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
