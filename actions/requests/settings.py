"""The ``requests:`` section of ``config.yml``, typed."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pydantic import Field, field_validator, model_validator

from knowledge.settings import Section
from nlu.understanding.facts.vocabulary import counties

_COUNTIES = frozenset(
    entry.name for prefecture in counties().prefectures for entry in prefecture.counties
)
PROJECT_DEFAULT = "项目默认值,不是法定时限"


class Limit(Section):
    """Working days one type of request may take, and what that number rests on."""

    acknowledge: int = Field(default=1, ge=1)
    resolve: int = Field(default=10, ge=1)
    source: str = PROJECT_DEFAULT


class Urgent(Section):
    """Clocks of urgent requests: acknowledging runs by the wall clock, day and night."""

    acknowledge_minutes: int = Field(default=30, ge=1)
    resolve: int = Field(default=3, ge=1)
    source: str = PROJECT_DEFAULT


class Extension(Section):
    """How far a deadline can be moved, with approval."""

    max_days: int = Field(default=10, ge=1)
    max_times: int = Field(default=1, ge=0)


class Mailbox(Section):
    """Where one department (or the duty desk) is told of its requests."""

    channel: Literal["console", "smtp", "webhook", "wecom"] = "console"
    address: str = ""
    """The e-mail address, or the URL of the webhook; nothing for the console and for WeCom."""

    @field_validator("address")
    @classmethod
    def _without_blanks(cls, address: str) -> str:
        return address.strip()

    @model_validator(mode="after")
    def _has_an_address(self) -> Mailbox:
        if self.channel in ("smtp", "webhook") and not self.address:
            raise ValueError(f"channel {self.channel} needs an address")
        return self


class Contact(Mailbox):
    """Where a department is told, and where its office in a county is, by the county's name."""

    counties: dict[str, Mailbox] = Field(default_factory=dict)

    @field_validator("counties")
    @classmethod
    def _are_counties(cls, counties: dict[str, Mailbox]) -> dict[str, Mailbox]:
        for name in counties:
            if name not in _COUNTIES:
                raise ValueError(f"{name!r} is no county of Guizhou; write it in full, e.g. 南明区")
        return counties

    def of(self, county: str) -> Mailbox:
        """Return the county's own mailbox, or the department's where it has none."""
        return self.counties.get(county, self)


class Duty(Mailbox):
    """Who is alerted by name when a child is in danger."""

    name: str = "12345值班长"


class Smtp(Section):
    """The mail server; its password comes from ``TONGXING_SMTP_PASSWORD``."""

    host: str = "127.0.0.1"
    port: int = Field(default=25, ge=1, le=65535)
    starttls: bool = False
    user: str = ""
    sender: str = "tongxing@localhost"
    timeout_seconds: float = Field(default=10, gt=0)


class Outbox(Section):
    """Retries: one wait per failed attempt; after the last the message is a dead letter."""

    waits_seconds: tuple[int, ...] = (5, 30, 120, 600, 3600, *(14400,) * 23)
    """By default they outlast four days: a server that stands still over a long weekend."""
    lease_seconds: int = Field(default=60, ge=1)
    webhook_timeout_seconds: float = Field(default=10, gt=0)


class Retention(Section):
    """Days after which personal data goes; 0 keeps it."""

    drafts_days: int = Field(default=2, ge=0)
    closed_days: int = Field(default=730, ge=0)
    messages_days: int = Field(default=90, ge=0)
    conversations_days: int = Field(default=30, ge=0)
    """Since their last message; masked, but a story may tell who it is about."""
    questions_days: int = Field(default=180, ge=0)
    """Of what was not answered, masked: long enough to see what comes back."""
    leftovers_days: int = Field(default=30, ge=0)
    """Files that a restore or a damaged database left behind."""


class Attachments(Section):
    """What may be attached to a request."""

    max_bytes: int = Field(default=5_000_000, ge=1)
    max_count: int = Field(default=5, ge=1)
    types: tuple[str, ...] = ("image/jpeg", "image/png", "application/pdf")


class RequestsSettings(Section):
    """How service requests are clocked, delivered and kept."""

    limits: dict[str, Limit] = Field(default_factory=dict)
    other_types: Limit = Limit()
    urgent: Urgent = Urgent()
    holidays: str = ""
    """A file with the State Council's days off, for years the calendar library does not know."""
    day_ends: str = Field(default="18:00", pattern=r"^([01]\d|2[0-3]):[0-5]\d$")
    warn_working_days: int = Field(default=1, ge=0)
    days_left_after_transfer: int = Field(default=3, ge=0)
    archive_after_days: int = Field(default=7, ge=1)
    extension: Extension = Extension()
    departments: dict[str, Contact] = Field(default_factory=dict)
    duty: Duty = Duty()
    smtp: Smtp = Smtp()
    outbox: Outbox = Outbox()
    retention: Retention = Retention()
    attachments: Attachments = Attachments()
    checks_per_hour: int = Field(default=10, ge=1)
    busy_seconds: float = Field(default=10, gt=0)

    def mailbox(self, department: str, county: str) -> Mailbox:
        """Return where a department is told of requests from a county."""
        return self.departments.get(department, Contact()).of(county)

    def mailboxes(self) -> Iterator[Mailbox]:
        """Return every mailbox there is."""
        yield self.duty
        for contact in self.departments.values():
            yield contact
            yield from contact.counties.values()

    def limit(self, kind: str) -> Limit:
        """Return the limits of a request type."""
        return self.limits.get(kind, self.other_types)
