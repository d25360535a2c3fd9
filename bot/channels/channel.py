"""What a channel is: one folder that takes people's messages to the dialogue and back.

A channel gives the turn a sender, a message id, a text or payload (:class:`bot.dialogue.Incoming`),
and shows what comes back in its own manner: buttons or numbered choices, cut to its limits. News of
requests reach it through the outbox, by the channel's name. Its folder declares it as ``CHANNEL``.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from fastapi import APIRouter

from actions.requests import Deliverer, RequestDesk
from bot.dialogue import Dialogue
from knowledge.base import KnowledgeBase
from knowledge.database import Schema
from knowledge.settings import Config, Section


class OutgoingQueue(Protocol):
    """What waits to be sent: news of requests, or what people write in a conversation."""

    def deliver_due(self, deliverers: Mapping[str, Deliverer]) -> int:
        """Send what is due through ``deliverers`` (by channel); return how much was sent."""
        ...


class Channel(Protocol):
    """A messenger beside the pages, run by the web process."""

    name: str
    """The channel of its requests and messages."""

    @property
    def is_on(self) -> bool:
        """Tell whether the messenger's server is reached."""
        ...

    @property
    def routes(self) -> APIRouter:
        """What the web process serves for it."""
        ...

    async def run(self) -> None:
        """Serve until cancelled; then end what has begun."""
        ...


OpenChannel = Callable[
    [Config, KnowledgeBase, RequestDesk, Dialogue, Callable[[str], None]], Channel | None
]
"""Opens a channel, or says in the log why it is off and returns ``None``.

Given the configuration, what answers in public places, the request desk, the dialogue, and what
counts a page (``service/<id>``) whose answer did not help.
"""


@dataclass(frozen=True)
class Messenger:
    """What the folder of a channel declares of itself.

    Attributes:
        title: what people at the desk call it.
        open: opens it in a web process.
        settings: its section of ``config.yml``, which has the folder's name.
        notes: what it notes of people, for commands that look after all that is kept.
    """

    title: str
    open: OpenChannel
    settings: type[Section]
    notes: Schema
