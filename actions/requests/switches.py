"""What people have turned off for a while: answering, requests, a channel."""

from __future__ import annotations

from dataclasses import dataclass

from actions.requests.deadlines.clocks import Now, stamp
from actions.requests.errors import InvalidFieldError
from actions.requests.model import MESSENGERS, Channel
from actions.requests.store import Store, Table, Where

ANSWERS, REQUESTS = "answers", "requests"
_CHANNELS = (Channel.WEB, *MESSENGERS, Channel.OPEN311)
_LONGEST = 300


def of_channel(channel: str) -> str:
    """Return the name of the switch of a channel."""
    return f"channel:{channel}"


SWITCHES = (ANSWERS, REQUESTS, *(of_channel(channel) for channel in _CHANNELS))
"""Everything that can be turned off."""


@dataclass(frozen=True)
class Switch:
    """Something that is off: since when, by whom, why, and what parents are told."""

    name: str
    off_at: str
    by: str
    reason: str
    sentence: str


class Switches:
    """The switches of an installation; every process reads them anew."""

    def __init__(self, store: Store, now: Now) -> None:
        """Take where they are kept, and the clock."""
        self._store = store
        self._now = now

    def off(self, name: str) -> Switch | None:
        """Return the switch if it is off; ``None`` when all is as usual."""
        with self._store.reading() as rows:
            row = rows.one(Table.SWITCHES, Where("name", "=", name))
        return Switch(**row) if row else None

    def all_off(self) -> dict[str, Switch]:
        """Return everything that is off."""
        with self._store.reading() as rows:
            return {row["name"]: Switch(**row) for row in rows.find(Table.SWITCHES)}

    def turn_off(self, name: str, *, by: str, reason: str, sentence: str) -> None:
        """Turn something off.

        Args:
            name: one of ``SWITCHES``.
            by: who does it.
            reason: why; people at the desk read it.
            sentence: what parents are told instead.

        Raises:
            InvalidFieldError: naming what is missing or unknown.
        """
        if name not in SWITCHES:
            raise InvalidFieldError("name", f"没有“{name}”这个开关")
        for field, value in (("reason", reason), ("sentence", sentence)):
            if not value.strip():
                raise InvalidFieldError(field, "关掉要写明原因，也要写给家长看的一句话")
        row = {"name": name, "off_at": stamp(self._now()), "by": by}
        row |= {"reason": reason.strip()[:_LONGEST], "sentence": sentence.strip()[:_LONGEST]}
        with self._store.writing(about=f"switch {name}") as rows:
            rows.delete(Table.SWITCHES, Where("name", "=", name))
            rows.insert(Table.SWITCHES, row)

    def turn_on(self, name: str) -> bool:
        """Turn something on again; tell whether it was off."""
        with self._store.writing(about=f"switch {name}") as rows:
            return rows.delete(Table.SWITCHES, Where("name", "=", name)) == 1
