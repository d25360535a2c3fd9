"""The list of requests: read without opening anything personal, filtered, paged, kept briefly."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from actions.requests import Channel, PublicRequest, RequestDesk
from actions.requests.deadlines.clocks import CHINA, stamp
from actions.requests.lifecycle import load_lifecycle
from bot.channels.web.open311.formats import RefusedError

MOST = 1000
"""What the standard lets a list hold."""
PAGE = 200
WINDOW = timedelta(days=90)
"""The longest stretch of time a list covers, and the one it covers unless told otherwise."""
_KEPT_SECONDS = 2.0
_STATES = ("open", "closed")
_FIRST_YEAR, _LAST_YEAR = 2000, 2999


@dataclass(frozen=True)
class Wanted:
    """What a list is narrowed to; the words of the standard, as they arrived."""

    numbers: str = ""
    codes: str = ""
    status: str = ""
    since: str = ""
    until: str = ""
    page: int = 1
    size: int = PAGE

    def of(self, found: Sequence[PublicRequest]) -> list[PublicRequest]:
        """Return the page asked for; numbers override everything else.

        Raises:
            RefusedError: a date or a state is none, or the dates lie too far apart.
        """
        codes, states = _set(self.codes), _set(self.status)
        if states - set(_STATES):
            raise RefusedError(400, "status只能是open或closed")
        since, until = self._window()
        if numbers := _set(self.numbers):
            return self._page([one for one in found if one.number in numbers])
        is_open = load_lifecycle().is_open
        return self._page(
            [
                one
                for one in found
                if since <= one.opened_at <= until
                and (not codes or (one.services and one.services[0] in codes))
                and (not states or ("open" if is_open(one.status) else "closed") in states)
            ]
        )

    def _window(self) -> tuple[str, str]:
        since, until = _moment("start_date", self.since), _moment("end_date", self.until)
        if since is None:
            until = until or datetime.now(UTC)
            since = until - WINDOW
        elif until is None:
            until = since + WINDOW
        if until - since > WINDOW:
            raise RefusedError(400, f"start_date和end_date最多相隔{WINDOW.days}天")
        return stamp(since), stamp(until)

    def _page(self, matching: list[PublicRequest]) -> list[PublicRequest]:
        start = (self.page - 1) * self.size
        return matching[start : start + self.size]


@dataclass
class Listing:
    """The newest requests of this door, read again when they are two seconds old."""

    desk: RequestDesk
    _found: Sequence[PublicRequest] = ()
    _read_at: float = float("-inf")

    def newest(self) -> Sequence[PublicRequest]:
        """Return what may be listed, newest first."""
        if time.monotonic() - self._read_at > _KEPT_SECONDS:
            self._found = self.desk.public_list(Channel.OPEN311, MOST)
            self._read_at = time.monotonic()
        return self._found

    def is_old(self) -> None:
        """Read again at the next question: something was opened."""
        self._read_at = float("-inf")


def _set(words: str) -> set[str]:
    return {word.strip() for word in words.split(",") if word.strip()}


def _moment(name: str, text: str) -> datetime | None:
    """Return a date; without a zone it is China's time."""
    if not text:
        return None
    # A plus in an address arrives as a blank.
    try:
        at = datetime.fromisoformat(text.strip().replace(" ", "+"))
    except ValueError as error:
        raise RefusedError(400, f"{name}要写成2026-11-24T08:00:00+08:00这样的时间") from error
    if not _FIRST_YEAR <= at.year <= _LAST_YEAR:
        raise RefusedError(400, f"{name}不在可查的年份里")
    return at if at.tzinfo else at.replace(tzinfo=CHINA)
