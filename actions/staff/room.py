"""Everything about staff, behind one object."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from actions.requests.privacy.keys import Keyring
from actions.staff.accounts import Accounts
from actions.staff.assignments import Assignments
from actions.staff.audit import Audit
from actions.staff.schema import STAFF
from actions.staff.sessions import Sessions
from actions.staff.throttle import Throttle
from knowledge.database import Database, open_database


@dataclass(frozen=True)
class StaffRoom:
    """The parts, all on the same tables."""

    database: Database
    accounts: Accounts
    sessions: Sessions
    throttle: Throttle
    assignments: Assignments
    audit: Audit

    @classmethod
    def open(cls, home: Path, keyring: Keyring) -> StaffRoom:
        """Open the tables of the staff, creating what is missing."""
        database = open_database(home, STAFF)
        return cls(
            database=database,
            accounts=Accounts(database, keyring),
            sessions=Sessions(database),
            throttle=Throttle(database),
            assignments=Assignments(database),
            audit=Audit(database, keyring),
        )

    def close(self) -> None:
        """Let go of the tables."""
        self.database.close()
