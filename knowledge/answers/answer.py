"""The answer object: what the contract shows, and what every reply carries."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from knowledge.answers.asked_details import AskedDetail
from knowledge.catalogue import Detail
from nlu.understanding.topics.reading import Kind


@dataclass(frozen=True)
class Citation:
    """Where a statement comes from.

    ``quote`` holds original words only for ingested documents, ``place`` and ``valid_until`` where
    they hold and until when, as far as that is known.
    """

    id: str
    document: str
    issuer: str
    date: str
    locator: str
    support: str
    quote: str | None = None
    place: str | None = None
    valid_until: str | None = None


@dataclass(frozen=True)
class Choice:
    """One of at most three things the parent may have meant."""

    title: str
    service: str


@dataclass(frozen=True)
class Answer:
    """What the assistant says to one message, and what it rests on.

    ``reason`` is a code of ``reasons.yml`` whenever ``abstained``; ``choices`` is filled when the
    assistant asks back. ``services`` are only those the answer really uses, best first;
    ``details`` what was asked about them, each with what its answer rests on.
    """

    question: str
    kind: Kind
    abstained: bool
    reason: str | None
    services: tuple[str, ...]
    measures: tuple[str, ...]
    departments: tuple[str, ...]
    confidence: float
    text: str
    citations: tuple[Citation, ...]
    suggestions: tuple[str, ...]
    build: str
    details: tuple[AskedDetail, ...] = ()
    choices: tuple[Choice, ...] = ()

    def to_json(self) -> dict[str, Any]:
        """Return exactly the contract's answer object."""
        values = asdict(self)
        del values["choices"]
        values["kind"] = self.kind.value
        values["confidence"] = round(self.confidence, 4)
        values["details"] = [
            {"detail": one.detail.told, "answered": one.answered, "support": one.support}
            for one in self.details
            if one.detail is not Detail.NUMBER
        ]
        for name in ("services", "measures", "departments", "citations", "suggestions"):
            values[name] = list(values[name])
        return values
