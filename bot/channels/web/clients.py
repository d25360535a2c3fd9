"""Programs that the operator knows: each shows a key of its own and has limits of its own.

Only the key's hash stands in ``config.yml``; a key is long and random, so a plain hash is enough
(nothing can be guessed from it). Taking a client off the list shuts it out.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from pydantic import Field

from knowledge.settings import Section

KEY_HEADER = "X-API-Key"
_KEY_BYTES = 32


class ClientSettings(Section):
    """One program under ``web.clients``."""

    key_sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    per_minute: int = Field(default=600, ge=1)
    """Calls of any kind, instead of the limits of an address."""


@dataclass(frozen=True)
class Client:
    """A program that has shown its key."""

    name: str
    per_minute: int


class Clients:
    """The programs of this installation, found by their keys."""

    def __init__(self, settings: Mapping[str, ClientSettings]) -> None:
        """Take the section ``web.clients``."""
        self._by_hash = {
            one.key_sha256: Client(name, one.per_minute) for name, one in settings.items()
        }

    def of(self, key: str) -> Client | None:
        """Return whose key this is."""
        return self._by_hash.get(hash_of(key))


def new_key() -> str:
    """Return a key for a new client."""
    return secrets.token_urlsafe(_KEY_BYTES)


def hash_of(key: str) -> str:
    """Return what ``config.yml`` keeps of a key."""
    return hashlib.sha256(key.encode("utf-8", "surrogateescape")).hexdigest()
