"""What a skill says, before it becomes Rasa events."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from actions.skills.state import Button
from knowledge.answers import Answer


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
        next_action: the Rasa action that has to follow.
        ends_form: the running form is over.
    """

    says: list[Say] = field(default_factory=list)
    answer: Answer | None = None
    expects: str | None = None
    request: dict[str, Any] | None = None
    effects: tuple[str, ...] = ()
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
