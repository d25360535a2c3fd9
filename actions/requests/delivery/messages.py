"""A message on its way, what hands it over, and how that fails."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from actions.requests.errors import RequestError


class DeliveryFailed(RequestError):  # noqa: N818 (an outcome others raise by this name)
    """A message could not be handed over.

    Attributes:
        permanent: trying again would not help; the message becomes a dead letter at once.
        retry_after: the seconds the receiver asks to be left alone, if it does.
        answer: what the receiver answered, nothing personal in it; empty when it did not.
    """

    def __init__(
        self,
        message: str,
        *,
        permanent: bool = False,
        retry_after: float | None = None,
        answer: str = "",
    ) -> None:
        super().__init__(message)
        self.permanent = permanent
        self.retry_after = retry_after
        self.answer = answer


@dataclass(frozen=True)
class About:
    """What a department's own system may sort a message by; nothing personal.

    Attributes:
        link: the case at the desk; empty where the site's address is not configured.
    """

    county: str = ""
    services: tuple[str, ...] = ()
    due_at: str = ""
    link: str = ""


@dataclass(frozen=True)
class OutgoingMessage:
    """One message on its way.

    Attributes:
        id: the same on every attempt.
        audience: ``parent``, ``department``, ``duty``, or ``call-back`` (the desk is to telephone).
        address: the parent's address in the channel, a mail address, a URL; empty for inboxes.
        target: keyed identity of the parent, a department id, or ``duty``.
        sealed_body: the body as it is stored, for inboxes in the same store.
        about: the request, for departments.
    """

    id: str
    number: str
    audience: str
    channel: str
    target: str
    address: str
    subject: str
    text: str
    sealed_body: str
    queued_at: str
    about: About = About()


class Deliverer(Protocol):
    """One way out. An attribute ``repeatable = True`` says that the receiver drops repeats."""

    def deliver(self, message: OutgoingMessage) -> str | None:
        """Hand the message over; return what the receiver answered, where that says something.

        Raises:
            DeliveryFailed: it was not handed over.
        """
        ...
