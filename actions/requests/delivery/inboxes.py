"""Inboxes in the same store: a message is added once, however often it is delivered."""

from __future__ import annotations

from actions.requests.deadlines.clocks import Now, stamp
from actions.requests.delivery.messages import OutgoingMessage
from actions.requests.model import ParentMessage
from actions.requests.privacy.identity import identity_mac
from actions.requests.privacy.keys import Keyring
from actions.requests.store import Row, Store, Table, Where


class ParentInbox:
    """Messages for parents in the web chat and the terminal, who fetch them there."""

    repeatable = True

    def __init__(self, store: Store, keyring: Keyring, now: Now) -> None:
        self._store = store
        self._keyring = keyring
        self._now = now

    def deliver(self, message: OutgoingMessage) -> None:
        """Put the message into the inbox of its parent, sealed as it came."""
        row = {
            "message": message.id,
            "identity": message.target,
            "number": message.number,
            "body": message.sealed_body,
            "at": stamp(self._now()),
        }
        _add_once(self._store, Table.PARENT_INBOX, row)

    def take(self, identity: str, after_id: int = 0) -> list[ParentMessage]:
        """Return the messages to ``<channel>:<address>`` after the last one that was shown."""
        mac = identity_mac(self._keyring, identity)
        with self._store.reading() as rows:
            found = rows.find(
                Table.PARENT_INBOX,
                Where("identity", "=", mac),
                Where("id", ">", after_id),
                order=["id"],
            )
            keys = {
                number: self._key(rows.one(Table.PEOPLE, Where("number", "=", number)))
                for number in {row["number"] for row in found}
            }
        messages = []
        for row in found:
            key = self._keyring.data_key(keys[row["number"]])
            if key is not None:
                text = key.open(row["body"]) or ""
                messages.append(ParentMessage(row["id"], row["number"], text, row["at"]))
        return messages

    def _key(self, person: Row | None) -> str | None:
        return person["data_key"] if person else None


class ConsoleInbox:
    """What departments without mail or webhook read at the terminal or the desk page."""

    repeatable = True

    def __init__(self, store: Store, now: Now) -> None:
        self._store = store
        self._now = now

    def deliver(self, message: OutgoingMessage) -> None:
        """Put the message into the inbox of its department."""
        row = {
            "message": message.id,
            "department": message.target,
            "number": message.number,
            "subject": message.subject,
            "body": message.text,
            "at": stamp(self._now()),
        }
        _add_once(self._store, Table.DEPARTMENT_INBOX, row)

    def unread(self, department: str | None = None) -> list[Row]:
        """Return what was not marked as read, oldest first."""
        where = [Where("read_at", "is", None)]
        if department:
            where.append(Where("department", "=", department))
        with self._store.reading() as rows:
            return rows.find(Table.DEPARTMENT_INBOX, *where, order=["id"])

    def mark_read(self, up_to: int, department: str | None = None) -> int:
        """Mark messages up to an id as read; return how many."""
        where = [Where("read_at", "is", None), Where("id", "<=", up_to)]
        if department:
            where.append(Where("department", "=", department))
        with self._store.writing() as rows:
            return rows.update(Table.DEPARTMENT_INBOX, {"read_at": stamp(self._now())}, *where)


def _add_once(store: Store, table: Table, row: Row) -> None:
    with store.writing() as rows:
        if rows.one(table, Where("message", "=", row["message"])) is None:
            rows.insert(table, row)
