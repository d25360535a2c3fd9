"""A conversation carried along in the form itself, for browsers without script.

The server keeps no transcript: every page holds what was said so far in a hidden field, which
comes back with the next message.
"""

from __future__ import annotations

import secrets
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

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

    who: Literal["you", "assistant"]
    text: str
    buttons: tuple[Choice, ...] = ()


class Transcript(BaseModel):
    """What was said so far, oldest first."""

    model_config = ConfigDict(frozen=True)

    said: tuple[Said, ...] = Field(default=())

    @classmethod
    def read(cls, field: str) -> Transcript:
        """Return the transcript of a hidden field; one that was tampered with is empty."""
        try:
            return cls(said=_SAID.validate_json(field))
        except ValidationError:
            return cls()

    def plus(self, *more: Said) -> Transcript:
        """Return the transcript with more said; the oldest goes when it grows too long."""
        said = (*self.said, *more)[-_KEPT:]
        while len(said) > len(more) and len(_SAID.dump_json(said)) > _LONGEST_BYTES:
            said = said[1:]
        return Transcript(said=said)

    def field(self) -> str:
        """Return what goes into the hidden field."""
        return _SAID.dump_json(self.said).decode()

    def title_of(self, payload: str) -> str:
        """Return what stood on the button that was tapped."""
        buttons = (button for one in reversed(self.said) for button in one.buttons)
        return next((button.title for button in buttons if button.payload == payload), payload)


def new_sender() -> str:
    """Return the id of a new conversation; knowing it is what guards the conversation."""
    return secrets.token_hex(16)


_SAID = TypeAdapter(tuple[Said, ...])
