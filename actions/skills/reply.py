"""What a skill says and changes, before it becomes Rasa events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from knowledge.answers import Answer


@dataclass(frozen=True)
class Button:
    """A tap that stands for a message; the payload is a command or plain words."""

    title: str
    payload: str

    def to_json(self) -> dict[str, str]:
        """Return the button as the contract writes it."""
        return {"title": self.title, "payload": self.payload}


@dataclass(frozen=True)
class Say:
    """One message to the parent."""

    text: str
    buttons: tuple[Button, ...] = ()


@dataclass
class Reply:
    """Everything one skill gives back.

    Attributes:
        says: the messages, in order.
        answer: the answer object of the turn; the first one of a turn counts.
        expects: the field the assistant now waits for.
        request: what ``meta.request`` shows.
        effects: what the web process has to do, because no dialogue store may hold it:
            ``export`` (show what is kept) or ``forget`` (drop this conversation).
        slots: what the conversation remembers.
        next_action: the Rasa action that has to follow.
        ends_form: the running form is over.
    """

    says: list[Say] = field(default_factory=list)
    answer: Answer | None = None
    expects: str | None = None
    request: dict[str, Any] | None = None
    effects: tuple[str, ...] = ()
    slots: dict[str, Any] = field(default_factory=dict)
    next_action: str | None = None
    ends_form: bool = False

    @classmethod
    def of(cls, text: str, buttons: Iterable[Button] = (), **values: Any) -> Reply:
        """Return a reply of one message."""
        return cls(says=[Say(text, tuple(buttons))], **values)

    def say(self, text: str, buttons: Iterable[Button] = ()) -> Reply:
        """Add a message and return the reply itself."""
        self.says.append(Say(text, tuple(buttons)))
        return self

    def meta(self) -> dict[str, Any]:
        """Return what travels to the turn pipeline beside the messages."""
        return {
            "answer": self.answer.to_json() if self.answer else None,
            "expects": self.expects,
            "request": self.request,
            "effects": list(self.effects),
        }
