"""What goes into a turn and what comes out of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

NO_ANSWER = {
    "question": "",
    "kind": "smalltalk",
    "abstained": False,
    "reason": None,
    "services": [],
    "measures": [],
    "departments": [],
    "confidence": 0.0,
    "text": "",
    "citations": [],
    "suggestions": [],
    "build": "",
}
"""Every key of the contract's answer object: ``meta`` holds them all, whatever happened."""


@dataclass(frozen=True)
class Incoming:
    """One message of one person.

    Attributes:
        sender: opaque id within the channel.
        text: as typed, any length and any characters; personal, so never in ``repr``.
        channel: ``web``, ``telegram``, ``terminal`` …
        message_id: given by channels that may deliver twice.
        payload: of the button that was tapped, if one was; ``text`` may be its title then.
        language: of the page or menu it came from, which is spoken until words tell another.
    """

    sender: str = field(repr=False)
    text: str = field(repr=False)
    channel: str = "web"
    message_id: str | None = None
    payload: str | None = field(default=None, repr=False)
    language: str | None = None

    @property
    def identity(self) -> str:
        """``<channel>:<sender>``, the name under which drafts and requests are kept."""
        return f"{self.channel}:{self.sender}"


@dataclass(frozen=True)
class Turn:
    """The replies to one message and what a program may want to know of them.

    ``replies`` are ``{"text", "buttons": [{"title", "payload"}]}``; ``meta`` is the contract's
    answer object with ``asks_for``, ``request`` and ``degraded``.
    """

    replies: list[dict[str, Any]]
    meta: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """Return the body of ``POST /api/chat``."""
        return {"replies": self.replies, "meta": self.meta}
