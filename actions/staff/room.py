"""Everything about staff, behind one object."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from actions.requests.privacy.keys import Keyring
from actions.staff.accounts import Accounts
from actions.staff.assignments import Assignments
from actions.staff.audit import Audit
from actions.staff.database import StaffDatabase
from actions.staff.sessions import Sessions
from actions.staff.throttle import Throttle


@dataclass(frozen=True)
class StaffRoom:
    """The parts, all in one file."""

    database: StaffDatabase
    accounts: Accounts
    sessions: Sessions
    throttle: Throttle
    assignments: Assignments
    audit: Audit

    @classmethod
    def open(cls, home: Path, keyring: Keyring) -> StaffRoom:
        """Open ``<home>/staff/staff.db``, creating what is missing."""
        database = StaffDatabase(home / "staff" / "staff.db")
        return cls(
            database=database,
            accounts=Accounts(database, keyring),
            sessions=Sessions(database),
            throttle=Throttle(database),
            assignments=Assignments(database),
            audit=Audit(database, keyring),
        )

    def close(self) -> None:
        """Close the file."""
        self.database.close()
