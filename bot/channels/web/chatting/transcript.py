"""A conversation carried along in the form itself, for browsers without script.

The server keeps no transcript: every page holds what was said so far in a hidden field, which
comes back with the next message. It is signed: what others put there is not shown as ours.
"""

from __future__ import annotations

import hmac
import secrets
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from actions.requests.privacy.keys import Keyring

_PURPOSE = "transcript"
_KEPT = 30
_LONGEST_BYTES = 40_000


class Choice(BaseModel):
    """A button under a message."""

    model_config = ConfigDict(frozen=True)

    title: str
    payload: str


class Said(BaseModel):
    """One message of either side."""

    model_config = ConfigDict(frozen=True)

    who: Literal["you", "assistant", "update", "staff"]
    text: str
    buttons: tuple[Choice, ...] = ()
    by: str = ""
    """Who of the desk wrote it."""
    place: int = 0
    """Number of the news, so that none is told twice."""


class Transcript(BaseModel):
    """What was said so far, oldest first."""

    model_config = ConfigDict(frozen=True)

    said: tuple[Said, ...] = Field(default=())

    @classmethod
    def read(cls, field: str, keyring: Keyring) -> Transcript:
        """Return the transcript of a hidden field; one that this server did not sign is empty."""
        signature, _, content = field.partition(":")
        if not hmac.compare_digest(signature.encode(), keyring.mac(_PURPOSE, content).encode()):
            return cls()
        try:
            return cls(said=_SAID.validate_json(content))
        except ValidationError:
            return cls()

    def plus(self, *more: Said) -> Transcript:
        """Return the transcript with more said; the oldest goes when it grows too long."""
        said = (*self.said, *more)[-_KEPT:]
        while len(said) > len(more) and len(_SAID.dump_json(said)) > _LONGEST_BYTES:
            said = said[1:]
        return Transcript(said=said)

    def field(self, keyring: Keyring) -> str:
        """Return what goes into the hidden field."""
        content = _SAID.dump_json(self.said).decode()
        return f"{keyring.mac(_PURPOSE, content)}:{content}"

    def last(self, who: str) -> int:
        """Return the number of the last news of a kind that was told; 0 before the first."""
        return max((one.place for one in self.said if one.who == who), default=0)

    def title_of(self, payload: str) -> str:
        """Return what stood on the button that was tapped."""
        buttons = (button for one in reversed(self.said) for button in one.buttons)
        return next((button.title for button in buttons if button.payload == payload), payload)


def new_sender() -> str:
    """Return the id of a new conversation; knowing it is what guards the conversation."""
    return secrets.token_hex(16)


_SAID = TypeAdapter(tuple[Said, ...])
