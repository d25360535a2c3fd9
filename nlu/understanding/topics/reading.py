"""What one message says, as far as retrieval can tell: the one thing every later step builds on."""

from __future__ import annotations

import base64
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from knowledge.catalogue import Detail
from nlu.embedding import Vectors


class Kind(StrEnum):
    """What a message wants."""

    POLICY = "policy"
    REQUEST = "request"
    STATUS = "status"
    CRISIS = "crisis"
    OUT_OF_SCOPE = "out_of_scope"
    SMALLTALK = "smalltalk"
    PRIVACY = "privacy"


class Subject(StrEnum):
    """What a topic is an entry of."""

    SERVICE = "service"
    MEASURE = "measure"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Topic:
    """Something a message may be about; ``share`` is the probability given to it (0 to 1)."""

    subject: Subject
    id: str
    share: float


@dataclass(frozen=True)
class Quote:
    """Original words of an ingested document that answer what the entries do not.

    ``services`` are those of the entries' answer that may be told beside the quote.
    """

    id: str
    document: str
    title: str
    issuer: str
    date: str
    locator: str
    text: str
    services: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reading:
    """One message, read once.

    Attributes:
        text: the message in normal form (Simplified, NFKC, one line); personal data masked when
            the caller masked it first.
        kind: what it wants.
        act: the finest label given, e.g. ``greet``, ``handover``, ``out_of_scope``, ``ask``.
        topics: what it may be about, best first, whatever its kind.
        needs: ids of the services it asks for (two when two things are asked), best first; empty
            where none is sure enough.
        confidence: probability of the label chosen (0 to 1).
        margin: distance to the second best label (0 to 1).
        crisis: danger categories recognised (``violence``, ``self_harm`` …), empty otherwise.
        details: what it asks for about the service: papers, fee, age …
        elsewhere: the place outside Guizhou it asks about, if any.
        vector: unit sentence vector, float16 little-endian in base64.
        model: fingerprint of the model that made the vector.
        words: its words by their states in the model, packed; empty without an exported model.
        place: official name of the county or prefecture of Guizhou it names, if any.
        law: ids of the facts of the law layer that answer it, best first.
        quote: words of an ingested document for what the entries lack, if one has them.
        ours: share of what the checklist covers beside what it does not (0 to 1).
        is_letter: it has more clauses than a message has.
    """

    text: str
    kind: Kind
    act: str
    topics: tuple[Topic, ...]
    needs: tuple[str, ...]
    confidence: float
    margin: float
    crisis: tuple[str, ...]
    details: tuple[Detail, ...]
    elsewhere: str | None
    vector: str
    model: str
    place: str | None = None
    law: tuple[str, ...] = ()
    quote: Quote | None = None
    ours: float = 1.0
    is_letter: bool = False
    words: str = ""

    def to_metadata(self) -> dict[str, Any]:
        """Return the reading as JSON-ready values, to travel with the message to Rasa."""
        return asdict(self)

    @classmethod
    def from_metadata(cls, values: dict[str, Any]) -> Reading:
        """Rebuild a reading from :meth:`to_metadata`."""
        topics = tuple(
            Topic(Subject(topic["subject"]), topic["id"], topic["share"])
            for topic in values["topics"]
        )
        lists = {name: tuple(values[name]) for name in ("needs", "crisis", "law")}
        details = tuple(Detail(name) for name in values["details"])
        quote = _quote_from(values["quote"]) if values.get("quote") else None
        typed = {**lists, "kind": Kind(values["kind"]), "topics": topics, "details": details}
        return cls(**{**values, **typed, "quote": quote})


def _quote_from(values: dict[str, Any]) -> Quote:
    return Quote(**{**values, "services": tuple(values["services"])})


def pack_vector(vector: Vectors) -> str:
    """Return one vector of shape ``(dimensions,)`` as base64 of little-endian float16."""
    return base64.b64encode(vector.astype("<f2").tobytes()).decode("ascii")


def unpack_vector(packed: str) -> Vectors:
    """Return the float32 vector that :func:`pack_vector` packed."""
    return np.frombuffer(base64.b64decode(packed), "<f2").astype(np.float32)
