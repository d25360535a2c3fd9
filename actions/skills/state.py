"""The one state of a conversation: what was told, what is under way, what is waited for.

Skills read and change this object and nothing else. Rasa keeps it in one slot; the slots its forms
look at only mark which fields of the object are filled.
"""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from actions.requests import fields

SLOT = "conversation"
"""The Rasa slot that holds the state."""
SKIPPED: Literal["skip"] = "skip"
WALK_FIELDS = (
    "child_age",
    "months_here",
    "school_stage",
    "has_insurance",
    "has_disability",
    "in_hardship",
)

_MATTERS_KEPT = 6
Origin = Literal["told", "remembered", "topic", "earlier_request"]
"""Where a field of a draft came from; only what was told needs a correction to be replaced."""


def request_fields() -> tuple[str, ...]:
    """Return what the form of a request asks for, in its order."""
    asked = (field.name for field in fields.declared() if field.asked_in_chat)
    return (*asked, "confirm", "consent")


class _Kept(BaseModel):
    model_config = ConfigDict(extra="forbid")


@dataclass(frozen=True)
class Button:
    """A tap that stands for a message; the payload is a command or plain words."""

    title: str
    payload: str


@dataclass(frozen=True)
class Question:
    """The next question of a form in other words than the usual ones, or none at all."""

    text: str = ""
    buttons: tuple[Button, ...] = ()
    silent: bool = False


class Told(_Kept):
    """A matter as it was told: registered, or asked about.

    Attributes:
        text: in the parent's words, masked.
        services: those it is about, best first.
    """

    text: str
    services: list[str] = []


class Child(_Kept):
    """One child that was talked about.

    Attributes:
        which: how the family tells it from the others (``eldest``, ``second`` …).
        age: in full years.
        stage: of school, as the facts name it.
        matter: what was told or asked about this child last.
    """

    which: str | None = None
    age: int | None = None
    stage: str | None = None
    matter: Told | None = None


class Draft(_Kept):
    """A request that is being filled in; names and phones stand here masked.

    Attributes:
        id: one per draft, so that it is submitted once.
        services: ids of the services the need is about.
        type: of the hotline, where it is certain; otherwise the words of the need decide.
        urgent: a child is in danger.
        by_phone: a call by a person was asked for.
        further: the fields declared in ``fields.FURTHER``, by name.
        origins: where each field came from.
    """

    id: str = Field(default_factory=lambda: uuid.uuid4().hex)
    need: str | None = None
    services: list[str] = []
    child_age: int | Literal["skip"] | None = None
    county: str | None = None
    contact_name: str | None = None
    contact_phone: str | None = None
    confirm: Literal[True] | None = None
    consent: Literal[True] | None = None
    type: str | None = None
    urgent: bool = False
    by_phone: bool = False
    further: dict[str, Any] = {}
    origins: dict[str, Origin] = {}

    def value(self, name: str) -> Any:
        """Return the value of a field; ``None`` while it has none."""
        return self.further.get(name) if name in fields.further() else getattr(self, name)

    def put(self, name: str, value: Any, origin: Origin = "told") -> None:
        """Set a field and note where its value came from."""
        if name in fields.further():
            self.further[name] = value
        else:
            setattr(self, name, value)
        self.origins[name] = origin

    def set_need(self, need: str, services: list[str], origin: Origin = "told") -> None:
        """Set what is wanted, and the services it is about."""
        self.put("need", need, origin)
        self.services = list(services)

    def undecide(self) -> None:
        """Take back confirmation and consent: what they were given for has changed."""
        self.confirm = self.consent = None

    def without_contact(self) -> Draft:
        """Return what may be taken up again after the parent refused: nothing personal."""
        personal = fields.masks()
        left = {"id", "confirm", "consent", "further", "origins", *personal}
        further = {k: v for k, v in self.further.items() if k not in personal}
        origins = {k: v for k, v in self.origins.items() if k not in personal}
        return Draft(**self.model_dump(exclude=left), further=further, origins=origins)


