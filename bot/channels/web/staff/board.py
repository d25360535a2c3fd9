"""The supervisors' board: counts and times, nothing that leads back to a person."""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from statistics import median

from actions.requests.deadlines.clocks import china_now, stamp
from actions.requests.lifecycle import load_lifecycle
from actions.requests.store import Row, Table, Where
from bot.channels.web.site import Site

_MOST_BARS = 12
_REOPENED = load_lifecycle().actions["reopen"].name
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@dataclass(frozen=True)
class Chart:
    """One chart and its table: names and counts."""

    name: str
    rows: list[tuple[str, int]]

    @property
    def most(self) -> int:
        """The longest bar."""
        return max((count for _, count in self.rows), default=1)


@dataclass(frozen=True)
class Board:
    """What a period came to."""

    figures: dict[str, str]
    tables: list[Chart]


def draw_board(site: Site, since: str, until: str) -> Board:
    """Count the requests opened from ``since`` to ``until`` (days; empty is open-ended)."""
    with site.desk.store.reading() as rows:
        found = [
            row
            for row in rows.find(Table.REQUESTS)
            if row["opened_at"] >= since and (not until or row["opened_at"][:10] <= until)
        ]
        again = {row["number"] for row in rows.find(Table.HISTORY, Where("action", "=", _REOPENED))}
    departments = {one.id: one.name for one in site.catalogue.departments.values()}
    services = {one.id: one.plain_name for one in site.catalogue.services.values()}
    return Board(
        _figures(found, again),
        [
            _counted("day", (row["opened_at"][:10] for row in found), by_name=True),
            _counted("department", (departments.get(r["department"], "12345") for r in found)),
            _counted("county", (row["county"] for row in found)),
            _counted("service", (services[one] for one in _services(found))),
            _counted("channel", (row["channel"] for row in found)),
            _counted("status", (row["status"] for row in found)),
        ],
    )


def as_csv(board: Board, names: dict[str, str]) -> str:
    """Return every table as CSV that no spreadsheet takes for formulas."""
    text = io.StringIO()
    writer = csv.writer(text)
    for name, value in board.figures.items():
        writer.writerow([plain(names[name]), plain(value)])
    for table in board.tables:
        for row, count in table.rows:
            writer.writerow([plain(names[table.name]), plain(row), count])
    return "\ufeff" + text.getvalue()


def plain(cell: str) -> str:
    """Return a cell that a spreadsheet shows as it is."""
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _figures(found: list[Row], again: set[str]) -> dict[str, str]:
    now = stamp(china_now())
    rated = [row["satisfaction"] for row in found if row["satisfaction"]]
    return {
        "requests": str(len(found)),
        "open": str(sum(row["open"] for row in found)),
        "overdue": str(sum(1 for row in found if row["open"] and row["due_at"] < now)),
        "acknowledge_hours": _median(found, "acknowledged_at"),
        "resolve_hours": _median(found, "resolved_at"),
        "misrouted": str(sum(row["misrouted"] for row in found)),
        "reopened": str(sum(1 for row in found if row["number"] in again)),
        "satisfaction": f"{sum(rated) / len(rated):.2f}" if rated else "—",
    }


def _services(found: list[Row]) -> Iterable[str]:
    return (one for row in found for one in json.loads(row["services"]))


def _median(found: list[Row], column: str) -> str:
    hours = [_hours(row["opened_at"], row[column]) for row in found if row[column]]
    return f"{median(hours):.1f}" if hours else "—"


def _hours(start: str, end: str) -> float:
    return (datetime.fromisoformat(end) - datetime.fromisoformat(start)).total_seconds() / 3600


def _counted(name: str, values: Iterable[str], *, by_name: bool = False) -> Chart:
    counted = Counter(values)
    if by_name:
        return Chart(name, sorted(counted.items())[-_MOST_BARS:])
    return Chart(name, counted.most_common(_MOST_BARS))
