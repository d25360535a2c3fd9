"""The trail: every look and change, one sealed row after the other.

Each row's seal covers the row and the seal before it, with a key that does not lie in the file:
what is edited, removed or put in between shows.
"""

from __future__ import annotations

import json
import re

from actions.requests.deadlines.clocks import china_now, stamp
from actions.requests.privacy.keys import Keyring
from actions.staff.sessions import Session
from knowledge.database import Database, Row

_COLUMNS = ("id", "at", "by", "role", "action", "number", "detail")


class Audit:
    """Appends to the trail, reads and checks it."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring

    def note(self, who: Session, action: str, number: str = "", detail: str = "") -> None:
        """Add that somebody did something; ``detail`` holds nothing personal of a parent."""
        with self._database.writing():
            last = self._database.one("SELECT id, seal FROM audit ORDER BY id DESC LIMIT 1")
            row: Row = {
                "id": (last["id"] if last else 0) + 1,
                "at": stamp(china_now()),
                "by": who.label,
                "role": str(who.role),
                "action": action,
                "number": number,
                "detail": detail,
            }
            seal = self._seal(row, last["seal"] if last else "")
            self._database.run(
                "INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?)", [*row.values(), seal]
            )

    def rows(self, by: str = "", action: str = "", number: str = "", most: int = 200) -> list[Row]:
        """Return the newest rows; each filter that is given narrows."""
        # Names hold letters of any script; what LIKE gives a meaning of its own is taken literally.
        pattern = "%" + re.sub(r"([\\%_])", r"\\\1", by) + "%"
        return self._database.rows(
            f"SELECT {', '.join(_COLUMNS)} FROM audit WHERE by LIKE ? ESCAPE '\\'"
            " AND (? = '' OR action = ?) AND (? = '' OR number = ?) ORDER BY id DESC LIMIT ?",
            [pattern, action, action, number, number, most],
        )

    def first_gap(self) -> int | None:
        """Return the number of the first row that is missing or changed; ``None`` when whole."""
        before = ""
        for place, row in enumerate(self._database.rows("SELECT * FROM audit ORDER BY id"), 1):
            if row["id"] != place or row["seal"] != self._seal(row, before):
                return place
            before = row["seal"]
        return None

    def _seal(self, row: Row, before: str) -> str:
        content = json.dumps([before, *(row[name] for name in _COLUMNS)], ensure_ascii=False)
        return self._keyring.mac("audit", content)
