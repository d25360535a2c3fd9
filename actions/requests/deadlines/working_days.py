"""Working days in mainland China, holidays and make-up working days counted."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import chinese_calendar
from pydantic import BaseModel, ConfigDict, model_validator

from knowledge.data_files import load_data
from knowledge.errors import ConfigurationError

_SATURDAY = 5


class YearOfHolidays(BaseModel):
    """What the State Council announces for one year.

    Attributes:
        holidays: days off, weekends among them or not.
        working: Saturdays and Sundays that are worked to make up for them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    holidays: frozenset[dt.date]
    working: frozenset[dt.date] = frozenset()

    @model_validator(mode="after")
    def _make_sense(self) -> YearOfHolidays:
        if both := self.holidays & self.working:
            raise ValueError(f"{min(both)} is a holiday and a working day")
        if not_weekend := [day for day in self.working if day.weekday() < _SATURDAY]:
            raise ValueError(f"{min(not_weekend)} is no weekend: it needs no making up")
        return self

    def works(self, day: dt.date) -> bool:
        """Tell whether ``day`` is worked."""
        return day in self.working or (day.weekday() < _SATURDAY and day not in self.holidays)


@dataclass(frozen=True)
class Counted:
    """A day that was counted to, and the years for which no holiday data was at hand."""

    day: dt.date
    years_without_data: tuple[int, ...]


class WorkingDays:
    """Counts working days; for a year without data it counts weekdays and says so."""

    def __init__(
        self,
        announced: Mapping[int, YearOfHolidays] | None = None,
        is_workday: Callable[[dt.date], bool] = chinese_calendar.is_workday,
    ) -> None:
        """Take the years an operator knows better, and a calendar for the others.

        Args:
            announced: by year; these go before the calendar.
            is_workday: raises ``NotImplementedError`` for years it does not know.
        """
        self._announced = announced or {}
        self._is_workday = is_workday

    def move(self, day: dt.date, count: int) -> Counted:
        """Return the ``count``-th working day after ``day`` (before it, if negative)."""
        step = dt.timedelta(days=1 if count >= 0 else -1)
        unknown: set[int] = set()
        left = abs(count)
        while left:
            day += step
            left -= self._works(day, unknown)
        return Counted(day, tuple(sorted(unknown)))

    def includes(self, day: dt.date) -> bool:
        """Tell whether people work on ``day``."""
        return self._works(day, set())

    def _works(self, day: dt.date, unknown: set[int]) -> bool:
        if year := self._announced.get(day.year):
            return year.works(day)
        try:
            return self._is_workday(day)
        except NotImplementedError:
            unknown.add(day.year)
            return day.weekday() < _SATURDAY


def load_holidays(file: Path) -> dict[int, YearOfHolidays]:
    """Return the years of an operator's file (``docs/operators.md`` shows one).

    Raises:
        ConfigurationError: the file cannot be read, or a date stands under another year.
    """
    years = load_data(dict[int, YearOfHolidays], file)
    for year, days in years.items():
        if strangers := [day for day in days.holidays | days.working if day.year != year]:
            raise ConfigurationError(f"{file.name}: {min(strangers)} stands under {year}")
    return years
