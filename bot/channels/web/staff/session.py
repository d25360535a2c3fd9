"""Entering the desk: one token from the environment, a name, and a signed cookie."""

from __future__ import annotations

import base64
import os
import secrets
import time

from actions.requests.privacy.keys import Keyring

COOKIE = "tongxing_desk"
_TOKEN = "TONGXING_DESK_TOKEN"
_SECONDS = 10 * 3600
_LONGEST_NAME = 20


def is_open() -> bool:
    """Tell whether the operator has set a token."""
    return bool(os.environ.get(_TOKEN))


def enter(keyring: Keyring, token: str, name: str) -> str | None:
    """Return the cookie of somebody who knows the token, ``None`` for anybody else."""
    known = os.environ.get(_TOKEN, "")
    if not known or not secrets.compare_digest(token.encode(), known.encode()):
        return None
    told = base64.urlsafe_b64encode(name.strip()[:_LONGEST_NAME].encode()).decode()
    body = f"{int(time.time()) + _SECONDS}.{told}"
    return f"{body}.{_signature(keyring, body)}"


def who(keyring: Keyring, cookie: str) -> str | None:
    """Return the name in a cookie of ours that has not run out."""
    body, _, signature = cookie.rpartition(".")
    if not is_open() or not secrets.compare_digest(
        signature.encode(), _signature(keyring, body).encode()
    ):
        return None
    until, _, told = body.partition(".")
    if int(until) < time.time():
        return None
    return base64.urlsafe_b64decode(told).decode() or "工作台"


def _signature(keyring: Keyring, body: str) -> str:
    # A new token ends the sessions of the old one.
    return keyring.mac("desk-session", f"{os.environ.get(_TOKEN, '')}\0{body}")
