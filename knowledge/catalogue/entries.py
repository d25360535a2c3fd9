"""The entries of the catalogue, one class per kind, exactly as ``knowledge/content`` holds them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field

from knowledge.catalogue.details import Detail
from knowledge.languages import running


class Support(StrEnum):
    """What a statement rests on.

    The report names it, a sentence of the report gives it, or this project grouped it so; the text
    of a law says it, or somebody reported that text; an ingested document says it; or nothing does.
    """

    NAMED = "named"
    DERIVED = "derived"
    INFERRED = "inferred"
    LAW = "law"
    REPORTED = "reported"
    DOCUMENT = "document"
    ABSENT = "absent"


Text = Annotated[str, Field(min_length=1)]
Identifier = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$")]
IsoDate = Annotated[str, BeforeValidator(str), Field(pattern=r"^\d{4}-\d{2}(-\d{2})?$")]


HOTLINE = "hotline"
"""The department that takes what belongs to no other."""


class Entry(BaseModel):
    """What every entry shares: an id and a refusal of unknown fields."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Identifier


class Source(Entry):
    """A document that statements are cited from."""

    document: Text
    short: Text
    issuer: Text
    date: IsoDate
    date_note: Text | None
    note: Text


class Area(Entry):
    """One of the six areas of the checklist."""

    name: Text
    hint: Text


class Department(Entry):
    """A body that leads or assists a service."""

    name: Text
    short: Text
    words: tuple[Text, ...]
    helpline: str | None


class Helpline(BaseModel):
    """A telephone number that may be stated, with the day it was checked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: Annotated[str, Field(pattern=r"^\d{3,5}$")]
    name: Text
    uses: tuple[Text, ...] = Field(alias="for")
    hours: Text | None
    hours_confirmed: bool
    checked: date
    note: Text | None


class Measure(Entry):
    """One of the 13 measures."""

    aspect: Identifier
    title: Text
    who: Text
    departments: tuple[Identifier, ...] = Field(min_length=1)
    says: Text
    support: Support
    locator: Text
    source: Identifier = "measures-report"


class Service(Entry):
    """A service; ``offers`` is empty where the report has no content.

    ``area`` is the one of the checklist it is filed under, empty for what stands beside it.
    """

    area: Identifier | None
    name: Text
    plain_name: Text
    lead: Identifier
    assisting: tuple[Identifier, ...]
    measure: Identifier | None
    support: Support
    locator: Text
    offers: Text | None
    for_whom: Text | None
    who: Text | None
    frequency: Text | None = None
    related: tuple[Identifier, ...]
    source: Identifier = "measures-report"


class Law(Entry):
    """A law or rule, in the version that was read.

    ``checked`` is the day until which that version is known to be the newest; ``read_in`` names
    the report where the text itself was not read.
    """

    name: Text
    issuer: Text
    version: IsoDate
    in_force: IsoDate | None = None
    checked: date
    support: Support = Support.LAW
    read_in: Text | None = None


class LegalCitation(BaseModel):
    """Where in a law a fact stands."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    law: Identifier
    article: Text


class LegalFact(Entry):
    """What the law lets one state, in this project's words, the answer first.

    ``services`` is empty where it belongs to none; ``leaves`` are details it speaks of without
    settling them, such as a fee whose figure the province sets; ``differs`` says where the report
    and the law do not say the same, and who decides. ``parts`` are the sentences that settle one
    detail each, of a fact that holds several things; ``examples`` are questions it answers,
    ``stories`` messages that tell of a case and name neither law nor detail.
    """

    services: tuple[Identifier, ...]
    answers: tuple[Detail, ...] = Field(min_length=1)
    leaves: tuple[Detail, ...] = ()
    says: Text
    cites: tuple[LegalCitation, ...] = Field(min_length=1)
    parts: dict[Detail, Text] = Field(default_factory=dict)
    examples: tuple[Text, ...] = Field(min_length=1)
    stories: tuple[Text, ...] = ()
    differs: Text | None = None

    def told_of(self, details: Sequence[Detail]) -> str:
        """Return its words for the details asked: their parts where each has one, else all."""
        parts = [self.parts.get(detail) for detail in details if detail is not Detail.RULE]
        told = [part for part in dict.fromkeys(parts) if part is not None]
        return running(told) if told and None not in parts else self.says


class DocumentStatement(Entry):
    """Something that may be said about the document as a whole."""

    says: Text
    locator: Text
    support: Support
    source: Identifier = "measures-report"


class Examples(BaseModel):
    """What people say when they mean one service, one measure or the document itself."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    service: Identifier | None = None
    measure: Identifier | None = None
    document: Identifier | None = None
    aliases: tuple[Text, ...]
    questions: dict[str, tuple[Text, ...]]

    @property
    def texts(self) -> list[str]:
        """All questions and aliases in order."""
        return [*self.aliases, *(text for texts in self.questions.values() for text in texts)]


class ServiceFile(BaseModel):
    """One file of ``services/``: the entry and what people say when they mean it.

    ``offers``, ``for_whom`` and ``who`` of the entry are this project's own words and say nothing
    the source does not. ``order`` is its place among the services, with room between them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    order: int
    entry: Service
    aliases: tuple[Text, ...]
    questions: dict[str, tuple[Text, ...]]

    @property
    def examples(self) -> Examples:
        """What people say, as for every other subject."""
        return Examples(service=self.entry.id, aliases=self.aliases, questions=self.questions)


class Lookalike(BaseModel):
    """An alarming sentence that is no crisis, with what it is instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    text: Text
    service: Identifier | None = None
    measure: Identifier | None = None
    kind: str | None = None


class Utterances(BaseModel):
    """What people say for one dialogue act."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Text
    utterances: tuple[Text, ...] | dict[str, tuple[Text, ...]] | tuple[Lookalike, ...]
