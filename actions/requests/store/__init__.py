"""Where requests are kept: a small interface, and SQLite behind it."""

from actions.requests.store.interface import Reader, Row, Store, Table, Where, Writer
from actions.requests.store.sqlite import SqliteStore

__all__ = ["Reader", "Row", "SqliteStore", "Store", "Table", "Where", "Writer"]
