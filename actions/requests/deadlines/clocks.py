"""The two clocks of a request: to be acknowledged, and to be resolved."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, time, timedelta, timezone

from actions.requests.deadlines.working_days import WorkingDays
from actions.requests.settings import RequestsSettings

CHINA = timezone(timedelta(hours=8), "CST")
Now = Callable[[], datetime]


def china_now() -> datetime:
    """The time in China, to the second."""
    return datetime.now(CHINA).replace(microsecond=0)


def stamp(moment: datetime) -> str:
    """Return ``moment`` as it is stored: China time, ISO 8601, so that text order is time order."""
    return moment.astimezone(CHINA).replace(microsecond=0).isoformat()


@dataclass(frozen=True)
class Deadlines:
    """When a request has to be acknowledged and resolved.

    Attributes:
        note: said to everybody when holiday data was missing for a year that was counted.
    """

    acknowledge: datetime
    resolve: datetime
    note: str | None


class Clocks:
    """Sets deadlines by the limits in ``config.yml``."""

    def __init__(self, settings: RequestsSettings, days: WorkingDays) -> None:
        self._settings = settings
        self._days = days
        self._closing = time.fromisoformat(settings.day_ends)

    def opening(self, kind: str, at: datetime, *, urgent: bool) -> Deadlines:
        """Return the deadlines of a request opened ``at``."""
        if urgent:
            limit = self._settings.urgent
            resolve, note = self._end_of_day(at, limit.resolve)
            return Deadlines(at + timedelta(minutes=limit.acknowledge_minutes), resolve, note)
        usual = self._settings.limit(kind)
        acknowledge, _ = self._end_of_day(at, usual.acknowledge)
        resolve, note = self._end_of_day(at, usual.resolve)
        return Deadlines(acknowledge, resolve, note)

    def handed_over(self, kind: str, at: datetime, due: datetime, *, urgent: bool) -> Deadlines:
        """Return the deadlines after a transfer or return.

        The clock rule: acknowledging starts anew, because the new department has not seen the
        request; resolving goes on, because the parent has waited all the same. Only when fewer
        than ``days_left_after_transfer`` working days are left is it moved out to that many.
        """
        fresh = self.opening(kind, at, urgent=urgent)
        least, note = self._end_of_day(at, self._settings.days_left_after_transfer)
        late = least > due and not urgent
        return Deadlines(fresh.acknowledge, least if late else due, note if late else None)

    def extended(self, due: datetime, days: int) -> tuple[datetime, str | None]:
        """Return ``due`` moved by ``days`` working days, and the note on missing data."""
        return self._end_of_day(due, days)

    def warns(self, due: datetime, at: datetime) -> bool:
        """Tell whether ``due`` is so near at ``at`` that a warning is to be given."""
        first = self._days.move(due.astimezone(CHINA).date(), -self._settings.warn_working_days).day
        return at.astimezone(CHINA).date() >= first

    def _end_of_day(self, start: datetime, days: int) -> tuple[datetime, str | None]:
        counted = self._days.move(start.astimezone(CHINA).date(), days)
        end = datetime.combine(counted.day, self._closing, CHINA)
        if not counted.years_without_data:
            return end, None
        years = "、".join(str(year) for year in counted.years_without_data)
        return end, f"{years}年的放假安排还没有数据,期限按周一至周五推算"
