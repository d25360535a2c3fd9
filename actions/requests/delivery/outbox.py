"""The outbox: messages stored with the change they tell of, sent afterwards.

A message is claimed (``sending``, with a lease) before it is handed to its deliverer and settled
afterwards. When a process dies in between, a message whose deliverer is ``repeatable`` (the
receiver recognises ``message.id``) is sent again; any other becomes ``unsure``: the parent must not
get it twice, so people decide (``retry``). Messages to one recipient about one request keep their
order.
"""

from __future__ import annotations

import json
import logging
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from actions.requests.deadlines.clocks import Now, stamp
from actions.requests.delivery.messages import About, Deliverer, DeliveryFailed, OutgoingMessage
from actions.requests.notifications import DUTY
from actions.requests.privacy.keys import Keyring
from actions.requests.settings import Mailbox, RequestsSettings
from actions.requests.store import Reader, Row, Store, Table, Where

log = logging.getLogger(__name__)
# Enough to get past messages that wait behind a failed one, few enough to stay quick.
_LONGEST_WAIT = 24 * 3600.0
"""A receiver may ask for a day at most."""
_SCAN = 200
_SHOWN = (
    *("id", "number", "target", "channel", "subject", "status", "attempts"),
    *("queued_at", "next_at", "settled_at", "error", "answer"),
)
OUTBOX_BELL = "outbox"
"""Rung when a message waits."""


