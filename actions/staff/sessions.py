"""Sessions: kept on the server, so that they can be ended; the browser holds a random name."""

from __future__ import annotations

import hashlib
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

from actions.requests import Actor, Role, ServiceRequest
from actions.staff.rights import StaffRole, load_rights, relation
from knowledge.database import Database

LONGEST_SECONDS = 10 * 3600
_IDLE_SECONDS = 2 * 3600


@dataclass(frozen=True)
class Session:
    """Somebody who has entered: who, as what, and the secret of their forms."""

    account: str | None
    label: str
    role: StaffRole
    department: str
    csrf: str

    @property
    def actor(self) -> Actor:
        """Who the history names."""
        role = Role.SUPERVISOR if self.role is StaffRole.SUPERVISOR else Role.STAFF
        return Actor(role, self.label, self.department or None)

    def may(self, action: str, case: ServiceRequest | None = None) -> bool:
        """Ask the table of rights."""
        stands = relation(self.department, case) if case else None
        return load_rights().may(self.role, action, stands)


class Sessions:
    """Begins, finds and ends sessions."""

    def __init__(self, database: Database, clock: Callable[[], float] = time.time) -> None:
        self._database = database
        self._clock = clock

    def begin(
        self, account: str | None, label: str, role: StaffRole, department: str, bound_to: str = ""
    ) -> str:
        """Begin a session and return its name for the cookie.

        Args:
            account: whose it is; ``None`` for the shared password.
            label: how histories name the person.
            role: as what they enter.
            department: whose cases are their own.
            bound_to: a mark of the shared password; another one ends the session.
        """
        name, now = secrets.token_urlsafe(32), self._clock()
        csrf = secrets.token_urlsafe(24)
        with self._database.writing():
            self._database.run("DELETE FROM sessions WHERE begun < ?", [now - LONGEST_SECONDS])
            self._database.run(
                "INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [_kept(name), account, label, role, department, csrf, bound_to, now, now],
            )
        return name

    def find(self, name: str, bound_to: str = "", *, used: bool = True) -> Session | None:
        """Return the session of a cookie, unless it has run out or was ended.

        ``used`` says that a person did something: what an open page asks by itself does not keep
        a session alive.
        """
        now = self._clock()
        row = self._database.one(
            "SELECT * FROM sessions WHERE id = ? AND begun > ? AND seen > ?",
            [_kept(name), now - LONGEST_SECONDS, now - _IDLE_SECONDS],
        )
        if row is None or (row["account"] is None and row["bound_to"] != bound_to):
            return None
        if used:
            self._database.run("UPDATE sessions SET seen = ? WHERE id = ?", [now, row["id"]])
        return Session(
            account=row["account"],
            label=row["label"],
            role=StaffRole(row["role"]),
            department=row["department"],
            csrf=row["csrf"],
        )

    def end(self, name: str) -> None:
        """End the session of a cookie."""
        self._database.run("DELETE FROM sessions WHERE id = ?", [_kept(name)])


def _kept(name: str) -> str:
    # Whoever reads the file cannot enter with what stands in it.
    return hashlib.sha256(name.encode()).hexdigest()
