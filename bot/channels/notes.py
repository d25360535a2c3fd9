"""What a messenger's channel notes of people: small tables beside the request store."""

from __future__ import annotations

from collections.abc import Mapping

from knowledge.database import Database, Migration, Row, Schema

_TYPES = {str: "TEXT", int: "INTEGER", float: "REAL"}


def notes_schema(name: str, file: str, tables: Mapping[str, Mapping[str, type]]) -> Schema:
    """Return the schema of tables (name → columns, the first is the key)."""
    statements = tuple(_create(table, columns) for table, columns in tables.items())
    return Schema(
        name=name,
        file=file,
        migrations=(Migration(f"0001_{name}", statements),),
        keys={table: (next(iter(columns)),) for table, columns in tables.items()},
    )


def _create(table: str, columns: Mapping[str, type]) -> str:
    key, *others = (f"{name} {_TYPES[kind]}" for name, kind in columns.items())
    return f"CREATE TABLE IF NOT EXISTS {table} ({', '.join([f'{key} PRIMARY KEY', *others])})"


class Notes:
    """Tables for several threads, whatever keeps them."""

    def __init__(self, database: Database) -> None:
        """Take the tables."""
        self._database = database

    def close(self) -> None:
        """Let go of the tables."""
        self._database.close()

    def _rows(self, statement: str, *values: object) -> list[Row]:
        return self._database.rows(statement, values)

    def _change(self, statement: str, *values: object) -> int:
        return self._database.run(statement, values)
