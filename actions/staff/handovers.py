"""Conversations that people take over: asked for, claimed, talked in, given back.

The row of a conversation holds its own sealed data key; whatever was said is sealed with it, so
that forgetting a parent is deleting rows and a new master key rewraps one value.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from actions.requests.deadlines import WorkingDays
from actions.requests.deadlines.clocks import Now, stamp
from actions.requests.model import MESSENGERS
from actions.requests.privacy.identity import identity_mac
from actions.requests.privacy.keys import DataKey, Keyring
from actions.requests.store import Reader, Row, Store, Table, Where, Writer
from actions.staff.handover_outbox import HandoverOutbox
from actions.staff.handover_reading import (
    OPEN,
    Handover,
    HandoverError,
    HandoverReading,
    Who,
    Words,
    words_of,
)
from actions.staff.takeover_settings import TakeoverSettings
from actions.staff.watchers import Watchers
from actions.texts import texts
from knowledge.languages import CHINESE, joined, speaking, spoken

_GIST = 80


class Handovers(HandoverReading):
    """The waiting list, and the conversations people are in; safe for threads and processes."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        settings: TakeoverSettings,
        now: Now,
        days: WorkingDays,
    ) -> None:
        """Take where it is kept, how it is sealed, when people are there, and the clock."""
        super().__init__(store, keyring)
        self.settings = settings
        self._now = now
        self._days = days
        self.watchers = Watchers(store, now)
        self.outbox = HandoverOutbox(store, keyring)

    # What the parent's side asks

    def ask(self, identity: str, said: Iterable[tuple[Who, str]], gist: str) -> str:
        """Put a conversation on the waiting list and return what the parent is told.

        Args:
            identity: ``<channel>:<sender>``.
            said: the last words of both sides, masked, oldest first.
            gist: what it is about, masked.

        Returns:
            Nothing to say in a channel where nobody can talk; otherwise whether somebody is there.
        """
        channel = identity.partition(":")[0]
        if channel not in self.settings.channels:
            return ""
        are_open, told = self.are_open(), self._told()
        if self.held(identity) is None:
            status = "waiting" if are_open else "missed"
            self._insert(identity, channel, status, [*said, ("assistant", told)], gist)
        return told

    def add(self, handover: Handover, said: Iterable[tuple[Who, str]], *, urgent: bool) -> None:
        """Write down what was said while a conversation is open; nothing once it is forgotten."""
        with self._store.writing() as rows:
            if rows.one(Table.HANDOVERS, Where("id", "=", handover.id)) is None:
                return
            key = self._key(rows, handover.id)
            for who, text in said:
                self._write(rows, handover.id, key, who, "", text)
            if urgent:
                rows.update(Table.HANDOVERS, {"urgent": 1}, Where("id", "=", handover.id))

    def heard(self, identity: str, after: int) -> list[Words]:
        """Return what people wrote to a parent who fetches it, after the last word shown."""
        mine = Where("identity", "=", identity_mac(self._keyring, identity))
        found: list[Words] = []
        with self._store.reading() as rows:
            for row in rows.find(Table.HANDOVERS, mine):
                key = self._keyring.data_key(row["data_key"])
                of_staff = Where("who", "=", "staff"), Where("id", ">", after)
                here = Where("handover", "=", row["id"])
                spoken = rows.find(Table.HANDOVER_WORDS, here, *of_staff, order=["id"])
                found += [words_of(one, key) for one in spoken if key]
        fetched = [one.id for one in found if one.delivery == "kept"]
        if fetched:
            with self._store.writing() as rows:
                rows.update(Table.HANDOVER_WORDS, {"delivery": "sent"}, Where("id", "in", fetched))
        return sorted(found, key=lambda one: one.id)

    def forget(self, identity: str) -> None:
        """Delete every conversation of a parent."""
        mine = Where("identity", "=", identity_mac(self._keyring, identity))
        with self._store.writing() as rows:
            self._delete(rows, [row["id"] for row in rows.find(Table.HANDOVERS, mine)])

    # What the desk asks

    def are_open(self) -> bool:
        """Tell whether people are there now, by the hours of the configuration."""
        return self.settings.are_open(self._now(), self._days)

    def claim(self, handover: str, account: str, label: str, shown: str) -> None:
        """Take a conversation; from now on the assistant is silent in it.

        Raises:
            HandoverError: somebody else has it, or it is over.
        """
        at = stamp(self._now())
        taken = {"status": "claimed", "account": account, "label": label}
        taken |= {"claimed_at": at, "answered_at": at}
        with self._store.writing(about=f"conversation {handover}") as rows:
            free = Where("id", "=", handover), Where("status", "in", ("waiting", "missed"))
            if not rows.update(Table.HANDOVERS, taken, *free):
                row = rows.one(Table.HANDOVERS, Where("id", "=", handover))
                holder = row["label"] if row and row["status"] == "claimed" else None
                raise HandoverError(f"{holder}已经接了" if holder else "这段对话已经结束")
            with speaking(self._language(rows, handover)):
                came = texts().takeover.came.format(name=shown)
            self._write(rows, handover, self._key(rows, handover), "staff", shown, came)

    def say(self, handover: str, account: str, shown: str, text: str) -> None:
        """Write to the parent, as it stands.

        Raises:
            HandoverError: the conversation is not this person's, or there is nothing to say.
        """
        if not text.strip():
            raise HandoverError("还没有写内容")
        with self._store.writing(about=f"conversation {handover}") as rows:
            self._mine(rows, handover, account)
            self._write(rows, handover, self._key(rows, handover), "staff", shown, text.strip())
            answered = {"answered_at": stamp(self._now())}
            rows.update(Table.HANDOVERS, answered, Where("id", "=", handover))

    def hand_back(self, handover: str, account: str, shown: str) -> None:
        """Let the assistant answer again.

        Raises:
            HandoverError: the conversation is not this person's.
        """
        with self._store.writing(about=f"conversation {handover}") as rows:
            self._mine(rows, handover, account)
            with speaking(self._language(rows, handover)):
                told = texts().takeover.handed_back.format(name=shown)
            self._end(rows, handover, shown, told)

    def close(self, handover: str) -> None:
        """Take a conversation that nobody took off the list, without a word to the parent."""
        ended = {"status": "ended", "ended_at": stamp(self._now())}
        free = Where("id", "=", handover), Where("status", "in", ("waiting", "missed"))
        with self._store.writing() as rows:
            rows.update(Table.HANDOVERS, ended, *free)

    # What goes on by itself

    def sweep(self) -> int:
        """Tell who waits too long, and give back what people left; return how many."""
        done = 0
        long = Where("asked_at", "<", self._ago(self.settings.wait_minutes * 60))
        silent = Where("answered_at", "<", self._ago(self.settings.silent_minutes * 60))
        with self._store.reading() as rows:
            late = rows.find(Table.HANDOVERS, Where("status", "=", "waiting"), long)
            left = rows.find(Table.HANDOVERS, Where("status", "=", "claimed"), silent)
        for row in late:
            done += self._nobody_came(row["id"])
        for row in left:
            with self._store.writing(about=f"conversation {row['id']}") as rows:
                if rows.one(Table.HANDOVERS, Where("id", "=", row["id"]), silent):
                    with speaking(row["language"] or CHINESE):
                        told = texts().takeover.left
                    self._end(rows, row["id"], "", told)
                    done += 1
        return done

    def purge(self, days: int) -> int:
        """Delete conversations that were asked for longer ago; 0 keeps them. Return how many."""
        if not days:
            return 0
        old = Where("asked_at", "<", self._ago(days * 24 * 3600))
        with self._store.writing() as rows:
            gone = [row["id"] for row in rows.find(Table.HANDOVERS, old)]
            self._delete(rows, gone)
        return len(gone)

    def _told(self) -> str:
        """Return what who asks for a person is told: whether one is there."""
        words = texts().takeover
        if not self.are_open():
            return words.closed.format(hours=joined(self.settings.hours))
        return words.waiting if self.watchers.take_over() else words.absent

    def _insert(
        self,
        identity: str,
        channel: str,
        status: str,
        said: Iterable[tuple[Who, str]],
        gist: str,
    ) -> None:
        with self._store.writing(about=f"conversations of {identity}") as rows:
            mac = identity_mac(self._keyring, identity)
            mine = Where("identity", "=", mac), Where("status", "in", (*OPEN, "missed"))
            known = rows.one(Table.HANDOVERS, *mine)
            if known is not None and known["status"] != "missed":
                return
            if known is not None:
                # Asked for again before anybody looked: one row in the list is enough.
                self._delete(rows, [known["id"]])
            key, sealed = self._keyring.new_data_key()
            row: Row = {
                "id": secrets.token_hex(8),
                "identity": mac,
                "channel": channel,
                "data_key": sealed,
                "address": key.seal_text(identity),
                "gist": key.seal_text(gist[:_GIST]),
                "status": status,
                "urgent": 0,
                "asked_at": stamp(self._now()),
                # What is said by itself is said in what the parent was spoken to.
                "language": spoken(),
            }
            rows.insert(Table.HANDOVERS, row)
            for who, text in said:
                self._write(rows, row["id"], key, who, "", text)

    def _write(
        self, rows: Writer, handover: str, key: DataKey, who: Who, by: str, text: str
    ) -> None:
        delivery = "kept"
        if who == "staff":
            here = rows.one(Table.HANDOVERS, Where("id", "=", handover))
            delivery = "pending" if here and here["channel"] in MESSENGERS else "kept"
        row = {"handover": handover, "at": stamp(self._now()), "who": who, "by": by}
        rows.insert(Table.HANDOVER_WORDS, row | {"body": key.seal_text(text), "delivery": delivery})

    def _nobody_came(self, handover: str) -> int:
        waiting = Where("id", "=", handover), Where("status", "=", "waiting")
        with self._store.writing(about=f"conversation {handover}") as rows:
            changes = {"status": "missed", "told_at": stamp(self._now())}
            done = rows.update(Table.HANDOVERS, changes, *waiting)
            if done:
                with speaking(self._language(rows, handover)):
                    told = texts().takeover.nobody_came
                self._write(rows, handover, self._key(rows, handover), "staff", "", told)
        return done

    def _mine(self, rows: Reader, handover: str, account: str) -> None:
        row = rows.one(Table.HANDOVERS, Where("id", "=", handover))
        if row is None or row["status"] != "claimed" or row["account"] != account:
            raise HandoverError("这段对话现在不是您在接")

    def _end(self, rows: Writer, handover: str, shown: str, told: str) -> None:
        self._write(rows, handover, self._key(rows, handover), "staff", shown, told)
        ended = {"status": "ended", "ended_at": stamp(self._now())}
        rows.update(Table.HANDOVERS, ended, Where("id", "=", handover))

    def _delete(self, rows: Writer, handovers: list[str]) -> None:
        rows.delete(Table.HANDOVER_WORDS, Where("handover", "in", handovers))
        rows.delete(Table.HANDOVERS, Where("id", "in", handovers))

    def _language(self, rows: Reader, handover: str) -> str:
        row = rows.one(Table.HANDOVERS, Where("id", "=", handover))
        return (row["language"] if row else None) or CHINESE

    def _key(self, rows: Reader, handover: str) -> DataKey:
        row = rows.one(Table.HANDOVERS, Where("id", "=", handover))
        key = self._keyring.data_key(row["data_key"]) if row else None
        if key is None:
            raise HandoverError("没有这段对话")
        return key

    def _ago(self, seconds: float) -> str:
        return stamp(self._now() - timedelta(seconds=seconds))
