"""What a database must do. Statements are SQL that both engines read, with ``?`` for values."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from knowledge.database.migrations import Engine, Migration

Row = dict[str, Any]


@dataclass(frozen=True)
class Schema:
    """The tables that belong together.

    Attributes:
        name: of the PostgreSQL schema.
        file: of SQLite, under the state folder.
        migrations: make the tables; the first leaves alone what is already there.
        keys: the columns that tell the rows of each table apart, tables others refer to first.
        append_only: tables that refuse every change of a row.
        write_ahead: ``False`` where what is overwritten must not lie in a log for a while.
    """

    name: str
    file: str
    migrations: tuple[Migration, ...]
    keys: Mapping[str, tuple[str, ...]]
    append_only: frozenset[str] = field(default_factory=frozenset)
    write_ahead: bool = True


class Database(Protocol):
    """Tables that several threads and processes may use at once.

    Every method raises a :class:`knowledge.database.DatabaseError`; nothing is changed then.
    """

    schema: Schema
    engine: Engine

    def rows(self, query: str, values: Sequence[object] = ()) -> list[Row]:
        """Return what a query finds."""
        ...

    def one(self, query: str, values: Sequence[object] = ()) -> Row | None:
        """Return the first row, or ``None``."""
        ...

    def run(self, statement: str, values: Sequence[object] = ()) -> int:
        """Change rows and return how many; durable when it returns, or with the transaction."""
        ...

    def run_many(self, statement: str, values: Sequence[Sequence[object]]) -> None:
        """Run one statement with many sets of values."""
        ...

    def writing(self) -> AbstractContextManager[None]:
        """Let this thread's statements be one transaction, the only one that writes.

        Leaving the block commits, an exception undoes everything.
        """
        ...

    def close(self) -> None:
        """Let go of connections."""
        ...


def upsert(database: Database, table: str, row: Row) -> None:
    """Put a row, or some columns of it, in the place of the one with the same key."""
    key = database.schema.keys[table]
    columns = ", ".join(row)
    marks = ", ".join("?" for _ in row)
    changes = ", ".join(f"{name} = excluded.{name}" for name in row if name not in key)
    action = f"UPDATE SET {changes}" if changes else "NOTHING"
    database.run(
        f"INSERT INTO {table} ({columns}) VALUES ({marks})"
        f" ON CONFLICT ({', '.join(key)}) DO {action}",
        list(row.values()),
    )
