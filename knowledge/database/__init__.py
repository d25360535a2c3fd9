"""Small tables of the whole product: SQLite files in the state folder, or one PostgreSQL server.

Whoever keeps something describes it as a :class:`Schema` and opens it with :func:`open_database`;
statements are written once, in the SQL that both engines share.
"""

from knowledge.database.copying import Copied, copy_database
from knowledge.database.errors import (
    DatabaseBusyError,
    DatabaseDamagedError,
    DatabaseError,
    DatabaseNewerError,
    DatabaseRefusedError,
)
from knowledge.database.interface import Database, Row, Schema, upsert
from knowledge.database.migrations import Engine, Migration, Only
from knowledge.database.opening import DATABASE_URL, database_url, open_database
from knowledge.database.sqlite import SqliteDatabase

__all__ = [
    "DATABASE_URL",
    "Copied",
    "Database",
    "DatabaseBusyError",
    "DatabaseDamagedError",
    "DatabaseError",
    "DatabaseNewerError",
    "DatabaseRefusedError",
    "Engine",
    "Migration",
    "Only",
    "Row",
    "Schema",
    "SqliteDatabase",
    "copy_database",
    "database_url",
    "open_database",
    "upsert",
]
