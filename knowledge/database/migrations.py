"""Tables as numbered migrations that run on SQLite and on PostgreSQL.

Written in SQLite's dialect; ``postgres_dialect.py`` says what reads differently there. A migration
that has been released is never edited; a change is a new one, and the version before it must be
able to go on working with the changed tables (add, never rename).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Engine(StrEnum):
    """What keeps the tables."""

    SQLITE = "sqlite"
    POSTGRES = "postgres"


@dataclass(frozen=True)
class Only:
    """A statement for one engine."""

    engine: Engine
    statement: str


@dataclass(frozen=True)
class Migration:
    """One step of the schema."""

    name: str
    statements: tuple[str | Only, ...]

    def on(self, engine: Engine) -> list[str]:
        """Return the statements for one engine, in SQLite's dialect where both share them."""
        return [
            step.statement if isinstance(step, Only) else step
            for step in self.statements
            if isinstance(step, str) or step.engine == engine
        ]
