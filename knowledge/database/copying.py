"""Every row of one database into another, over and over until both hold the same."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from knowledge.database.errors import DatabaseRefusedError
from knowledge.database.interface import Database, Row, upsert

_PAGE = 500

Key = tuple[object, ...]


@dataclass(frozen=True)
class Copied:
    """What one copying changed in one table, and how many rows both hold now."""

    table: str
    rows: int
    added: int
    changed: int
    removed: int


def copy_database(source: Database, target: Database) -> list[Copied]:
    """Make the target hold what the source holds; can be repeated while the source lives on.

    Every row is compared, so that when this returns both hold the same.

    Raises:
        DatabaseRefusedError: an append-only row stands differently in both.
    """
    with target.writing():
        gone = {
            table: _remove_gone(table, source, target) for table in reversed(list(_keys(source)))
        }
        return [_copy(table, source, target, gone[table]) for table in _keys(source)]


def _keys(database: Database) -> Sequence[str]:
    return list(database.schema.keys)


def _copy(table: str, source: Database, target: Database, removed: int) -> Copied:
    key = source.schema.keys[table]
    rows = added = changed = 0
    for page in _pages(table, source, key):
        known = _around(table, target, key, page)
        for row in page:
            present = known.get(_key(row, key))
            added += present is None
            if present == row:
                continue
            if present is not None:
                changed += 1
                if table in source.schema.append_only:
                    raise DatabaseRefusedError(f"{table}: {_key(row, key)} differs and stays")
            upsert(target, table, row)
        rows += len(page)
    return Copied(f"{source.schema.name}.{table}", rows, added, changed, removed)


def _remove_gone(table: str, source: Database, target: Database) -> int:
    """Remove what the source no longer has; tables that refer to others come first."""
    if table in source.schema.append_only:
        return 0
    key = source.schema.keys[table]
    gone: list[Key] = []
    for page in _pages(table, target, key):
        alive = _around(table, source, key, page)
        gone += [one for row in page if (one := _key(row, key)) not in alive]
    condition = " AND ".join(f"{name} = ?" for name in key)
    return sum(target.run(f"DELETE FROM {table} WHERE {condition}", one) for one in gone)


def _pages(table: str, database: Database, key: Sequence[str]) -> Iterator[list[Row]]:
    columns, marks = ", ".join(key), ", ".join("?" for _ in key)
    order = f"ORDER BY {columns} LIMIT {_PAGE}"
    page = database.rows(f"SELECT * FROM {table} {order}")
    while page:
        yield page
        after = _key(page[-1], key)
        page = database.rows(f"SELECT * FROM {table} WHERE ({columns}) > ({marks}) {order}", after)


def _around(
    table: str, database: Database, key: Sequence[str], page: Sequence[Row]
) -> dict[Key, Row]:
    """Return the rows between the first and the last of a page, by their keys."""
    columns, marks = ", ".join(key), ", ".join("?" for _ in key)
    found = database.rows(
        f"SELECT * FROM {table} WHERE ({columns}) BETWEEN ({marks}) AND ({marks})",
        [*_key(page[0], key), *_key(page[-1], key)],
    )
    return {_key(row, key): row for row in found}


def _key(row: Row, key: Sequence[str]) -> Key:
    return tuple(row[name] for name in key)