class LastRequest(_Kept):
    """The request opened or looked at last.

    Attributes:
        number: of the request.
        need: only of one opened in this conversation.
        proven: its code was given in this conversation: what is wished for it may be done.
    """

    number: str
    need: str | None = None
    proven: bool = False


class Conversation(_Kept):
    """Everything one conversation remembers.

    Attributes:
        topic: services answered last, for "那医保呢?".
        listed: services of the last list shown, for "第二个".
        matters: what was registered or asked about here, the last one at the end: 还是补课那个.
        asked: the last question answered, masked: what "登记这件事" means.
        about: what the last reply was about: a topic, what it rests on, a request already made,
            or what is kept of the parent.
        told: the words of the last reply.
        cited: what the last answer rests on, as citations.
        dangers: the kinds of danger the help was given for.
        children: the children talked about; the last one is meant until another is named.
        county: where the family lives.
        expects: the one thing the assistant waits for.
        question: the next question of a running form in other words.
        misses: unusable answers in a row.
        danger: the last message that told of a child in danger, masked.
        draft: the request being filled in.
        set_aside: one that was cancelled or refused and can be taken up again.
        last_request: the request opened or looked at last.
        walk: answers of the entitlement check while it runs.
    """

    topic: list[str] = []
    listed: list[str] = []
    matters: list[Told] = []
    asked: str | None = None
    about: Literal["topic", "source", "request", "privacy"] = "topic"
    told: list[str] = []
    cited: list[dict[str, Any]] = []
    children: list[Child] = []
    county: str | None = None
    expects: str | None = None
    question: Question | None = None
    misses: int = 0
    danger: str | None = None
    dangers: list[str] = []
    draft: Draft | None = None
    set_aside: Draft | None = None
    last_request: LastRequest | None = None
    walk: dict[str, Any] | None = None

    @classmethod
    def from_slot(cls, value: Any) -> Self:
        """Return the state a slot holds; a new one when it holds none, or one of another build."""
        try:
            return cls.model_validate(value or {})
        except ValidationError:
            return cls()

    def to_slot(self) -> dict[str, Any]:
        """Return the JSON-ready value of the slot."""
        return self.model_dump(mode="json", exclude_defaults=True)

    def marks(self) -> dict[str, bool | None]:
        """Return, for the slots Rasa's forms look at, which fields need not be asked for."""
        draft, walk = self.draft or Draft(), self.walk or {}
        filled = {name: draft.value(name) is not None for name in request_fields()}
        if self.walk is not None:
            filled |= {name: walk.get(name) is not None for name in WALK_FIELDS}
        names = dict.fromkeys((*request_fields(), *WALK_FIELDS))
        return {name: True if filled.get(name) else None for name in names}

    @property
    def child(self) -> Child | None:
        """The child that is meant where none is named."""
        return self.children[-1] if self.children else None

    @property
    def subject(self) -> str | None:
        """The service a message without a subject of its own is about."""
        services = self.draft.services if self.draft else self.topic
        return next(iter(services or self.topic), None)

    @property
    def number(self) -> str | None:
        """The number of the last request."""
        return self.last_request.number if self.last_request else None

    def talk_about(self, draft: Draft, *, of_child: bool = False) -> None:
        """Let the matter of a draft be what is talked about: 那我直接找哪里 after refusing."""
        if draft.need is not None and draft.services:
            self.topic, self.asked = list(draft.services), draft.need
            self.note(draft.need, draft.services, of_child=of_child)

    def note(self, text: str, services: list[str], *, of_child: bool = False) -> None:
        """Keep a matter, so that it can be come back to; of the child that is meant, if of one."""
        told = Told(text=text, services=list(services))
        others = [one for one in self.matters if one.text != text]
        self.matters = [*others, told][-_MATTERS_KEPT:]
        if of_child and self.child is not None:
            self.child.matter = told

    def put_aside(self) -> None:
        """Leave the draft; it can be taken up again, without anything personal."""
        if self.draft is not None and self.draft.need is not None:
            self.set_aside = self.draft.without_contact()
            self.talk_about(self.draft)
        self.draft = None

    def forget(self) -> None:
        """Forget everything."""
        for name, empty in Conversation():
            setattr(self, name, empty)
