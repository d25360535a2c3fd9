"""The passage store: documents and passages in SQLite, changed in whole transactions only."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from sqlite_utils import Database

from knowledge.ingestion import passages as cutting
from knowledge.ingestion.documents import (
    Document,
    DocumentLine,
    IngestReport,
    Passage,
    hash_of,
)
from knowledge.ingestion.errors import StoreError, message
from knowledge.ingestion.settings import IngestionSettings
from knowledge.settings import Config

_LAYOUT = 1
_BUSY_SECONDS = 30
_SCHEMA = """
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
_SERVED = (
    "withdrawn = 0 AND (valid_from IS NULL OR valid_from <= :on)"
    " AND (valid_until IS NULL OR valid_until >= :on)"
)


class PassageStore:
    """What has been ingested, and what of it may be served on a day.

    Every change is one transaction: a process that dies leaves the content from before, whole.
    """

    def __init__(self, path: Path, passage_characters: int = 300) -> None:
        """Open the store at ``path``, making it if it is not there.

        Raises:
            StoreError: the file is no store, is damaged, or was made by a newer version.
        """
        self.path = path
        self._passage_characters = passage_characters
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = sqlite3.connect(path, timeout=_BUSY_SECONDS)
        try:
            with self._told_plainly():
                self.database = Database(connection)
                self._prepare(connection)
        except BaseException:
            connection.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let the file go."""
        self.database.close()

    def add(self, documents: Iterable[Document]) -> IngestReport:
        """Store new and changed documents; a withdrawn one stays withdrawn.

        Words that are already stored keep their id, and what was said about them before and is not
        said now: reading a folder again does not take titles and dates away.
        """
        return self._write(list(documents), revive=False)

    def replace(self, document_id: str, document: Document) -> IngestReport:
        """Put ``document`` in the place of ``document_id`` and serve it, even if withdrawn before.

        Raises:
            StoreError: there is no such document.
        """
        self._require(document_id)
        return self._write([_with_id(document, document_id)], revive=True)

    def withdraw(self, *document_ids: str) -> IngestReport:
        """Stop serving documents, all or none; withdrawing one twice changes nothing.

        Raises:
            StoreError: one of them is not in the store.
        """
        titles = {document_id: self._require(document_id)["title"] for document_id in document_ids}
        with self._transaction():
            for document_id in titles:
                self.database.table("documents").update(
                    document_id, {"withdrawn": 1, "changed_at": _now()}
                )
        lines = (
            DocumentLine(document_id, title, self._count_passages(document_id))
            for document_id, title in titles.items()
        )
        return IngestReport(withdrawn=tuple(lines), served=self.count(), version=self.version())

    def current_passages(self, on: dt.date | None = None) -> list[Passage]:
        """Return every passage that may be served ``on`` a day (today), in a stable order."""
        query = (
            "SELECT p.id, p.document_id, d.title, d.issuer, d.date, d.url, p.locator, p.text,"
            " p.ordinal FROM passages p JOIN documents d ON d.id = p.document_id"
            f" WHERE {_SERVED} ORDER BY p.document_id, p.ordinal"
        )
        with self._told_plainly():
            rows = list(self.database.query(query, {"on": _day(on)}))
        return [Passage(**{**row, "date": _date(row["date"])}) for row in rows]

    def version(self, on: dt.date | None = None) -> str:
        """Return a fingerprint of what is served ``on`` a day; it changes with the content only."""
        query = f"SELECT served_hash FROM documents WHERE {_SERVED} ORDER BY id"
        with self._told_plainly():
            rows = list(self.database.query(query, {"on": _day(on)}))
        return hash_of(row["served_hash"] for row in rows)[:16]

    def count(self, on: dt.date | None = None) -> int:
        """Return how many passages are served ``on`` a day."""
        query = (
            "SELECT count(*) AS n FROM passages p JOIN documents d ON d.id = p.document_id"
            f" WHERE {_SERVED}"
        )
        with self._told_plainly():
            return int(next(iter(self.database.query(query, {"on": _day(on)})))["n"])

    def _prepare(self, connection: sqlite3.Connection) -> None:
        layout = int(connection.execute("PRAGMA user_version").fetchone()[0])
        if layout > _LAYOUT:
            raise StoreError("store_newer", path=self.path.name)
        # Readers go on with the old content while a writer works.
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA foreign_keys = ON")
        if layout < _LAYOUT:
            connection.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {_LAYOUT};COMMIT;")

    def _write(self, documents: list[Document], *, revive: bool) -> IngestReport:
        lists: dict[str, list[DocumentLine]] = {}
        notes: list[str] = [note for document in documents for note in document.notes]
        # Cutting is done before the lock is taken; the transaction only writes.
        prepared = [(doc, cutting.split(doc, self._passage_characters)) for doc in documents]
        with self._transaction():
            for document, passages in prepared:
                outcome, line, note = self._write_one(document, passages, revive=revive)
                lists.setdefault(outcome, []).append(line)
                notes.extend(note)
        return IngestReport(
            added=tuple(lists.get("added", ())),
            replaced=tuple(lists.get("replaced", ())),
            unchanged=tuple(lists.get("unchanged", ())),
            notes=tuple(notes),
            served=self.count(),
            version=self.version(),
        )

    def _write_one(
        self, document: Document, passages: list[Passage], *, revive: bool
    ) -> tuple[str, DocumentLine, list[str]]:
        known = self._known(document)
        if known is not None:
            settled = _with_id(document if revive else _completed(document, known), known["id"])
            if settled != document:
                document, passages = settled, cutting.split(settled, self._passage_characters)
        row = _row(document, passages)
        row["withdrawn"] = 0 if known is None or revive else known["withdrawn"]
        notes = self._notes(document, row) if known is None or row["withdrawn"] else []
        line = DocumentLine(document.id, document.title, len(passages))
        if known is not None and all(known[key] == row[key] for key in _COMPARED):
            return "unchanged", line, notes
        self._put(row, passages)
        return ("added" if known is None else "replaced"), line, notes

    def _known(self, document: Document) -> dict[str, Any] | None:
        found = self._row("id = ?", document.id)
        if found is None and document.id == document.content_hash:
            found = self._row("content_hash = ?", document.content_hash)
        return found

    def _notes(self, document: Document, row: dict[str, Any]) -> list[str]:
        if row["withdrawn"]:
            return [message("still_withdrawn", title=document.title, id=document.id)]
        other = self._row(
            "id != ? AND withdrawn = 0 AND ((url != '' AND url = ?) OR (title = ? AND issuer = ?))",
            *(document.id, document.url, document.title, document.issuer),
        )
        if other is None or document.id != document.content_hash:
            return []
        return [
            message(
                "same_origin", title=document.title, other=other["id"], other_title=other["title"]
            )
        ]

    def _put(self, row: dict[str, Any], passages: list[Passage]) -> None:
        self.database.table("documents").upsert(row, pk="id")
        self.database.table("passages").delete_where("document_id = ?", [row["id"]])
        self.database.table("passages").insert_all(
            {
                "id": passage.id,
                "document_id": row["id"],
                "ordinal": passage.ordinal,
                "locator": passage.locator,
                "text": passage.text,
            }
            for passage in passages
        )

    def _row(self, where: str, *values: str) -> dict[str, Any] | None:
        rows = self.database.table("documents").rows_where(where, list(values), limit=1)
        return next(iter(rows), None)

    def _require(self, document_id: str) -> dict[str, Any]:
        with self._told_plainly():
            row = self._row("id = ?", document_id)
        if row is None:
            raise StoreError("unknown_document", id=document_id)
        return row

    def _count_passages(self, document_id: str) -> int:
        return int(self.database.table("passages").count_where("document_id = ?", [document_id]))

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told_plainly():
            # IMMEDIATE waits for another writer here, not in the middle of the work.
            self.database.conn.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self.database.rollback()
                raise
            self.database.commit()

    @contextmanager
    def _told_plainly(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.OperationalError as error:
            if "locked" in str(error) or "busy" in str(error):
                raise StoreError("store_busy") from error
            raise StoreError("store_damaged", path=self.path.name, detail=error) from error
        except sqlite3.DatabaseError as error:
            raise StoreError("store_damaged", path=self.path.name, detail=error) from error


_COMPARED = ("served_hash", "valid_from", "valid_until", "withdrawn")


def open_store(config: Config) -> PassageStore:
    """Open the store of an installation: ``knowledge/passages.db`` in the state folder."""
    settings = config.section("ingestion", IngestionSettings)
    return PassageStore(
        config.home / "knowledge" / "passages.db", passage_characters=settings.passage_characters
    )


def _row(document: Document, passages: list[Passage]) -> dict[str, Any]:
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
        "changed_at": _now(),
    }


def _completed(document: Document, known: dict[str, Any]) -> Document:
    """Keep what was said about the same words before and is not said this time."""
    if known["content_hash"] != document.content_hash:
        return document
    return replace(
        document,
        title=document.title if document.title_given else known["title"],
        issuer=document.issuer or known["issuer"],
        date=document.date or _date(known["date"]),
        url=document.url or known["url"],
        valid_from=document.valid_from or _date(known["valid_from"]),
        valid_until=document.valid_until or _date(known["valid_until"]),
    )


def _with_id(document: Document, document_id: str) -> Document:
    return replace(document, id=document_id)


def _text(day: dt.date | None) -> str | None:
    return day.isoformat() if day else None


def _date(text: str | None) -> dt.date | None:
    return dt.date.fromisoformat(text) if text else None


def _day(on: dt.date | None) -> str:
    return (on or dt.date.today()).isoformat()


def _now() -> str:
    return dt.datetime.now(dt.UTC).isoformat(timespec="seconds")
