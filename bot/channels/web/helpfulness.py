"""Counts of “this helped” and “this did not” per page: numbers only, nobody behind them."""

from __future__ import annotations

from pathlib import Path

from knowledge.database import Database, Migration, Schema, open_database

COUNTERS = Schema(
    name="web",
    file="web/counters.db",
    migrations=(
        Migration(
            "0001_helpfulness",
            (
                "CREATE TABLE IF NOT EXISTS helpfulness "
                "(page TEXT PRIMARY KEY, helped INTEGER, failed INTEGER)",
            ),
        ),
    ),
    keys={"helpfulness": ("page",)},
)


class Helpfulness:
    """One small table; safe for several threads."""

    def __init__(self, database: Database) -> None:
        """Take the tables of :data:`COUNTERS`."""
        self._database = database

    @classmethod
    def open(cls, home: Path) -> Helpfulness:
        """Open the counts of an installation; a damaged file is set aside."""
        return cls(open_database(home, COUNTERS, dispensable=True))

    def count(self, page: str, *, helped: bool) -> None:
        """Add one to the page's count."""
        column = "helped" if helped else "failed"
        self._database.run(
            "INSERT INTO helpfulness VALUES (?, ?, ?) ON CONFLICT (page)"
            f" DO UPDATE SET {column} = helpfulness.{column} + 1",
            [page, int(helped), int(not helped)],
        )

    def counts(self) -> dict[str, tuple[int, int]]:
        """Return (helped, failed) per page."""
        found = self._database.rows("SELECT * FROM helpfulness")
        return {row["page"]: (row["helped"], row["failed"]) for row in found}

    def close(self) -> None:
        """Let go of the table."""
        self._database.close()
