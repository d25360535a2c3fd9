"""What people write to parents in a messenger, on its way."""

from __future__ import annotations

from collections.abc import Mapping

from actions.requests.delivery import Deliverer, DeliveryFailed, OutgoingMessage
from actions.requests.privacy.keys import Keyring
from actions.requests.store import Row, Store, Table, Where
from actions.texts import texts

CHAT = "chat"
"""The audience of a word that belongs to no request."""

_MOST_ATTEMPTS = 5


class HandoverOutbox:
    """Sends the words of conversations, each once."""

    def __init__(self, store: Store, keyring: Keyring) -> None:
        """Take where they are kept, and what opens them."""
        self._store = store
        self._keyring = keyring

    def deliver_due(self, deliverers: Mapping[str, Deliverer]) -> int:
        """Send what people wrote to messengers, in order; return how many words were sent.

        A word is marked before it is handed over: one whose sender died in between is ``unsure``
        and is not sent twice; whoever wrote it sees so.
        """
        sent = 0
        for row in self._due(deliverers):
            message, channel = self._message(row)
            try:
                deliverers[channel].deliver(message)
            except DeliveryFailed as error:
                over = error.permanent or row["attempts"] + 1 >= _MOST_ATTEMPTS
                self._settle(row, "failed" if over else "pending")
                continue
            self._settle(row, "sent")
            sent += 1
        return sent

    def _due(self, deliverers: Mapping[str, Deliverer]) -> list[Row]:
        """Take what waits for these channels; what a dead sender had taken is unsure."""
        with self._store.reading() as rows:
            if not rows.find(Table.HANDOVER_WORDS, Where("delivery", "=", "pending"), limit=1):
                return []
        due = []
        with self._store.writing(about="words of conversations") as rows:
            for row in rows.find(
                Table.HANDOVER_WORDS, Where("delivery", "=", "pending"), order=["id"]
            ):
                here = rows.one(Table.HANDOVERS, Where("id", "=", row["handover"]))
                if here is not None and here["channel"] in deliverers:
                    due.append(row)
            taken = {"delivery": "sending"}
            rows.update(Table.HANDOVER_WORDS, taken, Where("id", "in", [r["id"] for r in due]))
        return due

    def give_up_sending(self, channel: str) -> None:
        """Mark what a dead process had taken for a channel: nobody knows whether it arrived."""
        with self._store.writing() as rows:
            taken = rows.find(Table.HANDOVER_WORDS, Where("delivery", "=", "sending"))
            for row in taken:
                here = rows.one(Table.HANDOVERS, Where("id", "=", row["handover"]))
                if here is not None and here["channel"] == channel:
                    mine = Where("id", "=", row["id"])
                    rows.update(Table.HANDOVER_WORDS, {"delivery": "unsure"}, mine)

    def _message(self, row: Row) -> tuple[OutgoingMessage, str]:
        with self._store.reading() as rows:
            here = rows.one(Table.HANDOVERS, Where("id", "=", row["handover"])) or {}
        key = self._keyring.data_key(here["data_key"])
        assert key is not None
        text = key.open(row["body"]) or ""
        said = texts().takeover.said.format(name=row["by"], says=text) if row["by"] else text
        message = OutgoingMessage(
            id=f"{row['handover']}-{row['id']}",
            number="",
            audience=CHAT,
            channel=here["channel"],
            address=(key.open(here["address"]) or "").partition(":")[2],
            target=here["identity"],
            subject="",
            text=said,
            sealed_body="",
            queued_at=row["at"],
        )
        return message, here["channel"]

    def _settle(self, row: Row, delivery: str) -> None:
        changes = {"delivery": delivery, "attempts": row["attempts"] + 1}
        with self._store.writing() as rows:
            rows.update(Table.HANDOVER_WORDS, changes, Where("id", "=", row["id"]))
