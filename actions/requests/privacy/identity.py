"""Who asked, without saying who: keyed hashes of channel addresses, and check codes."""

from __future__ import annotations

import hmac
import re
from datetime import datetime, timedelta
from enum import StrEnum

from actions.requests.errors import InvalidFieldError
from actions.requests.privacy.keys import Keyring

CHECK_CODE_LENGTH = 6
LINK_HOURS = 24
_PROOF_LENGTH = 40
_STAMP_LENGTH = 12


def identity_mac(keyring: Keyring, identity: str) -> str:
    """Return the keyed hash under which ``<channel>:<address>`` is kept.

    Raises:
        InvalidFieldError: the identity does not have that form.
    """
    channel, colon, address = identity.partition(":")
    if not (channel and colon and address):
        raise InvalidFieldError("identity", "身份要写成“渠道:地址”")
    return keyring.mac("identity", identity)


_OPEN_DOOR = "web"
"""Here the id of a conversation is whatever the caller says; messengers vouch for theirs."""
_UNGUESSABLE = re.compile(r"[0-9A-Za-z_-]{16,}")
_FEWEST_DIFFERENT = 8


def is_vouched_for(identity: str) -> bool:
    """Tell whether ``<channel>:<address>`` is proof enough of who asks.

    It is where a messenger vouches for the address, or where nobody guesses it.
    """
    channel, _, address = identity.partition(":")
    if channel != _OPEN_DOOR:
        return True
    return bool(_UNGUESSABLE.fullmatch(address)) and len(set(address)) >= _FEWEST_DIFFERENT


def phone_mac(keyring: Keyring, digits: str) -> str:
    """Return the keyed hash under which a telephone number, in its stored form, is found again."""
    return keyring.mac("phone", digits)


def check_code(keyring: Keyring, number: str) -> str:
    """Return the digits that only somebody who was told them can know of a number.

    Derived, so that nothing needs to be kept and a repeated submission tells the same code.
    """
    return f"{int(keyring.mac('check', number), 16) % 10**CHECK_CODE_LENGTH:0{CHECK_CODE_LENGTH}d}"


class Reach(StrEnum):
    """What somebody may do who shows the proof of a link."""

    LOOK = "look"
    ACT = "link"


def link_proof(keyring: Keyring, number: str, now: datetime, reach: Reach) -> str:
    """Return what a link to one request carries instead of a check code, good for a day."""
    until = int((now + timedelta(hours=LINK_HOURS)).timestamp())
    return f"{until}.{_proof(keyring, number, until, reach)}"


def proves(keyring: Keyring, number: str, proof: str, now: datetime, reach: Reach) -> bool:
    """Tell whether a link's proof belongs to this number, reaches so far and has not ended."""
    until, dot, shown = proof.partition(".")
    if not (dot and until.isascii() and until.isdigit() and len(until) <= _STAMP_LENGTH):
        return False
    good = _proof(keyring, number, int(until), reach)
    return now.timestamp() < int(until) and hmac.compare_digest(shown.encode(), good.encode())


def _proof(keyring: Keyring, number: str, until: int, reach: Reach) -> str:
    return keyring.mac(reach, f"{number}\0{until}")[:_PROOF_LENGTH]
