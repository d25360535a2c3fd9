"""What the channel notes of people: hashed ids, times and choices; ``/forget`` erases it."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from typing import Any

from actions.requests import RequestDesk
from bot.channels.notes import Notes, notes_schema
from bot.channels.wechat.limits import (
    DELIVERIES_KEPT_SECONDS,
    MESSAGES_IN_WINDOW,
    WINDOW_SECONDS,
)
from knowledge.database import Database, upsert

CHANNEL = "wechat"
_DAY = 24 * 3600.0
_TABLES: dict[str, dict[str, type]] = {
    "deliveries": {"id": str, "at": float},
    "people": {
        "person": str,
        "asks_for": str,
        "choices": str,
        "missed": str,
        "said": int,
        "heard_at": float,
        "is_gone": int,
    },
    "pictures": {"id": int, "person": str, "media": str, "at": float},
}

PEOPLE = notes_schema("wechat", "wechat/people.db", _TABLES)


class ChatStore(Notes):
    """Small tables beside the request store; safe for several threads."""

    def __init__(
        self,
        database: Database,
        desk: RequestDesk,
        notes_days: int,
        *,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Open the tables, creating them when they are missing.

        Args:
            database: the tables of :data:`PEOPLE`.
            desk: whose keys hash the people.
            notes_days: how long notes on a resting conversation stay.
            now: the clock.
        """
        super().__init__(database)
        self._mac = desk.keyring.mac
        self._notes_days = notes_days
        self._now = now

    def is_first(self, delivery: str) -> bool:
        """Note a delivery; tell whether it had not come before, in this run or an earlier one."""
        statement = "INSERT INTO deliveries VALUES (?, ?) ON CONFLICT DO NOTHING"
        return self._change(statement, self._mac("wechat-delivery", delivery), self._now()) == 1

    def hear(self, person: str) -> None:
        """Note that a person wrote: the window for messages to them opens anew."""
        self._note(person, heard_at=self._now(), said=0, is_gone=0)

    def leave(self, person: str) -> None:
        """Note that a person has unsubscribed."""
        self._note(person, is_gone=1)

    def may_write(self, person: str) -> bool:
        """Tell whether a customer-service message to a person may go out now."""
        known = self._person(person)
        if not known["heard_at"] or known["is_gone"]:
            return False
        is_open = self._now() - known["heard_at"] < WINDOW_SECONDS
        return is_open and (known["said"] or 0) < MESSAGES_IN_WINDOW

    def is_gone(self, person: str) -> bool:
        """Tell whether a person has unsubscribed."""
        return bool(self._person(person)["is_gone"])

    def count_said(self, person: str) -> None:
        """Note a customer-service message that went out."""
        self._note(person, said=(self._person(person)["said"] or 0) + 1)

    def close_window(self, person: str) -> None:
        """Note that WeChat takes no more messages until the person writes."""
        self._note(person, said=MESSAGES_IN_WINDOW)

    def asks_for(self, person: str) -> str | None:
        """Return the field that was asked for last."""
        field: str | None = self._person(person)["asks_for"]
        return field

    def choices(self, person: str) -> list[str]:
        """Return the payloads that the numbers of the last message stand for."""
        kept = self._person(person)["choices"]
        return list(json.loads(kept)) if kept else []

    def note_turn(self, person: str, asks_for: str | None, choices: Sequence[str]) -> None:
        """Note where a conversation stands after a turn."""
        self._note(person, asks_for=asks_for, choices=json.dumps(choices))

    def miss(self, person: str, number: str) -> None:
        """Note news of a request that could not be sent: they are told at the next word."""
        missed = dict.fromkeys([*self._missed(person), number])
        self._note(person, missed=json.dumps(list(missed)))

    def take_missed(self, person: str) -> list[str]:
        """Return the numbers of requests with news that could not be sent, and drop the note."""
        missed = self._missed(person)
        if missed:
            self._note(person, missed=None)
        return missed

    def keep_picture(self, person: str, media: str) -> None:
        """Note WeChat's id of a picture that waits for its request."""
        statement = "INSERT INTO pictures (person, media, at) VALUES (?, ?, ?)"
        self._change(statement, self._name(person), media, self._now())

    def pictures(self, person: str) -> list[str]:
        """Return the pictures that wait, oldest first."""
        statement = "SELECT media FROM pictures WHERE person = ? ORDER BY id"
        return [row["media"] for row in self._rows(statement, self._name(person))]

    def drop_pictures(self, person: str) -> None:
        """The pictures found their request, or none came for them."""
        self._change("DELETE FROM pictures WHERE person = ?", self._name(person))

    def forget(self, identity: str) -> None:
        """Erase everything about ``<channel>:<person>``; other channels' are not here."""
        channel, _, person = identity.partition(":")
        if channel != CHANNEL:
            return
        for table in ("people", "pictures"):
            self._change(f"DELETE FROM {table} WHERE person = ?", self._name(person))

    def tidy(self) -> None:
        """Remove what has become too old to be of use."""
        now = self._now()
        rests = now - self._notes_days * _DAY
        self._change("DELETE FROM deliveries WHERE at < ?", now - DELIVERIES_KEPT_SECONDS)
        self._change("DELETE FROM people WHERE heard_at < ?", rests)
        self._change("DELETE FROM pictures WHERE at < ?", now - WINDOW_SECONDS)

    def _missed(self, person: str) -> list[str]:
        kept = self._person(person)["missed"]
        return list(json.loads(kept)) if kept else []

    def _person(self, person: str) -> dict[str, Any]:
        found = self._rows("SELECT * FROM people WHERE person = ?", self._name(person))
        return found[0] if found else dict.fromkeys(_TABLES["people"])

    def _note(self, person: str, **values: str | float | None) -> None:
        upsert(self._database, "people", {"person": self._name(person), **values})

    def _name(self, person: str) -> str:
        return self._mac("wechat-person", person)
