"""Who has taken which case."""

from __future__ import annotations

from actions.requests.deadlines.clocks import china_now, stamp
from knowledge.database import Database, upsert


class Assignments:
    """One account per case, or none."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def give(self, number: str, account: str) -> None:
        """Let a case be somebody's; whoever had it before has it no longer."""
        row = {"number": number, "account": account, "at": stamp(china_now())}
        upsert(self._database, "assignments", row)

    def all(self) -> dict[str, str]:
        """Return the account of every case that somebody has."""
        found = self._database.rows("SELECT number, account FROM assignments")
        return {row["number"]: row["account"] for row in found}
