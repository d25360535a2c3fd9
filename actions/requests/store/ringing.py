"""A store that tells the outbox's workers when a message was committed for them."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from pathlib import Path

from actions.requests.store.interface import Reader, Row, Store, Table, Where, Writer


class RingingStore:
    """Another store, and a bell that is rung after each change with a message in it."""

    def __init__(self, store: Store, ring: Callable[[], None]) -> None:
        """Take the store and what to call."""
        self._store = store
        self._ring = ring

    def reading(self) -> AbstractContextManager[Reader]:
        """See ``Store.reading``."""
        return self._store.reading()

    @contextlib.contextmanager
    def writing(self, about: str | None = None) -> Iterator[Writer]:
        """See ``Store.writing``."""
        with self._store.writing(about) as rows:
            watched = _WatchedWriter(rows)
            yield watched
        if watched.has_messages:
            self._ring()

    def back_up(self, target: Path) -> None:
        """See ``Store.back_up``."""
        self._store.back_up(target)

    def check(self) -> None:
        """See ``Store.check``."""
        self._store.check()

    def close(self) -> None:
        """See ``Store.close``."""
        self._store.close()


class _WatchedWriter:
    """Notes whether anything was put into the outbox."""

    def __init__(self, rows: Writer) -> None:
        self._rows = rows
        self.has_messages = False

    def find(
        self,
        table: Table,
        *where: Where,
        order: Sequence[str] = (),
        limit: int | None = None,
        skip_held: bool = False,
    ) -> list[Row]:
        return self._rows.find(table, *where, order=order, limit=limit, skip_held=skip_held)

    def one(self, table: Table, *where: Where) -> Row | None:
        return self._rows.one(table, *where)

    def count(self, table: Table, *where: Where) -> int:
        return self._rows.count(table, *where)

    def insert(self, table: Table, row: Row) -> None:
        self._rows.insert(table, row)
        self.has_messages |= table is Table.OUTBOX

    def update(self, table: Table, changes: Row, *where: Where) -> int:
        return self._rows.update(table, changes, *where)

    def delete(self, table: Table, *where: Where) -> int:
        return self._rows.delete(table, *where)
