"""Accounts: names that only an administrator gives out, and passwords kept as Argon2id hashes."""

from __future__ import annotations

import re
import secrets
import threading
import time
from dataclasses import dataclass

import pyotp
from argon2 import PasswordHasher
from argon2.exceptions import VerificationError

from actions.requests.deadlines.clocks import china_now, stamp
from actions.requests.privacy.keys import Keyring
from actions.staff.rights import OF_ACCOUNTS, StaffRole
from knowledge.database import Database, Row
from knowledge.errors import TongxingError

_NAME = re.compile(r"[a-z][a-z0-9._-]{1,30}")
_SHORTEST = 10
_TOTP_SECONDS = 30
_ONE_AT_A_TIME = threading.Lock()
"""Each check takes 64 MB and every core on purpose: forty at once would stop the pages."""


class StaffError(TongxingError):
    """An account cannot be made or changed like this."""


@dataclass(frozen=True)
class Account:
    """Somebody who works at the desk."""

    name: str
    shown: str
    role: StaffRole
    department: str
    disabled: bool
    has_totp: bool

    @property
    def label(self) -> str:
        """How histories name this person; the account's name makes it one of a kind."""
        return f"{self.shown}（{self.name}）"


class Accounts:
    """The accounts of an installation."""

    def __init__(self, database: Database, keyring: Keyring) -> None:
        self._database = database
        self._keyring = keyring
        self._hasher = PasswordHasher()
        # Compared with when there is no such account, so that both take the same time.
        self._nobody = self._hasher.hash(secrets.token_hex(16))

    def add(self, name: str, shown: str, role: StaffRole, department: str, password: str) -> None:
        """Add an account.

        Raises:
            StaffError: the name is taken or unusable, or the password too short.
        """
        if not _NAME.fullmatch(name):
            raise StaffError(f"账号名“{name}”不行:用小写字母开头,2到31个字母、数字、点或短横")
        if role not in OF_ACCOUNTS:
            raise StaffError(f"{role}是没有账号的人的身份,不能给账号")
        hashed = self._hashed(password)
        with self._database.writing():
            if self._row(name):
                raise StaffError(f"已有账号“{name}”:请换一个名字,或用 staff reset 换密码")
            self._database.run(
                "INSERT INTO accounts (name, shown, role, department, password, added_at)"
                " VALUES (?, ?, ?, ?, ?, ?)",
                [name, shown.strip() or name, role, department, hashed, stamp(china_now())],
            )

    def all(self) -> list[Account]:
        """Return every account, by name."""
        return [_account(row) for row in self._database.rows("SELECT * FROM accounts ORDER BY 1")]

    def find(self, name: str) -> Account | None:
        """Return one account."""
        row = self._row(name)
        return _account(row) if row else None

    def disable(self, name: str, *, disabled: bool = True) -> None:
        """Close an account (or open it again); its sessions end at once."""
        self._change(name, "disabled = ?", [int(disabled)])

    def reset(self, name: str, password: str) -> None:
        """Give an account a new password; its sessions end at once."""
        self._change(name, "password = ?", [self._hashed(password)])

    def require_totp(self, name: str) -> str:
        """Ask this account for a one-time code from now on; return the address for its app."""
        secret = pyotp.random_base32()
        self._change(name, "totp = ?", [self._keyring.master.seal(secret)])
        return pyotp.TOTP(secret).provisioning_uri(name=name, issuer_name="Tongxing")

    def verified(self, name: str, password: str, code: str = "") -> Account | None:
        """Return the account these belong to, or ``None``."""
        row = self._row(name)
        try:
            with _ONE_AT_A_TIME:
                self._hasher.verify(row["password"] if row else self._nobody, password)
        except VerificationError:
            return None
        if row is None or row["disabled"] or not self._code_is_right(row, code):
            return None
        return _account(row)

    def _code_is_right(self, row: Row, code: str) -> bool:
        if row["totp"] is None:
            return True
        totp = pyotp.TOTP(self._keyring.master.open(row["totp"]) or "")
        now = int(time.time()) // _TOTP_SECONDS
        for step in (now - 1, now, now + 1):
            if secrets.compare_digest(totp.at(step * _TOTP_SECONDS), code.strip()):
                # A code is good for one entrance.
                return (
                    self._database.run(
                        "UPDATE accounts SET totp_used = ? WHERE name = ? AND totp_used < ?",
                        [step, row["name"], step],
                    )
                    == 1
                )
        return False

    def _hashed(self, password: str) -> str:
        if len(password) < _SHORTEST:
            raise StaffError(f"密码太短:至少{_SHORTEST}个字符")
        return self._hasher.hash(password)

    def _row(self, name: str) -> Row | None:
        return self._database.one("SELECT * FROM accounts WHERE name = ?", [name])

    def _change(self, name: str, assignment: str, values: list[object]) -> None:
        with self._database.writing():
            statement = f"UPDATE accounts SET {assignment} WHERE name = ?"
            if not self._database.run(statement, [*values, name]):
                raise StaffError(f"没有账号“{name}”:用 tongxing staff list 查看")
            self._database.run("DELETE FROM sessions WHERE account = ?", [name])


def _account(row: Row) -> Account:
    return Account(
        name=row["name"],
        shown=row["shown"],
        role=StaffRole(row["role"]),
        department=row["department"],
        disabled=bool(row["disabled"]),
        has_totp=row["totp"] is not None,
    )
