"""What ingestion makes: documents with located blocks, passages cut from them, and the report."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import urlsplit

from knowledge.ingestion.errors import MetadataError


@dataclass(frozen=True)
class DocumentMetadata:
    """What the person who ingests a document says about it; empty fields are read from the file.

    Raises:
        MetadataError: the address is not a web address, or the validity ends before it begins.
    """

    title: str = ""
    issuer: str = ""
    date: dt.date | None = None
    url: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    place: str = ""
    services: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        address = urlsplit(self.url)
        if self.url and not (address.scheme in {"http", "https"} and address.hostname):
            raise MetadataError("not_a_web_address", value=self.url)
        if self.valid_from and self.valid_until and self.valid_until < self.valid_from:
            raise MetadataError(
                "validity_reversed", valid_from=self.valid_from, valid_until=self.valid_until
            )


@dataclass(frozen=True)
class About:
    """What a document is about, recognised or said by a person.

    Attributes:
        place: official name of the county or prefecture, ``贵州省``, ``全国``, a place outside
            Guizhou; empty where nothing says so.
        services: ids of the services it belongs to.
        kind: ``notice``, ``form`` or ``offices`` (a table of offices).
        period: the year its title names (``2026年``).
        valid_from: first day it holds.
        valid_until: last day it holds; it is told as an old one afterwards.
        corrected: names of the fields a person gave.
        recognised: how sure the recogniser was (0 to 1), where the text comes from pictures.
    """

    place: str = ""
    services: tuple[str, ...] = ()
    kind: str = ""
    period: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    corrected: tuple[str, ...] = ()
    recognised: float | None = None

    def has_ended(self, on: dt.date) -> bool:
        """Tell whether it no longer holds on a day."""
        return self.valid_until is not None and self.valid_until < on

    def to_json(self) -> str:
        """Return it as it is stored."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, text: str) -> About:
        """Rebuild it from :meth:`to_json`."""
        values = json.loads(text)
        days = {
            name: dt.date.fromisoformat(values[name]) if values[name] else None
            for name in ("valid_from", "valid_until")
        }
        lists = {name: tuple(values[name]) for name in ("services", "corrected")}
        return cls(**{**values, **days, **lists})


@dataclass(frozen=True)
class RawBlock:
    """One paragraph as a reader found it.

    ``level`` is the depth of a marked heading (0: body text), ``page`` the page it stands on
    (0: the format has no pages).
    """

    text: str
    level: int = 0
    page: int = 0


@dataclass(frozen=True)
class Extracted:
    """What a reader took out of one file, before cleaning.

    ``notes`` tell what it could not; ``recognised`` is how sure a recogniser was of text that comes
    from pictures.
    """

    blocks: tuple[RawBlock, ...]
    title: str = ""
    issuer: str = ""
    date: dt.date | None = None
    notes: tuple[str, ...] = ()
    recognised: float | None = None


@dataclass(frozen=True)
class Block:
    """One cleaned paragraph and where it stands in the document's own structure."""

    text: str
    locator: str
    heading: bool = False
    opens_point: bool = False
    opens_article: bool = False


@dataclass(frozen=True)
class Document:
    """A cleaned document: where it comes from and its located paragraphs.

    ``title_given`` tells a title somebody stated from one guessed from the first line or file name.
    """

    id: str
    title: str
    issuer: str
    date: dt.date | None
    url: str
    source: str
    blocks: tuple[Block, ...]
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None
    title_given: bool = False
    notes: tuple[str, ...] = ()
    about: About = About()

    @property
    def content_hash(self) -> str:
        """The identity of the words themselves, whatever the file was called or encoded in."""
        return hash_of(block.text for block in self.blocks)


@dataclass(frozen=True)
class Passage:
    """A citable piece of a document, about 300 characters of whole sentences."""

    id: str
    document_id: str
    title: str
    issuer: str
    date: dt.date | None
    url: str
    locator: str
    text: str
    ordinal: int


@dataclass(frozen=True)
class DocumentLine:
    """One document in a report."""

    id: str
    title: str
    passages: int
    about: About = About()


@dataclass(frozen=True)
class Failure:
    """One file that could not be taken, and why, in one line for a person."""

    source: str
    code: str
    message: str


@dataclass(frozen=True)
class IngestReport:
    """What one run changed; ``served`` and ``version`` describe the store afterwards."""

    added: tuple[DocumentLine, ...] = ()
    replaced: tuple[DocumentLine, ...] = ()
    unchanged: tuple[DocumentLine, ...] = ()
    withdrawn: tuple[DocumentLine, ...] = ()
    failures: tuple[Failure, ...] = ()
    notes: tuple[str, ...] = ()
    served: int = 0
    version: str = ""

    @property
    def ok(self) -> bool:
        """Whether everything that was given was taken."""
        return not self.failures

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain data for ``--json``."""
        return {"ok": self.ok, **asdict(self)}


def hash_of(parts: Iterable[object]) -> str:
    """Return a short, stable fingerprint of a sequence of texts."""
    joined = json.dumps(list(parts), ensure_ascii=False, default=str)
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:32]
