"""Who asked, without saying who: keyed hashes of channel addresses, and check codes."""

from __future__ import annotations

from actions.requests.errors import InvalidFieldError
from actions.requests.privacy.keys import Keyring

CHECK_CODE_LENGTH = 6


def identity_mac(keyring: Keyring, identity: str) -> str:
    """Return the keyed hash under which ``<channel>:<address>`` is kept.

    Raises:
        InvalidFieldError: the identity does not have that form.
    """
    channel, colon, address = identity.partition(":")
    if not (channel and colon and address):
        raise InvalidFieldError("identity", "身份要写成“渠道:地址”")
    return keyring.mac("identity", identity)


def check_code(keyring: Keyring, number: str) -> str:
    """Return the digits that only somebody who was told them can know of a number.

    Derived, so that nothing needs to be kept and a repeated submission tells the same code.
    """
    return f"{int(keyring.mac('check', number), 16) % 10**CHECK_CODE_LENGTH:0{CHECK_CODE_LENGTH}d}"
