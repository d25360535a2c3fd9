"""The history of a case as people read it: who did what, from where to where."""

from __future__ import annotations

from dataclasses import dataclass

from actions.requests import HistoryEntry, ServiceRequest
from actions.requests.lifecycle import load_lifecycle
from actions.requests.texts import load_texts
from bot.channels.web.site import Site


@dataclass(frozen=True)
class Step:
    """One entry.

    Attributes:
        moved: the departments it went from and to, when it changed hands.
        score: what the parent gave, when the entry is a rating.
        told: the parent was told of it.
    """

    entry: HistoryEntry
    moved: tuple[str, str] | None
    score: str | None
    told: bool


def steps_of(site: Site, case: ServiceRequest) -> list[Step]:
    """Return the entries of a case, oldest first."""
    names = {one.id: one.name for one in site.catalogue.departments.values()}
    actions = load_lifecycle().actions
    told = {actions[name].name for name in load_texts().parent}
    found, before = [], case.history[0].department if case.history else ""
    for entry in case.history:
        moved = entry.department != before
        found.append(
            Step(
                entry=entry,
                moved=(names[before], names[entry.department]) if moved else None,
                score=entry.code if entry.action == actions["rate"].name else None,
                told=entry.action in told,
            )
        )
        before = entry.department
    return found
