"""The queue: which cases somebody may see, the most urgent first, page by page."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from actions.requests import ServiceRequest
from actions.requests.deadlines.clocks import china_now, stamp
from actions.requests.store import Row, Table, Where
from actions.staff import Relation, Session, load_rights
from bot.channels.web.site import Site

PAGE = 25
_MOST_READ_FOR_WORDS = 500


@dataclass(frozen=True)
class Wanted:
    """What a queue is narrowed to; empty narrows nothing.

    Attributes:
        view: open, mine, department, unassigned, overdue, urgent or all.
        status: a state.
        department: who leads.
        county: part of its name.
        since: opened on this day or later (``2026-11-27``).
        words: part of the number or of the need.
        page: counted from 1.
    """

    view: str = "open"
    status: str = ""
    department: str = ""
    county: str = ""
    since: str = ""
    words: str = ""
    page: int = 1


@dataclass(frozen=True)
class Queue:
    """One page of it."""

    cases: list[ServiceRequest]
    total: int
    assigned: dict[str, str]


def look_up(site: Site, session: Session, wanted: Wanted) -> Queue:
    """Return a page of the cases that ``session`` may see.

    Rows are narrowed by what stands in them unsealed; only the cases of the page are opened.
    """
    assigned = site.staff.assignments.all()
    conditions = [] if wanted.view == "all" or wanted.status else [Where("open", "=", 1)]
    with site.desk.store.reading() as rows:
        found = [
            row
            for row in rows.find(Table.REQUESTS, *conditions)
            if may_see(session, row) and _fits(row, wanted, session, assigned)
        ]
        found.sort(key=lambda row: (not row["open"], not row["urgent"], row["due_at"]))
        if wanted.words:
            found = [
                row
                for row in found[:_MOST_READ_FOR_WORDS]
                if wanted.words.upper() in row["number"]
                or wanted.words in site.desk.cases.load(rows, row["number"]).need
            ]
        start = (wanted.page - 1) * PAGE
        cases = [site.desk.cases.load(rows, row["number"]) for row in found[start : start + PAGE]]
    return Queue(cases, len(found), assigned)


def state_of_queue(site: Site) -> str:
    """Return what differs as soon as any case or its holder does; nothing is opened for it."""
    with site.desk.store.reading() as rows:
        steps = rows.count(Table.HISTORY)
    holders = sorted(site.staff.assignments.all().items())
    return hashlib.sha256(f"{steps}{holders}".encode()).hexdigest()[:16]


def may_see(session: Session, row: Row) -> bool:
    """Ask the table of rights of a case that has not been opened."""
    stands = Relation.FOREIGN
    if row["department"] == session.department:
        stands = Relation.OWN
    elif f'"{session.department}"' in row["assisting"]:
        stands = Relation.ASSISTED
    return load_rights().may(session.role, "see", stands)


def _fits(row: Row, wanted: Wanted, session: Session, assigned: dict[str, str]) -> bool:
    number = row["number"]
    in_view = {
        "mine": assigned.get(number) == session.account and session.account is not None,
        "department": row["department"] == session.department,
        "unassigned": number not in assigned,
        "overdue": row["due_at"] < stamp(china_now()),
        "urgent": bool(row["urgent"]),
    }.get(wanted.view, True)
    return (
        in_view
        and wanted.status in ("", row["status"])
        and wanted.department in ("", row["department"])
        and wanted.county in row["county"]
        and row["opened_at"] >= wanted.since
    )
