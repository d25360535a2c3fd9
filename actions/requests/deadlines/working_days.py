"""Working days in mainland China, holidays and make-up working days counted."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar


@dataclass(frozen=True)
class Counted:
    """A day that was counted to, and the years for which no holiday data was at hand."""

    day: date
    years_without_data: tuple[int, ...]


class WorkingDays:
    """Counts working days; for a year without data it counts weekdays and says so."""

    def __init__(self, is_workday: Callable[[date], bool] = chinese_calendar.is_workday) -> None:
        """Take a calendar that raises ``NotImplementedError`` for years it does not know."""
        self._is_workday = is_workday

    def move(self, day: date, count: int) -> Counted:
        """Return the ``count``-th working day after ``day`` (before it, if negative)."""
        step = timedelta(days=1 if count >= 0 else -1)
        unknown: set[int] = set()
        left = abs(count)
        while left:
            day += step
            left -= self._works(day, unknown)
        return Counted(day, tuple(sorted(unknown)))

    def _works(self, day: date, unknown: set[int]) -> bool:
        try:
            return self._is_workday(day)
        except NotImplementedError:
            unknown.add(day.year)
            return day.weekday() < 5
