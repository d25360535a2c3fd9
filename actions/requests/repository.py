"""Requests in and out of the store, and the one way in which they change."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from actions.requests.deadlines.clocks import Now, stamp
from actions.requests.errors import RequestNotFoundError
from actions.requests.lifecycle import Lifecycle
from actions.requests.model import (
    Actor,
    HistoryEntry,
    PublicRequest,
    RequestFilter,
    Role,
    ServiceRequest,
    Status,
)
from actions.requests.notifications import Change, Notifier
from actions.requests.privacy.keys import DataKey, Keyring
from actions.requests.store import Reader, Row, Table, Where, Writer
from actions.requests.texts import load_texts, problem
from nlu.understanding.facts import mask_contact, mask_names_and_numbers
from nlu.understanding.facts.request_numbers import find_number

_LIST_COLUMNS = ("services", "assisting", "routing")


class RequestRepository:
    """Reads, decrypts and changes requests inside a transaction its caller holds."""

    def __init__(
        self, keyring: Keyring, lifecycle: Lifecycle, notifier: Notifier, now: Now
    ) -> None:
        self.keyring = keyring
        self.lifecycle = lifecycle
        self.notifier = notifier
        self.now = now

    def load(self, rows: Reader, number: str) -> ServiceRequest:
        """Return one request with its history.

        Raises:
            RequestNotFoundError: no request has this number.
        """
        number = find_number(number) or number
        row = rows.one(Table.REQUESTS, Where("number", "=", number))
        person = rows.one(Table.PEOPLE, Where("number", "=", number))
        if row is None or person is None:
            raise RequestNotFoundError(problem("number", number=number))
        key = self.keyring.data_key(person["data_key"])
        entries = rows.find(Table.HISTORY, Where("number", "=", number), order=["seq"])
        return _request(row, person, key, tuple(_entry(entry, key) for entry in entries))

    def select(self, rows: Reader, wanted: RequestFilter) -> list[ServiceRequest]:
        """Return matching requests, newest first, without their histories."""
        found = rows.find(
            Table.REQUESTS,
            *_conditions(wanted, stamp(self.now())),
            order=["-opened_at", "number"],
            limit=wanted.limit,
        )
        return self.without_histories(rows, found)

    def without_histories(self, rows: Reader, found: Sequence[Row]) -> list[ServiceRequest]:
        """Return the requests of these rows, in the same order, without their histories."""
        people = {
            person["number"]: person
            for chunk in _chunks([row["number"] for row in found])
            for person in rows.find(Table.PEOPLE, Where("number", "in", chunk))
        }
        return [
            _request(row, person, self.keyring.data_key(person["data_key"]), ())
            for row in found
            for person in [people[row["number"]]]
        ]

    def public(self, rows: Reader, *where: Where, most: int) -> list[PublicRequest]:
        """Return what anybody may know of matching requests, newest first."""
        order = ["-opened_at", "number"]
        return [_public(row) for row in rows.find(Table.REQUESTS, *where, order=order, limit=most)]

    def change(
        self,
        rows: Writer,
        number: str,
        action: str,
        by: Actor,
        reason: str,
        *,
        code: str | None = None,
        changes: Row | None = None,
        parent_knows: bool = False,
    ) -> ServiceRequest:
        """Make one move: state, history row and messages together, or nothing.

        Args:
            rows: the open transaction.
            number: which request.
            action: a key of ``lifecycle.yml``.
            by: who does it.
            reason: why; phone numbers and the contact's name in it are masked.
            code: a machine-readable reason.
            changes: further columns of the request.
            parent_knows: the parent is reading the reply to this very change.

        Raises:
            IllegalMoveError: the state machine does not allow it.
        """
        case = self.load(rows, number)
        state = self.lifecycle.next_state(action, case.status, by, urgent=case.urgent)
        columns = self._columns(case, state) | (changes or {})
        rows.update(Table.REQUESTS, _packed(columns), Where("number", "=", case.number))
        self._append(rows, case, action, by, reason, code, state, columns)
        changed = self.load(rows, case.number)
        self._announce(rows, case, changed, action, by, parent_knows)
        return changed

    def first_entry(self, rows: Writer, number: str, by: Actor, reason: str) -> ServiceRequest:
        """Write the history row of a request that has just been inserted."""
        case = self.load(rows, number)
        self._append(rows, case, "accept", by, reason, None, case.status, {}, first=True)
        return self.load(rows, number)

    def announce_opening(
        self, rows: Writer, case: ServiceRequest, by: Actor, *, triage: bool
    ) -> None:
        """Alert the duty person of an urgent request, and the desk of one without a department."""
        if triage or case.urgent:
            change = Change(
                case=case,
                action="accept",
                by=by,
                entry=case.history[0],
                former_department=case.department,
                parent_knows=True,
                reachable=False,
            )
            self._queue(rows, change)

    def moment(self, case: ServiceRequest | None = None) -> datetime:
        """Return now; never before the last change, even if the clock was moved back."""
        now = self.now()
        if case is None or not case.history:
            return now
        return max(now, datetime.fromisoformat(case.history[-1].at))

    def data_key(self, rows: Reader, number: str) -> DataKey | None:
        """Return the key of a request's details; ``None`` when they were forgotten."""
        person = rows.one(Table.PEOPLE, Where("number", "=", number))
        return self.keyring.data_key(person["data_key"]) if person else None

    def _columns(self, case: ServiceRequest, state: str) -> Row:
        at = stamp(self.moment(case))
        is_open = self.lifecycle.is_open(state)
        columns: Row = {"status": state, "open": int(is_open), "updated_at": at}
        if is_open != self.lifecycle.is_open(case.status):
            columns["closed_at"] = None if is_open else at
        return columns

    def _append(
        self,
        rows: Writer,
        case: ServiceRequest,
        action: str,
        by: Actor,
        reason: str,
        code: str | None,
        state: str,
        columns: Row,
        *,
        first: bool = False,
    ) -> None:
        key = self.data_key(rows, case.number)
        text = _kept(reason.strip(), by, case)
        rows.insert(
            Table.HISTORY,
            {
                "number": case.number,
                "seq": len(case.history) + 1,
                "at": stamp(self.moment(case)),
                "by": by.label,
                "role": str(by.role),
                "action": self.lifecycle.actions[action].name,
                "code": code,
                "reason": key.seal_text(text) if key and text else "",
                "from_state": None if first else case.status,
                "to_state": state,
                "department": columns.get("department", case.department),
            },
        )

    def _announce(
        self,
        rows: Writer,
        before: ServiceRequest,
        after: ServiceRequest,
        action: str,
        by: Actor,
        parent_knows: bool,
    ) -> None:
        person = rows.one(Table.PEOPLE, Where("number", "=", after.number))
        change = Change(
            case=after,
            action=action,
            by=by,
            entry=after.history[-1],
            former_department=before.department,
            parent_knows=parent_knows,
            reachable=bool(person and person["reply_address"]),
        )
        self._queue(rows, change)

    def _queue(self, rows: Writer, change: Change) -> None:
        key = self.data_key(rows, change.case.number)
        for message in self.notifier.messages(change, key, stamp(self.now())):
            rows.insert(Table.OUTBOX, message)


