"""What a service request is, and who acts on it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from actions.requests.fields import field_named, further, shown_further
from nlu.understanding.facts import mask_names_and_numbers


class RequestType(StrEnum):
    """The hotline's request types."""

    INQUIRY = "咨询"
    HELP = "求助"
    COMPLAINT = "投诉"
    REPORT = "举报"
    SUGGESTION = "意见建议"


class Status(StrEnum):
    """Where a request stands; ``lifecycle.yml`` says what leads from one to the next."""

    ACCEPTED = "受理"
    DISPATCHED = "转办"
    ACKNOWLEDGED = "签收"
    STARTED = "承办"
    SENT_BACK = "退回"
    TRANSFERRED = "转派"
    REOPENED = "重办"
    RESOLVED = "办结"
    FOLLOWED_UP = "回访"
    ARCHIVED = "归档"
    WITHDRAWN = "撤回"


class Channel(StrEnum):
    """Where a request came from, and where its parent is told of it.

    A messenger is a line here and a folder of that name in ``bot/channels``.
    """

    TELEGRAM = "telegram"
    WECHAT = "wechat"
    WEB = "web"
    TERMINAL = "terminal"
    HOTLINE = "hotline"
    OPEN311 = "open311"


_OUR_OWN = (Channel.WEB, Channel.TERMINAL, Channel.HOTLINE, Channel.OPEN311)
MESSENGERS = tuple(channel for channel in Channel if channel not in _OUR_OWN)
"""The channels whose parents are written to through the messenger's own server."""


class Role(StrEnum):
    """In which role somebody acts; the state machine names roles, not people."""

    PARENT = "parent"
    STAFF = "staff"
    SUPERVISOR = "supervisor"
    SYSTEM = "system"


@dataclass(frozen=True)
class Actor:
    """Who does something: the role decides what is allowed, the name goes into the history."""

    role: Role
    name: str = ""
    department: str | None = None

    @classmethod
    def parent(cls) -> Actor:
        """The parent; no name, because the history holds no contact details."""
        return cls(Role.PARENT)

    @classmethod
    def system(cls) -> Actor:
        """A rule or a clock."""
        return cls(Role.SYSTEM)

    @classmethod
    def staff(cls, name: str, department: str | None = None) -> Actor:
        """Somebody at a desk."""
        return cls(Role.STAFF, name, department)

    @classmethod
    def supervisor(cls, name: str) -> Actor:
        """Somebody who may approve and press."""
        return cls(Role.SUPERVISOR, name)

    @property
    def label(self) -> str:
        """How the history names this actor."""
        fixed = {Role.PARENT: "家长", Role.SYSTEM: "系统"}
        return fixed.get(self.role) or self.name or "工作人员"


@dataclass(frozen=True)
class Consent:
    """Which consent text the parent agreed to, and when."""

    text_version: str
    at: datetime


class _Fields:
    """What is declared in ``fields``: the fields searched by as attributes, all others together."""

    further: Mapping[str, Any]

    def value(self, name: str) -> Any:
        """Return the value of a declared field; ``None`` where it has none."""
        return self.further.get(name) if name in further() else getattr(self, name)


@dataclass(frozen=True)
class NewRequest(_Fields):
    """A request before it is checked and stored.

    Attributes:
        type: one of ``RequestType``; ``None`` lets the words decide.
        services: catalogue ids, best first; may be empty.
        further: the fields declared in ``fields.FURTHER``, by name.
        reply_address: the opaque sender id in ``channel``; ``None`` when nobody can be written to.
        consent: ``None`` is refused.
        urgent: present danger to a child, or the parent agreed to an urgent request.
        gist: the gist of a conversation handed over, if any.
        build: id of the knowledge build the conversation used.
    """

    need: str
    county: str
    contact_name: str
    contact_phone: str
    channel: str
    consent: Consent | None
    type: str | None = None
    services: tuple[str, ...] = ()
    child_age: int | None = None
    reply_address: str | None = None
    urgent: bool = False
    gist: str | None = None
    build: str | None = None
    further: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class HistoryEntry:
    """One change: who, when, what, why, from where to where."""

    seq: int
    at: str
    by: str
    role: Role
    action: str
    code: str | None
    reason: str
    from_state: str | None
    to_state: str
    department: str

    def to_json(self) -> dict[str, Any]:
        """Return the entry as the contract prints it."""
        return {
            "at": self.at,
            "by": self.by,
            "action": self.action,
            "reason": self.reason,
            "from": self.from_state,
            "to": self.to_state,
        }


@dataclass(frozen=True)
class ServiceRequest(_Fields):
    """A stored request, decrypted; print it through ``to_json`` only.

    Attributes:
        check_code: what the parent needs, besides the number, to ask for the status; known only
            to the caller that opened the request.
        calendar_note: said when a deadline had to be counted without holiday data.
        identity: keyed hash of who opened it, or ``None``.
        language: news of it is told in.
        further: the fields declared in ``fields.FURTHER``, by name.
    """

    number: str
    type: str
    need: str
    services: tuple[str, ...]
    department: str
    assisting: tuple[str, ...]
    status: Status
    urgent: bool
    child_age: int | None
    county: str
    contact_name: str
    contact_phone: str
    channel: str
    opened_at: str
    acknowledge_due: str
    due_at: str
    build: str | None
    identity: str | None
    gist: str | None = None
    calendar_note: str | None = None
    acknowledged_at: str | None = None
    resolved_at: str | None = None
    satisfaction: int | None = None
    extension_days: int | None = None
    extensions: int = 0
    forgotten: bool = False
    routing: tuple[dict[str, Any], ...] = ()
    history: tuple[HistoryEntry, ...] = ()
    further: Mapping[str, Any] = field(default_factory=dict, repr=False)
    check_code: str | None = field(default=None, repr=False)
    language: str | None = None

    def to_json(self, *, reveal: bool = False) -> dict[str, Any]:
        """Return the contract's stored-request object, masked unless ``reveal``.

        A further field stands under its own name.
        """

        def shown(name: str) -> Any:
            return field_named(name).shown(self.value(name), reveal=reveal)

        told = {
            "number": self.number,
            "type": self.type,
            "need": self.need if reveal else self._scrubbed(self.need),
            "services": list(self.services),
            "department": self.department,
            "assisting": list(self.assisting),
            "status": self.status.value,
            "child_age": self.child_age,
            "county": self.county,
            "contact_name": shown("contact_name"),
            "contact_phone": shown("contact_phone"),
            "channel": self.channel,
            "opened_at": self.opened_at,
            "due_at": self.due_at,
            "history": [entry.to_json() for entry in self.history],
            "build": self.build,
        }
        return told | shown_further(self.further, reveal=reveal)

    def _scrubbed(self, text: str) -> str:
        return mask_names_and_numbers(text, (self.contact_name,))


@dataclass(frozen=True)
class PublicRequest:
    """What anybody may know of a request; no key is needed to read it."""

    number: str
    services: tuple[str, ...]
    department: str
    status: Status
    county: str
    opened_at: str
    updated_at: str
    due_at: str


@dataclass(frozen=True)
class RequestFilter:
    """Which requests to list; every field narrows, ``None`` does not."""

    department: str | None = None
    status: str | None = None
    county: str | None = None
    type: str | None = None
    open_only: bool = False
    overdue: bool = False
    urgent: bool | None = None
    since: str | None = None
    until: str | None = None
    limit: int = 1000


@dataclass(frozen=True)
class ParentMessage:
    """One message waiting for a parent in a web or terminal chat."""

    id: int
    number: str
    text: str
    at: str
