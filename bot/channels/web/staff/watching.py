"""Which page of the desk somebody has open, so that two people on one case see each other."""

from __future__ import annotations

from actions.staff import Session
from bot.channels.web.site import Site


def note_page(site: Site, session: Session, place: str) -> list[str]:
    """Note that a page is open and return who else has the same one open.

    Args:
        site: of this process.
        session: whose page it is.
        place: the number of a case or conversation; empty for lists.
    """
    name = site.desk.keyring.mac("desk-page", session.csrf)
    watchers = site.dialogue.for_people.handovers.watchers
    return watchers.note(name, session.label, place, takes_over=session.may("take_over"))