def _request(
    row: Row, person: Row, key: DataKey | None, history: tuple[HistoryEntry, ...]
) -> ServiceRequest:
    def opened(field: str) -> str | None:
        return key.open(person[field]) if key else None

    unknown = load_texts().forgotten if key is None else ""
    lists: dict[str, tuple[Any, ...]] = {
        name: tuple(json.loads(row[name])) for name in _LIST_COLUMNS
    }
    return ServiceRequest(
        number=row["number"],
        type=row["type"],
        need=opened("need") or unknown,
        services=lists["services"],
        department=row["department"],
        assisting=lists["assisting"],
        status=Status(row["status"]),
        urgent=bool(row["urgent"]),
        child_age=row["child_age"],
        county=row["county"],
        contact_name=opened("contact_name") or "",
        contact_phone=opened("contact_phone") or "",
        channel=row["channel"],
        opened_at=row["opened_at"],
        acknowledge_due=row["acknowledge_due"],
        due_at=row["due_at"],
        build=row["build"],
        identity=person["identity"],
        gist=opened("gist"),
        calendar_note=row["calendar_note"],
        language=row["language"],
        acknowledged_at=row["acknowledged_at"],
        resolved_at=row["resolved_at"],
        satisfaction=row["satisfaction"],
        extension_days=row["extension_days"],
        extensions=row["extensions"],
        forgotten=key is None,
        routing=lists["routing"],
        history=history,
        further=key.open_json(person["further"]) if key else {},
    )


def _public(row: Row) -> PublicRequest:
    return PublicRequest(
        number=row["number"],
        services=tuple(json.loads(row["services"])),
        department=row["department"],
        status=Status(row["status"]),
        county=row["county"],
        opened_at=row["opened_at"],
        updated_at=row["updated_at"],
        due_at=row["due_at"],
    )


def _entry(row: Row, key: DataKey | None) -> HistoryEntry:
    sealed = row["reason"] or None
    reason = load_texts().forgotten if sealed and key is None else ""
    if key is not None:
        reason = key.open(sealed) or ""
    return HistoryEntry(
        seq=row["seq"],
        at=row["at"],
        by=row["by"],
        role=Role(row["role"]),
        action=row["action"],
        code=row["code"],
        reason=reason,
        from_state=row["from_state"],
        to_state=row["to_state"],
        department=row["department"],
    )


def _kept(words: str, by: Actor, case: ServiceRequest) -> str:
    """Return a reason as it is kept and told.

    Of what a parent writes, every number and name goes. What an official writes stays as it was
    written (the office's telephone number most of all), but for the parent's own details, which
    stand in the request and nowhere else.
    """
    if by.role is Role.PARENT:
        return mask_names_and_numbers(words, (case.contact_name,))
    return mask_contact(words, case.contact_name, case.contact_phone)


def _packed(columns: Row) -> Row:
    return {
        name: json.dumps(list(value), ensure_ascii=False) if name in _LIST_COLUMNS else value
        for name, value in columns.items()
    }


def _conditions(wanted: RequestFilter, now: str) -> list[Where]:
    found = [
        Where(column, "=", value)
        for column, value in {
            "department": wanted.department,
            "status": wanted.status,
            "county": wanted.county,
            "type": wanted.type,
            "urgent": None if wanted.urgent is None else int(wanted.urgent),
        }.items()
        if value is not None
    ]
    if wanted.open_only or wanted.overdue:
        found.append(Where("open", "=", 1))
    if wanted.overdue:
        found.append(Where("due_at", "<", now))
    if wanted.since:
        found.append(Where("opened_at", ">=", wanted.since))
    if wanted.until:
        found.append(Where("opened_at", "<=", wanted.until))
    return found


def _chunks(numbers: list[str], size: int = 500) -> Iterable[list[str]]:
    # SQLite limits the variables of one statement.
    return (numbers[start : start + size] for start in range(0, len(numbers), size))
