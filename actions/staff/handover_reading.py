"""Conversations that people take over, as they are looked at: by the parent's side and the desk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from actions.requests.privacy.identity import identity_mac
from actions.requests.privacy.keys import DataKey, Keyring
from actions.requests.store import Row, Store, Table, Where
from knowledge.errors import TongxingError

Who = Literal["parent", "assistant", "staff"]
OPEN = ("waiting", "claimed")
"""The states in which a conversation is not over."""


class HandoverError(TongxingError):
    """A conversation cannot be taken, talked in or given back like this."""


@dataclass(frozen=True)
class Words:
    """What one side said.

    ``delivery`` tells of a word of the staff whether the parent has it: ``kept`` is not sent but
    waits to be fetched.
    """

    id: int
    at: str
    who: Who
    by: str
    text: str
    delivery: str


@dataclass(frozen=True)
class Handover:
    """One conversation in which a person was asked for."""

    id: str
    channel: str
    status: Literal["waiting", "missed", "claimed", "ended"]
    urgent: bool
    gist: str
    asked_at: str
    account: str | None
    label: str | None
    ended_at: str | None


class HandoverReading:
    """What was asked for and said; nothing here changes it."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        """Take where it is kept and how it is sealed."""
        self._store = store
        self._keyring = keyring

    def held(self, identity: str) -> Handover | None:
        """Return the open conversation of ``<channel>:<sender>``, waiting or claimed."""
        mine = Where("identity", "=", identity_mac(self._keyring, identity))
        with self._store.reading() as rows:
            row = rows.one(Table.HANDOVERS, mine, Where("status", "in", OPEN))
            return self._handover(row) if row else None

    def waiting(self) -> list[Handover]:
        """Return who waits (urgent first, then who asked first), then whom nobody came to."""
        found = self._listed(("waiting", "missed"))
        return sorted(found, key=lambda one: (one.status != "waiting", not one.urgent))

    def claimed(self) -> list[Handover]:
        """Return the conversations people are in."""
        return self._listed(("claimed",))

    def find(self, handover: str) -> Handover | None:
        """Return one conversation."""
        with self._store.reading() as rows:
            row = rows.one(Table.HANDOVERS, Where("id", "=", handover))
            return self._handover(row) if row else None

    def words(self, handover: str, after: int = 0) -> list[Words]:
        """Return what was said in it, oldest first."""
        with self._store.reading() as rows:
            row = rows.one(Table.HANDOVERS, Where("id", "=", handover))
            key = self._keyring.data_key(row["data_key"]) if row else None
            here = Where("handover", "=", handover), Where("id", ">", after)
            spoken = rows.find(Table.HANDOVER_WORDS, *here, order=["id"])
        return [words_of(one, key) for one in spoken if key]

    def _listed(self, statuses: tuple[str, ...]) -> list[Handover]:
        with self._store.reading() as rows:
            found = rows.find(Table.HANDOVERS, Where("status", "in", statuses), order=["asked_at"])
        return [self._handover(row) for row in found]

    def _handover(self, row: Row) -> Handover:
        key = self._keyring.data_key(row["data_key"])
        return Handover(
            id=row["id"],
            channel=row["channel"],
            status=row["status"],
            urgent=bool(row["urgent"]),
            gist=(key.open(row["gist"]) if key else None) or "",
            asked_at=row["asked_at"],
            account=row["account"],
            label=row["label"],
            ended_at=row["ended_at"],
        )


def words_of(row: Row, key: DataKey) -> Words:
    """Return the words of a row, opened."""
    return Words(
        id=row["id"],
        at=row["at"],
        who=row["who"],
        by=row["by"],
        text=key.open(row["body"]) or "",
        delivery=row["delivery"],
    )
