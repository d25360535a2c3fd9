"""Who has which page of the desk open."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.requests.deadlines.clocks import Now, stamp
from actions.requests.store import Row, Store, Table, Where

_WATCHED_SECONDS = 60
_NOTED_SECONDS = 15
"""A page asks every few seconds; it is written down less often."""


class Watchers:
    """The open pages of the last minute."""

    def __init__(self, store: Store, now: Now) -> None:
        """Take where they are noted, and the clock."""
        self._store = store
        self._now = now

    def take_over(self) -> bool:
        """Tell whether anybody who may take a conversation has the desk open."""
        return any(row["takes_over"] for row in self._watching())

    def note(self, session: str, label: str, place: str, *, takes_over: bool) -> list[str]:
        """Note that somebody looks at a page of the desk; return who else looks at the same."""
        watching = self._watching()
        others = [r["label"] for r in watching if r["place"] == place and r["session"] != session]
        mine = next((row for row in watching if row["session"] == session), None)
        noted = mine and mine["place"] == place and self._since(mine["seen_at"]) < _NOTED_SECONDS
        if not noted:
            row: Row = {"session": session, "label": label, "place": place}
            row |= {"takes_over": int(takes_over), "seen_at": stamp(self._now())}
            with self._store.writing() as rows:
                rows.delete(Table.WATCHERS, Where("session", "=", session))
                rows.delete(Table.WATCHERS, Where("seen_at", "<", self._ago(_WATCHED_SECONDS)))
                rows.insert(Table.WATCHERS, row)
        return sorted(set(others)) if place else []

    def _watching(self) -> list[Row]:
        with self._store.reading() as rows:
            return rows.find(Table.WATCHERS, Where("seen_at", ">=", self._ago(_WATCHED_SECONDS)))

    def _since(self, at: str) -> float:
        return (self._now() - datetime.fromisoformat(at)).total_seconds()

    def _ago(self, seconds: float) -> str:
        return stamp(self._now() - timedelta(seconds=seconds))
