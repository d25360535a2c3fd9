"""The tables of the passage store, and documents to and from their rows."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass, replace
from typing import Any

from knowledge.database import Migration, Schema
from knowledge.ingestion.documents import About, Block, Document, Passage, hash_of

_TABLES = """
CREATE TABLE IF NOT EXISTS documents (
    id TEXT PRIMARY KEY, title TEXT NOT NULL, issuer TEXT NOT NULL, date TEXT, url TEXT NOT NULL,
    source TEXT NOT NULL, content_hash TEXT NOT NULL, served_hash TEXT NOT NULL,
    valid_from TEXT, valid_until TEXT, withdrawn INTEGER NOT NULL DEFAULT 0,
    changed_at TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS documents_by_content ON documents (content_hash);
CREATE TABLE IF NOT EXISTS passages (
    id TEXT PRIMARY KEY, document_id TEXT NOT NULL REFERENCES documents (id),
    ordinal INTEGER NOT NULL, locator TEXT NOT NULL, text TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS passages_by_document ON passages (document_id, ordinal);
"""
# What answering needs beside the passages: the document line by line, and what it is about.
_LINES = """
ALTER TABLE documents ADD COLUMN about TEXT NOT NULL DEFAULT '';
CREATE TABLE blocks (
    document_id TEXT NOT NULL REFERENCES documents (id), ordinal INTEGER NOT NULL,
    text TEXT NOT NULL, locator TEXT NOT NULL, heading INTEGER NOT NULL,
    PRIMARY KEY (document_id, ordinal)
);
"""


def _statements(script: str) -> tuple[str, ...]:
    return tuple(part for part in script.split(";") if part.strip())


DOCUMENTS = Schema(
    name="documents",
    file="knowledge/passages.db",
    migrations=(
        Migration("0001_documents", _statements(_TABLES)),
        Migration("0002_lines", _statements(_LINES)),
    ),
    keys={"documents": ("id",), "passages": ("id",), "blocks": ("document_id", "ordinal")},
)


@dataclass(frozen=True)
class StoredDocument:
    """One document of the store, without its text."""

    id: str
    title: str
    issuer: str
    date: dt.date | None
    url: str
    source: str
    about: About
    withdrawn: bool
    passages: int


def row_of(document: Document, passages: list[Passage]) -> dict[str, Any]:
    """Return the row of a document that was cut into ``passages``."""
    served = [document.id, document.title, document.issuer, document.date, document.url]
    served.extend(part for passage in passages for part in (passage.locator, passage.text))
    return {
        "id": document.id,
        "title": document.title,
        "issuer": document.issuer,
        "date": _text(document.date),
        "url": document.url,
        "source": document.source,
        "content_hash": document.content_hash,
        "served_hash": hash_of(served),
        "valid_from": _text(document.valid_from),
        "valid_until": _text(document.valid_until),
        "about": document.about.to_json(),
        "changed_at": now(),
    }


def completed(document: Document, known: dict[str, Any]) -> Document:
    """Keep what was said about the same words before and is not said this time."""
    if known["content_hash"] != document.content_hash:
        return document
    return replace(
        document,
        title=document.title if document.title_given else known["title"],
        issuer=document.issuer or known["issuer"],
        date=document.date or date_of(known["date"]),
        url=document.url or known["url"],
        valid_from=document.valid_from or date_of(known["valid_from"]),
        valid_until=document.valid_until or date_of(known["valid_until"]),
    )


def with_corrections(about: About, known: str) -> About:
    """Return what is recognised now, with what a person said about the document before."""
    before = About.from_json(known)
    kept = set(before.corrected) - set(about.corrected)
    values = {name: getattr(before, name) for name in kept}
    return replace(about, **values, corrected=tuple(sorted({*about.corrected, *kept})))


def document_of(row: dict[str, Any], blocks: tuple[Block, ...]) -> Document:
    """Return the document of a row and its lines."""
    return Document(
        id=row["id"],
        title=row["title"],
        issuer=row["issuer"],
        date=date_of(row["date"]),
        url=row["url"],
        source=row["source"],
        blocks=blocks,
        valid_from=date_of(row["valid_from"]),
        valid_until=date_of(row["valid_until"]),
    )


def stored_of(row: dict[str, Any]) -> StoredDocument:
    """Return a row, with the number of its passages, as a document without its text."""
    about = About.from_json(row["about"])
    return StoredDocument(
        id=row["id"],
        title=row["title"],
        issuer=row["issuer"],
        date=date_of(row["date"]),
        url=row["url"],
        source=row["source"],
        about=about,
        withdrawn=bool(row["withdrawn"]),
        passages=int(row["passages"]),
    )


def with_id(document: Document, document_id: str) -> Document:
    """Return the document under another id."""
    return replace(document, id=document_id)


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def date_of(text: str | None) -> dt.date | None:
    """Return a stored day."""
    return dt.date.fromisoformat(text) if text else None


def day_of(on: dt.date | None) -> str:
    """Return a day, today by default, as it is stored."""
    return (on or dt.date.today()).isoformat()


def now() -> str:
    """Return the moment, as it is stored."""
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
