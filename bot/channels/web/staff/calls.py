"""What stands beside a caller's words: facts for the form, and cases that may be the same."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from actions.requests import ServiceRequest, fields
from actions.requests.store import Row
from actions.requests.stored_forms import phone_digits
from actions.skills.phrases import need_of
from actions.staff import Session
from bot.channels.web.site import Site
from bot.channels.web.staff.letters import Spelt
from bot.channels.web.staff.queue import may_see
from nlu.understanding.understanding import Understanding

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
    told = {field.name: field.of(understood.facts) for field in fields.declared()}
    heard = {name: "" if value is None else str(value) for name, value in told.items()}
    return heard | {
        "need": need_of(understood.text),
        "service": services[0] if services else "",
        "contact_phone": heard["contact_phone"] or _landline(said),
    }


def _landline(said: str) -> str:
    """Return a landline with its area code; a parent's messages are read for mobiles only."""
    for found in _WITH_AREA_CODE.finditer(unicodedata.normalize("NFKC", said)):
        if fields.accepts("contact_phone", found[0]):
            return phone_digits(found[0])
    return ""


def earlier_cases(
    site: Site, session: Session, heard: dict[str, str], services: Sequence[str]
) -> dict[str, list[ServiceRequest]]:
    """Return the caller's own earlier cases (same telephone) and open ones that sound the same."""
    earlier, county = site.desk.earlier, heard["county"]
    same = [one for one in earlier.of_phone(heard["contact_phone"]) if session.may("see", one)]
    known = {one.number for one in same}

    def others(row: Row) -> bool:
        return row["number"] not in known and may_see(session, row)

    alike = earlier.alike(county, services, others, _MOST) if county and services else []
    return {"same_caller": same[:_MOST], "alike": alike}
