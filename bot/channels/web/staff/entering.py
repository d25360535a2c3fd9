"""Entering the desk with an account, or with the one password of the environment."""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass

from actions.requests.privacy.keys import Keyring
from actions.staff import Account, Session, StaffRole, StaffRoom
from knowledge.catalogue import HOTLINE

COOKIE = "tongxing_desk"
DEVICE_COOKIE = "tongxing_desk_device"
_PASSWORD = "TONGXING_DESK_TOKEN"  # the variable's name, not a password
_LONGEST_NAME = 20
_SHARED = "shared"


@dataclass(frozen=True)
class Tried:
    """What somebody typed at the door, and where from."""

    name: str
    password: str
    code: str
    address: str
    device: str


@dataclass(frozen=True)
class Entered:
    """What the browser is given."""

    cookie: str
    device: str


def is_ours(back: str) -> bool:
    """Tell whether a way back leads to the desk and nowhere else."""
    return back.startswith("/desk/") and "\\" not in back and "//" not in back


class Door:
    """Lets people in, at a pace that makes guessing hopeless."""

    def __init__(self, room: StaffRoom, keyring: Keyring) -> None:
        self._room = room
        self._keyring = keyring

    def is_open(self) -> bool:
        """Tell whether anybody could enter."""
        return bool(os.environ.get(_PASSWORD)) or bool(self._room.accounts.all())

    def find(self, cookie: str, *, used: bool = True) -> Session | None:
        """Return the session of a cookie; ``used`` says that a person asks, not an open page."""
        return self._room.sessions.find(cookie, self._mark(), used=used) if cookie else None

    def wait(self, tried: Tried) -> int:
        """Return how many seconds this name has to wait at this place."""
        return self._room.throttle.wait(self._keys(tried))

    def enter(self, tried: Tried, *, accounts_only: bool = False) -> Entered | None:
        """Begin a session for who gave the right password; ``None`` for anybody else.

        ``accounts_only`` leaves out the shared password: it opens the pages alone.
        """
        keys = self._keys(tried)
        cookie = self._begin(tried, accounts_only)
        if cookie is None:
            self._room.throttle.failed(keys)
            return None
        self._room.throttle.succeeded(keys)
        nonce = secrets.token_urlsafe(16)
        return Entered(cookie, f"{nonce}.{self._device_mac(nonce, self._whose(tried))}")

    def admit(self, account: Account) -> Entered:
        """Begin a session for somebody whom the provider of single sign-on named."""
        cookie = self._room.sessions.begin(
            account.name, account.label, account.role, account.department
        )
        nonce = secrets.token_urlsafe(16)
        whose = f"account {account.name}"
        return Entered(cookie, f"{nonce}.{self._device_mac(nonce, whose)}")

    def session_of(self, account: Account) -> Session:
        """Return an account as the trail names it."""
        return Session(account.name, account.label, account.role, account.department, csrf="")

    def leave(self, cookie: str) -> None:
        """End a session on the server."""
        self._room.sessions.end(cookie)

    def _begin(self, tried: Tried, accounts_only: bool) -> str | None:
        sessions = self._room.sessions
        # A name that nobody has takes as long as one that somebody has.
        if accounts_only or self._whose(tried) != _SHARED:
            account = self._room.accounts.verified(tried.name, tried.password, tried.code)
            if account is None:
                return None
            return sessions.begin(account.name, account.label, account.role, account.department)
        known = os.environ.get(_PASSWORD, "")
        if not known or not secrets.compare_digest(tried.password.encode(), known.encode()):
            return None
        label = f"{tried.name[:_LONGEST_NAME] or '工作台'}（共用口令）"
        return sessions.begin(None, label, StaffRole.SHARED, HOTLINE, self._mark())

    def _whose(self, tried: Tried) -> str:
        # A name that is an account's cannot be declared with the shared password.
        return f"account {tried.name}" if self._room.accounts.find(tried.name) else _SHARED

    def _keys(self, tried: Tried) -> list[str]:
        whose = self._whose(tried)
        nonce, _, mac = tried.device.partition(".")
        if secrets.compare_digest(mac.encode(), self._device_mac(nonce, whose).encode()):
            return [f"device:{nonce}"]
        # Guessing the shared password slows down the address alone: it is everybody's.
        return [f"address:{tried.address}", *([f"account:{whose}"] if whose != _SHARED else [])]

    def _device_mac(self, nonce: str, whose: str) -> str:
        return self._keyring.mac("desk-device", f"{nonce}\0{whose}")

    def _mark(self) -> str:
        # A new password ends the sessions of the old one.
        return self._keyring.mac("desk-password", os.environ.get(_PASSWORD, ""))