class Outbox:
    """Claims, sends and settles messages; any number of workers may run."""

    def __init__(
        self,
        store: Store,
        keyring: Keyring,
        settings: RequestsSettings,
        now: Now,
        site: str = "",
    ) -> None:
        """Take the parts, and the site's address for links (empty: no links)."""
        self._site = site
        self._store = store
        self._keyring = keyring
        self._settings = settings
        self._now = now

    def deliver_due(self, deliverers: Mapping[str, Deliverer]) -> int:
        """Send what is due through ``deliverers`` (by channel); return how many were sent.

        A message whose channel has no deliverer here waits for a process that has one.
        """
        sent = 0
        failed: set[str] = set()
        while (row := self._claim(deliverers, failed)) is not None:
            if self._send(row, deliverers[row["channel"]]):
                sent += 1
            else:
                failed.add(row["id"])
        return sent

    def dead_letters(self) -> list[Row]:
        """Return what was given up or is unsure, without its text."""
        with self._store.reading() as rows:
            found = rows.find(
                Table.OUTBOX, Where("status", "in", ("dead", "unsure")), order=["queued_at"]
            )
        shown = ("id", "number", "audience", "channel", "status", "attempts", "error", "queued_at")
        return [{name: row[name] for name in shown} for row in found]

    def sent_to_departments(self, visible: Callable[[Row], bool], most: int) -> list[Row]:
        """Return the newest messages to departments and the duty person, without their text.

        Args:
            visible: whether somebody may see a request, asked of its row.
            most: how many at most.
        """
        with self._store.reading() as rows:
            found = rows.find(
                Table.OUTBOX,
                Where("audience", "in", ("department", "duty")),
                order=["-queued_at", "-seq"],
                limit=most,
            )
            numbers = list({row["number"] for row in found})
            cases = {
                row["number"]: visible(row)
                for row in rows.find(Table.REQUESTS, Where("number", "in", numbers))
            }
        return [{name: row[name] for name in _SHOWN} for row in found if cases[row["number"]]]

    def waiting(self) -> dict[str, int]:
        """Return how many messages are in each state."""
        with self._store.reading() as rows:
            found = rows.find(Table.OUTBOX)
        counts: dict[str, int] = {}
        for row in found:
            counts[row["status"]] = counts.get(row["status"], 0) + 1
        return counts

    def retry(self, message: str) -> bool:
        """Send a dead or unsure message once more; tell whether there was such a message."""
        fresh = {"status": "pending", "attempts": 0, "next_at": stamp(self._now()), "error": None}
        with self._store.writing() as rows:
            settled = Where("status", "in", ("dead", "unsure"))
            mine = Where("id", "=", message)
            # A forgotten parent's message has no text any more.
            return rows.update(Table.OUTBOX, fresh, mine, settled, Where("body", "!=", "")) == 1

    def _claim(self, deliverers: Mapping[str, Deliverer], failed: set[str]) -> Row | None:
        now = self._now()
        channels = Where("channel", "in", tuple(deliverers))
        self._free_abandoned(deliverers, channels, now)
        passed_over = set(failed)
        while True:
            # Look before holding: most polls find nothing, and a poll must not hold up a writer.
            with self._store.reading() as rows:
                found = self._next(rows, channels, now, passed_over)
            if found is None:
                return None
            taken = self._take(found["id"], now)
            if taken is not None:
                return taken
            passed_over.add(found["id"])

    def _take(self, message: str, now: datetime) -> Row | None:
        """Make a message this worker's; ``None`` when another one has it."""
        mine = (Where("id", "=", message), Where("status", "=", "pending"))
        with self._store.writing() as rows:
            found = next(iter(rows.find(Table.OUTBOX, *mine, skip_held=True)), None)
            if found is None or not self._in_turn(rows, found):
                return None
            lease = stamp(now + timedelta(seconds=self._settings.outbox.lease_seconds))
            taken = {"status": "sending", "lease_until": lease, "attempts": found["attempts"] + 1}
            rows.update(Table.OUTBOX, taken, *mine)
            return found | taken

    def _next(self, rows: Reader, channels: Where, now: datetime, failed: set[str]) -> Row | None:
        """Return the first message that may go now; an earlier one to the same goes first."""
        at = stamp(now)
        # Queued later than now means that the clock was moved back: do not wait for it.
        for due in (Where("next_at", "<=", at), Where("queued_at", ">", at)):
            pending = rows.find(
                Table.OUTBOX,
                Where("status", "=", "pending"),
                channels,
                due,
                order=["queued_at", "seq"],
                limit=_SCAN + len(failed),
            )
            for row in pending:
                if row["id"] not in failed and self._in_turn(rows, row):
                    return row
        return None

    def _in_turn(self, rows: Reader, row: Row) -> bool:
        earlier = rows.one(
            Table.OUTBOX,
            Where("number", "=", row["number"]),
            Where("target", "=", row["target"]),
            Where("seq", "<", row["seq"]),
            Where("status", "in", ("pending", "sending")),
        )
        return earlier is None

    def _abandoned(self, rows: Reader, channels: Where, now: datetime) -> list[Row]:
        at = stamp(now)
        sending = rows.find(Table.OUTBOX, Where("status", "=", "sending"), channels)
        return [row for row in sending if row["lease_until"] <= at or row["queued_at"] > at]

    def _free_abandoned(
        self, deliverers: Mapping[str, Deliverer], channels: Where, now: datetime
    ) -> None:
        with self._store.reading() as rows:
            if not self._abandoned(rows, channels, now):
                return
        with self._store.writing() as rows:
            for row in self._abandoned(rows, channels, now):
                rows.update(Table.OUTBOX, _freed(row, deliverers, now), Where("id", "=", row["id"]))

    def _send(self, row: Row, deliverer: Deliverer) -> bool:
        try:
            answer = deliverer.deliver(self._message(row))
        except DeliveryFailed as error:
            self._failed(row, error)
            return False
        except Exception as error:
            # Whatever one message brings about, the others of this round go out.
            log.error("message %s: %s", row["id"], type(error).__name__)
            failure = DeliveryFailed("意外的错误")
            failure.__cause__ = error
            self._failed(row, failure)
            return False
        at = stamp(self._now())
        done = {"status": "sent", "settled_at": at, "error": None, "answer": answer}
        self._settle(row, done)
        return True

    def _failed(self, row: Row, error: DeliveryFailed) -> None:
        waits = self._settings.outbox.waits_seconds
        now = self._now()
        # The class says enough for people; the text may hold an address.
        changes: Row = {
            "error": type(error.__cause__ or error).__name__,
            "answer": error.answer or None,
        }
        if error.permanent or row["attempts"] > len(waits):
            changes |= {"status": "dead", "settled_at": stamp(now)}
            log.warning("message %s about %s is a dead letter", row["id"], row["number"])
        else:
            asked = min(error.retry_after or 0, _LONGEST_WAIT)
            wait = timedelta(seconds=max(waits[row["attempts"] - 1], asked))
            changes |= {"status": "pending", "next_at": stamp(now + wait)}
        self._settle(row, changes)

    def _settle(self, row: Row, changes: Row) -> None:
        with self._store.writing() as rows:
            mine = (Where("id", "=", row["id"]), Where("status", "=", "sending"))
            rows.update(Table.OUTBOX, changes, *mine)

    def _message(self, row: Row) -> OutgoingMessage:
        with self._store.reading() as rows:
            case = rows.one(Table.REQUESTS, Where("number", "=", row["number"])) or {}
        text, address = row["body"], self._mailbox(row["target"], case).address
        if row["audience"] == "parent":
            text, reply_address = self._opened(row)
            address = reply_address or address
        return OutgoingMessage(
            id=row["id"],
            number=row["number"],
            audience=row["audience"],
            channel=row["channel"],
            target=row["target"],
            address=address,
            subject=row["subject"],
            text=text,
            sealed_body=row["body"],
            queued_at=row["queued_at"],
            about=About(
                county=case.get("county", ""),
                services=tuple(json.loads(case.get("services", "[]"))),
                due_at=case.get("due_at", ""),
                link=f"{self._site}/desk/requests/{row['number']}" if self._site else "",
            ),
        )

    def _opened(self, row: Row) -> tuple[str, str | None]:
        with self._store.reading() as rows:
            person: dict[str, Any] | None = rows.one(
                Table.PEOPLE, Where("number", "=", row["number"])
            )
        key = self._keyring.data_key(person["data_key"]) if person else None
        if person is None or key is None:
            raise DeliveryFailed("个人信息已删除", permanent=True)
        return key.open(row["body"]) or "", key.open(person["reply_address"])

    def _mailbox(self, target: str, case: Row) -> Mailbox:
        if target == DUTY:
            return self._settings.duty
        return self._settings.mailbox(target, case.get("county", ""))


def _freed(row: Row, deliverers: Mapping[str, Deliverer], now: datetime) -> Row:
    """Return what becomes of a message whose worker died while it sent it."""
    if getattr(deliverers[row["channel"]], "repeatable", False):
        return {"status": "pending", "next_at": stamp(now)}
    return {"status": "unsure", "error": "interrupted", "settled_at": stamp(now)}
