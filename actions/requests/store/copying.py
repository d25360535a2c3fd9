"""Every row of one store into another, over and over until both hold the same."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from actions.requests.store.interface import Reader, Row, Table, Where, Writer

_PAGE = 500

# What refers to other rows comes after them; `history` in the order in which it grew.
_KEYS: dict[Table, str] = {
    Table.SECRETS: "name",
    Table.REQUESTS: "number",
    Table.PEOPLE: "number",
    Table.HISTORY: "id",
    Table.ATTACHMENTS: "id",
    Table.OUTBOX: "id",
    Table.PARENT_INBOX: "id",
    Table.DEPARTMENT_INBOX: "id",
    Table.DRAFTS: "identity",
    Table.FAILED_CHECKS: "id",
    Table.HANDOVERS: "id",
    Table.HANDOVER_WORDS: "id",
    Table.WATCHERS: "session",
    Table.SWITCHES: "name",
    Table.QUESTIONS: "id",
    Table.PROPOSALS: "id",
}
_APPEND_ONLY = (Table.REQUESTS, Table.HISTORY)


@dataclass(frozen=True)
class Copied:
    """What one copying changed in one table, and how many rows both hold now."""

    table: Table
    rows: int
    added: int
    changed: int
    removed: int


def copy_everything(source: Reader, target: Writer) -> list[Copied]:
    """Make the target hold what the source holds; can be repeated while the source lives on.

    Every row is compared, so that when this returns both hold the same.
    """
    return [_copy(table, source, target) for table in _KEYS]


def _copy(table: Table, source: Reader, target: Writer) -> Copied:
    key = _KEYS[table]
    rows = added = changed = 0
    for page in _pages(table, source, key):
        known = _by_key(target.find(table, Where(key, "in", [row[key] for row in page])), key)
        for row in page:
            present = known.get(row[key])
            if present is None:
                target.insert(table, row)
                added += 1
            elif present != row:
                target.update(table, row, Where(key, "=", row[key]))
                changed += 1
        rows += len(page)
    removed = 0 if table in _APPEND_ONLY else _remove_gone(table, source, target, key)
    return Copied(table, rows, added, changed, removed)


def _remove_gone(table: Table, source: Reader, target: Writer, key: str) -> int:
    """Remove what the source no longer has: a draft that was sent, a message that grew old."""
    gone: list[object] = []
    for page in _pages(table, target, key):
        keys = [row[key] for row in page]
        alive = _by_key(source.find(table, Where(key, "in", keys)), key)
        gone += [one for one in keys if one not in alive]
    return sum(target.delete(table, Where(key, "=", one)) for one in gone)


def _pages(table: Table, rows: Reader, key: str) -> Iterator[list[Row]]:
    after: tuple[Where, ...] = ()
    while page := rows.find(table, *after, order=[key], limit=_PAGE):
        yield page
        after = (Where(key, ">", page[-1][key]),)


def _by_key(rows: list[Row], key: str) -> dict[object, Row]:
    return {row[key]: row for row in rows}
