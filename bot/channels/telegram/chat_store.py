"""What the bot notes of chats: hashed ids, numbers and names of buttons; ``/forget`` erases it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Literal

from actions.requests import RequestDesk
from bot.channels.notes import Notes, notes_schema
from bot.channels.telegram.settings import Kept
from knowledge.database import Database, upsert

Reach = Literal["ok", "blocked", "gone", "migrated"]
"""Whether a chat can be written to: blocked by its owner, deleted, or moved elsewhere."""

CHANNEL = "telegram"
_UPDATES_KEPT = timedelta(hours=72)  # Telegram itself repeats an update for at most 24 hours.
_TOKEN_LENGTH = 24
_TABLES: dict[str, dict[str, type]] = {
    "updates": {"id": str, "at": float},
    "chats": {
        "chat": str,
        "asks_for": str,
        "keyboard": int,
        "last_message": int,
        "reach": str,
        "at": float,
    },
    "buttons": {"token": str, "chat": str, "payload": str, "at": float},
    "files": {"id": int, "chat": str, "file": str, "at": float},
}

CHATS = notes_schema("telegram", "telegram/chats.db", _TABLES)


class ChatStore(Notes):
    """Small tables beside the request store; safe for several threads."""

    def __init__(
        self,
        database: Database,
        desk: RequestDesk,
        kept: Kept,
        *,
        bot: str,
        now: Callable[[], float] = time.time,
    ) -> None:
        """Open the tables, creating them when they are missing.

        Args:
            database: the tables of :data:`CHATS`.
            desk: whose keys hash the chats.
            kept: how long notes stay.
            bot: its id: another bot counts its updates anew.
            now: the clock.
        """
        super().__init__(database)
        self._mac = desk.keyring.mac
        self._kept = kept
        self._bot = bot
        self._now = now

    def is_settled(self, update: int) -> bool:
        """Tell whether an update was dealt with, in this run or an earlier one."""
        return bool(self._rows("SELECT 1 FROM updates WHERE id = ?", self._own(update)))

    def settle(self, update: int) -> None:
        """Note that an update was dealt with."""
        statement = "INSERT INTO updates VALUES (?, ?) ON CONFLICT DO NOTHING"
        self._change(statement, self._own(update), self._now())

    def chat(self, chat: int) -> dict[str, Any]:
        """Return what is noted of a chat: ``asks_for``, ``keyboard``, ``last_message``, ``reach``.

        ``keyboard`` tells whether a keyboard for place or number is open; ``last_message`` is the
        id of the last message answered.
        """
        found = self._rows("SELECT * FROM chats WHERE chat = ?", self._name(chat))
        return found[0] if found else dict.fromkeys(_TABLES["chats"])

    def note(self, chat: int, **values: str | int | None) -> None:
        """Note something of a chat, by column; that there is nothing to note is not noted."""
        if not any(values.values()) and not any(self.chat(chat).values()):
            return
        row = {"chat": self._name(chat), "at": self._now(), **values}
        upsert(self._database, "chats", row)

    def note_reach(self, chat: int, reach: Reach) -> None:
        """Note whether a chat can be written to; of one that can, nothing needs noting."""
        if reach != "ok" or self.chat(chat)["reach"]:
            self.note(chat, reach=None if reach == "ok" else reach)

    def token(self, chat: int, payload: str) -> str:
        """Return a short name for a payload, the same one each time, known after a restart."""
        name = self._name(chat)
        token = self._mac("telegram-button", f"{name}\0{payload}")[:_TOKEN_LENGTH]
        row = {"token": token, "chat": name, "payload": payload, "at": self._now()}
        upsert(self._database, "buttons", row)
        return token

    def payload(self, chat: int, token: str) -> str | None:
        """Return what a token stands for in this chat."""
        found = self._rows(
            "SELECT payload FROM buttons WHERE token = ? AND chat = ?", token, self._name(chat)
        )
        return found[0]["payload"] if found else None

    def keep_file(self, chat: int, file: str) -> None:
        """Note Telegram's id of a file that waits for its request."""
        statement = "INSERT INTO files (chat, file, at) VALUES (?, ?, ?)"
        self._change(statement, self._name(chat), file, self._now())

    def files(self, chat: int) -> list[str]:
        """Return the files that wait, oldest first."""
        found = self._rows("SELECT file FROM files WHERE chat = ? ORDER BY id", self._name(chat))
        return [row["file"] for row in found]

    def drop_file(self, chat: int, file: str) -> None:
        """A file found its request, or cannot be taken."""
        self._change("DELETE FROM files WHERE chat = ? AND file = ?", self._name(chat), file)

    def drop_files(self, chat: int) -> None:
        """No request came that files waited for."""
        self._change("DELETE FROM files WHERE chat = ?", self._name(chat))

    def forget(self, identity: str) -> None:
        """Erase everything about ``<channel>:<chat>``; other channels' are not here."""
        channel, _, chat = identity.partition(":")
        if channel != CHANNEL:
            return
        for table in ("chats", "buttons", "files"):
            self._change(f"DELETE FROM {table} WHERE chat = ?", self._mac("telegram-chat", chat))

    def tidy(self) -> None:
        """Remove what has become too old to be of use."""
        now = self._now()
        ages = {
            "updates": _UPDATES_KEPT,
            "files": timedelta(hours=self._kept.files_hours),
            "buttons": timedelta(days=self._kept.notes_days),
            "chats": timedelta(days=self._kept.notes_days),
        }
        for table, age in ages.items():
            self._change(f"DELETE FROM {table} WHERE at < ?", now - age.total_seconds())

    def _own(self, update: int) -> str:
        return f"{self._bot}:{update}"

    def _name(self, chat: int) -> str:
        return self._mac("telegram-chat", str(chat))
