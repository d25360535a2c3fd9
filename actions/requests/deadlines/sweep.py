"""What happens when clocks run down: warning, overdue, pressing, filing away."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.requests.deadlines.clocks import Clocks, stamp
from actions.requests.model import Actor, Status
from actions.requests.repository import RequestRepository
from actions.requests.settings import RequestsSettings
from actions.requests.store import Row, Store, Table, Where

_SYSTEM = Actor.system()
_NOT_ACKNOWLEDGED = "超过签收期限"


def sweep(
    store: Store, cases: RequestRepository, clocks: Clocks, settings: RequestsSettings
) -> int:
    """Give every warning that is due, once per deadline; return how many changes were made."""
    now = cases.now()
    with store.reading() as rows:
        running = rows.find(Table.REQUESTS, Where("open", "=", 1))
        limit = stamp(now - timedelta(days=settings.archive_after_days))
        idle = rows.find(
            Table.REQUESTS,
            Where("status", "in", (Status.RESOLVED, Status.FOLLOWED_UP, Status.WITHDRAWN)),
            Where("urgent", "=", 0),
            Where("updated_at", "<", limit),
        )
    done = sum(_look_at(store, cases, clocks, row["number"], now) for row in running)
    return done + sum(_file_away(store, cases, row["number"], limit) for row in idle)


def _look_at(
    store: Store, cases: RequestRepository, clocks: Clocks, number: str, now: datetime
) -> int:
    with store.writing() as rows:
        # Read again under the lock: another process may have just dealt with it.
        row = rows.one(Table.REQUESTS, Where("number", "=", number), Where("open", "=", 1))
        step = _next_step(row, clocks, now) if row else None
        if step is None:
            return 0
        action, reason, changes = step
        cases.change(rows, number, action, _SYSTEM, reason, changes=changes)
        return 1


def _next_step(row: Row, clocks: Clocks, now: datetime) -> tuple[str, str, Row] | None:
    at, due = stamp(now), row["due_at"]
    if at > due and row["overdue_for"] != due:
        return "overdue", "", {"overdue_for": due, "warned_for": due}
    unseen, acknowledge = row["acknowledged_at"] is None, row["acknowledge_due"]
    if unseen and at > acknowledge and row["pressed_for"] != acknowledge:
        return "supervise", _NOT_ACKNOWLEDGED, {"pressed_for": acknowledge}
    # Not on the day it was opened: a parent has just been told the deadline.
    opened_today = row["opened_at"][:10] >= at[:10]
    soon = not opened_today and clocks.warns(datetime.fromisoformat(due), now)
    if soon and row["warned_for"] != due:
        return "warn", "", {"warned_for": due}
    return None


def _file_away(store: Store, cases: RequestRepository, number: str, limit: str) -> int:
    with store.writing() as rows:
        row = rows.one(
            Table.REQUESTS, Where("number", "=", number), Where("updated_at", "<", limit)
        )
        if row is None or row["status"] == Status.ARCHIVED:
            return 0
        cases.change(rows, number, "archive", _SYSTEM, "")
        return 1
