"""What a store must do. Callers say rows and conditions; SQL stays behind this interface.

A second engine implements ``Store`` and passes ``tests/integration/requests/store_contract.py``.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any, Literal, Protocol

Row = dict[str, Any]
Operator = Literal["=", "!=", "<", "<=", ">", ">=", "in", "is"]


class Table(StrEnum):
    """Everything that is kept. ``HISTORY`` refuses every edit and deletion."""

    REQUESTS = "requests"
    PEOPLE = "people"
    HISTORY = "history"
    ATTACHMENTS = "attachments"
    OUTBOX = "outbox"
    PARENT_INBOX = "parent_inbox"
    DEPARTMENT_INBOX = "department_inbox"
    DRAFTS = "drafts"
    FAILED_CHECKS = "failed_checks"
    SECRETS = "secrets"
    HANDOVERS = "handovers"
    HANDOVER_WORDS = "handover_words"
    WATCHERS = "watchers"
    SWITCHES = "switches"
    QUESTIONS = "questions"
    PROPOSALS = "proposals"


@dataclass(frozen=True)
class Where:
    """One condition; several are joined by "and". ``is`` compares with ``None``."""

    column: str
    operator: Operator
    value: Any


class Reader(Protocol):
    """Sees one consistent state of the store; what a writer reads is held until it ends."""

    def find(
        self,
        table: Table,
        *where: Where,
        order: Sequence[str] = (),
        limit: int | None = None,
        skip_held: bool = False,
    ) -> list[Row]:
        """Return the matching rows; a column in ``order`` with ``-`` in front descends.

        ``skip_held`` leaves out what another writer holds instead of waiting for it.
        """
        ...

    def one(self, table: Table, *where: Where) -> Row | None:
        """Return the first matching row, or ``None``."""
        ...

    def count(self, table: Table, *where: Where) -> int:
        """Return how many rows match."""
        ...


class Writer(Reader, Protocol):
    """Changes the store; all changes of one writer become visible at once, or none does."""

    def insert(self, table: Table, row: Row) -> None:
        """Add a row.

        Raises:
            StoreConflictError: a key is taken or a check of the table fails.
        """
        ...

    def update(self, table: Table, changes: Row, *where: Where) -> int:
        """Change the matching rows and return how many there were.

        Raises:
            StoreConflictError: the table is append-only or a check fails.
        """
        ...

    def delete(self, table: Table, *where: Where) -> int:
        """Remove the matching rows and return how many there were.

        Raises:
            StoreConflictError: the table is append-only or something still refers to the row.
        """
        ...


class Store(Protocol):
    """A durable store that several threads and processes may use at once.

    Every method raises ``StoreBusyError``, ``StoreFullError`` or ``StoreCorruptError`` when
    that is what happened; nothing is changed then.
    """

    def reading(self) -> AbstractContextManager[Reader]:
        """Open a consistent view."""
        ...

    def writing(self, about: str | None = None) -> AbstractContextManager[Writer]:
        """Open a change; leaving the block commits durably, an exception undoes everything.

        Writers *about* the same thing (any name) wait for each other: for changes that depend on
        rows which may not be there yet.
        """
        ...

    def back_up(self, target: Path) -> None:
        """Write a complete, consistent copy to ``target``, a file of SQLite, while others work."""
        ...

    def check(self) -> None:
        """Look through the whole store for damage; raise ``StoreCorruptError`` if there is."""
        ...

    def close(self) -> None:
        """Release the connection of the calling thread."""
        ...
