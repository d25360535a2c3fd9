"""The ``takeover:`` section of ``config.yml``: when people talk with parents themselves."""

from __future__ import annotations

from datetime import datetime, time

from pydantic import Field, field_validator

from actions.requests.deadlines import WorkingDays
from actions.requests.deadlines.clocks import CHINA
from actions.requests.model import MESSENGERS, Channel
from knowledge.settings import Section

_CONVERSING = (Channel.WEB, *MESSENGERS)


class TakeoverSettings(Section):
    """Where and when a parent who asks for a person can have one."""

    channels: tuple[Channel, ...] = _CONVERSING
    hours: tuple[str, ...] = ("08:30-12:00", "13:30-18:00")
    """Spans of the day in China's time."""
    working_days_only: bool = True
    wait_minutes: int = Field(default=5, ge=1)
    """After so long without anybody the parent is told so, once."""
    silent_minutes: int = Field(default=15, ge=1)
    """After so long without a word of theirs, whoever took a conversation gives it back."""

    @field_validator("channels")
    @classmethod
    def _are_conversations(cls, channels: tuple[Channel, ...]) -> tuple[Channel, ...]:
        if silent := [channel for channel in channels if channel not in _CONVERSING]:
            raise ValueError(f"nobody converses in {silent[0]}: use {', '.join(_CONVERSING)}")
        return channels

    @field_validator("hours")
    @classmethod
    def _are_spans(cls, hours: tuple[str, ...]) -> tuple[str, ...]:
        for span in hours:
            opens, closes = _ends(span)
            if not opens < closes:
                raise ValueError(f"{span!r} ends before it begins")
        return hours

    def are_open(self, at: datetime, days: WorkingDays) -> bool:
        """Tell whether people are there at a moment."""
        here = at.astimezone(CHINA)
        if self.working_days_only and not days.includes(here.date()):
            return False
        return any(opens <= here.time() < closes for opens, closes in map(_ends, self.hours))


def _ends(span: str) -> tuple[time, time]:
    opens, dash, closes = span.partition("-")
    try:
        if dash:
            return time.fromisoformat(opens.strip()), time.fromisoformat(closes.strip())
    except ValueError:
        pass
    raise ValueError(f"{span!r} is no span like 08:30-12:00")
