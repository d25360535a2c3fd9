"""Counts for people who run the desk; nothing in them leads back to a person."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from actions.requests.deadlines.clocks import stamp
from actions.requests.store import Store, Table, Where
from knowledge.catalogue import HOTLINE


def counts(store: Store, now: datetime) -> dict[str, int]:
    """Return the few numbers that are watched all the time; the store counts, no row is read."""
    is_open, wrong = Where("open", "=", 1), Where("misrouted", "=", 1)
    overdue, urgent = Where("due_at", "<", stamp(now)), Where("urgent", "=", 1)
    with store.reading() as rows:
        return {
            "requests": rows.count(Table.REQUESTS),
            "open": rows.count(Table.REQUESTS, is_open),
            "overdue": rows.count(Table.REQUESTS, is_open, overdue),
            "urgent_open": rows.count(Table.REQUESTS, is_open, urgent),
            "misrouted": rows.count(
                Table.REQUESTS, wrong, Where("first_department", "!=", HOTLINE)
            ),
        }


def statistics(store: Store, now: datetime) -> dict[str, Any]:
    """Return how many requests there are of each kind, and how often routing was wrong.

    The mis-routing rate counts requests that a department returned as not its own or that
    people overrode, among all that the rules sent to a department.
    """
    with store.reading() as rows:
        found = rows.find(Table.REQUESTS)
    routed = [row for row in found if row["first_department"] != HOTLINE]
    wrong = sum(row["misrouted"] for row in routed)
    rated = [row["satisfaction"] for row in found if row["satisfaction"]]
    at = stamp(now)
    return {
        "requests": len(found),
        "open": sum(row["open"] for row in found),
        "overdue": sum(1 for row in found if row["open"] and row["due_at"] < at),
        "urgent_open": sum(1 for row in found if row["open"] and row["urgent"]),
        "by_status": dict(Counter(row["status"] for row in found)),
        "by_type": dict(Counter(row["type"] for row in found)),
        "by_department": dict(Counter(row["department"] for row in found)),
        "routed": len(routed),
        "triaged": len(found) - len(routed),
        "misrouted": wrong,
        "misrouting_rate": round(wrong / len(routed), 4) if routed else None,
        "satisfaction": round(sum(rated) / len(rated), 2) if rated else None,
    }
