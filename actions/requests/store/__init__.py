"""Where requests are kept: a small interface, SQLite or PostgreSQL behind it."""

from actions.requests.store.interface import Reader, Row, Store, Table, Where, Writer
from actions.requests.store.opening import open_store
from actions.requests.store.sqlite import SqliteStore

__all__ = ["Reader", "Row", "SqliteStore", "Store", "Table", "Where", "Writer", "open_store"]
