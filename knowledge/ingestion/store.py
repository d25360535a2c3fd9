"""The passage store: documents and passages, changed in whole transactions only."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from knowledge.database import (
    Database,
    DatabaseBusyError,
    DatabaseError,
    DatabaseNewerError,
    SqliteDatabase,
    open_database,
    upsert,
)
from knowledge.ingestion import passages as cutting
from knowledge.ingestion.documents import (
    About,
    Block,
    Document,
    DocumentLine,
    IngestReport,
    Passage,
    hash_of,
)
from knowledge.ingestion.errors import StoreError, message
from knowledge.ingestion.likeness import is_same, words_of
from knowledge.ingestion.recognition import recognise
from knowledge.ingestion.rows import (
    DOCUMENTS,
    StoredDocument,
    completed,
    date_of,
    day_of,
    document_of,
    now,
    row_of,
    stored_of,
    with_corrections,
    with_id,
)
from knowledge.ingestion.settings import IngestionSettings
from knowledge.settings import Config

_BUSY_SECONDS = 30
_SERVED = (
    "withdrawn = 0 AND (valid_from IS NULL OR valid_from <= ?)"
    " AND (valid_until IS NULL OR valid_until >= ?)"
)


class PassageStore:
    """What has been ingested, and what of it may be served on a day.

    Every change is one transaction: a process that dies leaves the content from before, whole.
    """

    def __init__(self, database: Database, passage_characters: int = 300) -> None:
        """Take the tables of :data:`DOCUMENTS`; :func:`open_store` opens them."""
        self.database = database
        self._passage_characters = passage_characters
        self._describe_old_documents()

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
        """Let the tables go."""
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
        return self._write([with_id(document, document_id)], revive=True)

    def withdraw(self, *document_ids: str) -> IngestReport:
        """Stop serving documents, all or none; withdrawing one twice changes nothing.

        Raises:
            StoreError: one of them is not in the store.
        """
        titles = {document_id: self._require(document_id)["title"] for document_id in document_ids}
        with self._transaction():
            for document_id in titles:
                self.database.run(
                    "UPDATE documents SET withdrawn = 1, changed_at = ? WHERE id = ?",
                    [now(), document_id],
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
            rows = self.database.rows(query, _both(on))
        return [Passage(**{**row, "date": date_of(row["date"])}) for row in rows]

    def documents(self) -> list[StoredDocument]:
        """Return every document, withdrawn ones too, the latest first."""
        query = (
            "SELECT d.*, (SELECT count(*) FROM passages p WHERE p.document_id = d.id) AS passages"
            " FROM documents d ORDER BY d.date DESC, d.changed_at DESC, d.id"
        )
        with self._told_plainly():
            return [stored_of(row) for row in self.database.rows(query)]

    def find(self, document_id: str) -> StoredDocument:
        """Return the document whose id is, or begins with, ``document_id``.

        Raises:
            StoreError: there is none, or several begin so.
        """
        known = [each for each in self.documents() if each.id.startswith(document_id)]
        exact = [each for each in known if each.id == document_id]
        if len(exact or known) != 1:
            code = "several_documents" if known else "unknown_document"
            raise StoreError(code, id=document_id)
        return (exact or known)[0]

    def blocks(self, document_id: str) -> tuple[Block, ...]:
        """Return a document line by line."""
        with self._told_plainly():
            rows = self.database.rows(
                "SELECT * FROM blocks WHERE document_id = ? ORDER BY ordinal", [document_id]
            )
            return tuple(Block(row["text"], row["locator"], bool(row["heading"])) for row in rows)

    def correct(self, document_id: str, about: About) -> StoredDocument:
        """Put ``about`` in the place of what was recognised; its ``corrected`` fields stay so.

        Raises:
            StoreError: there is no such document.
        """
        known = self.find(document_id)
        with self._transaction():
            self.database.run(
                "UPDATE documents SET about = ?, changed_at = ? WHERE id = ?",
                [about.to_json(), now(), known.id],
            )
        return self.find(known.id)

    def version(self, on: dt.date | None = None) -> str:
        """Return a fingerprint of what is served ``on`` a day; it changes with the content only."""
        query = f"SELECT served_hash FROM documents WHERE {_SERVED} ORDER BY id"
        with self._told_plainly():
            rows = self.database.rows(query, _both(on))
        return hash_of(row["served_hash"] for row in rows)[:16]

    def count(self, on: dt.date | None = None) -> int:
        """Return how many passages are served ``on`` a day."""
        query = (
            "SELECT count(*) AS n FROM passages p JOIN documents d ON d.id = p.document_id"
            f" WHERE {_SERVED}"
        )
        with self._told_plainly():
            return int(self.database.rows(query, _both(on))[0]["n"])

    def changes(self) -> tuple[object, ...]:
        """Return what changes with every write to the store, quick to tell."""
        query = "SELECT count(*) AS n, max(changed_at) AS latest FROM documents"
        with self._told_plainly():
            row = self.database.rows(query)[0]
        return row["n"], row["latest"], self.version()

    def _describe_old_documents(self) -> None:
        """Give documents from before layout 2 their lines, and recognise what they are about."""
        old = "SELECT * FROM documents WHERE about = ''"
        with self._told_plainly():
            if not self.database.rows(old):
                return
        with self._transaction():
            for row in self.database.rows(old):
                passages = self.database.rows(
                    "SELECT * FROM passages WHERE document_id = ? ORDER BY ordinal", [row["id"]]
                )
                blocks = tuple(
                    Block(line, passage["locator"])
                    for passage in passages
                    for line in passage["text"].split("\n")
                )
                document = recognise(document_of(row, blocks))
                self._put_blocks(document)
                self.database.run(
                    "UPDATE documents SET about = ? WHERE id = ?",
                    [document.about.to_json(), row["id"]],
                )

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
        if known is None and (double := self._double(document)) is not None:
            count = self._count_passages(double["id"])
            about = About.from_json(double["about"])
            told = message(
                "same_words",
                title=document.title,
                other_title=double["source"],
                other=double["id"],
            )
            return "unchanged", DocumentLine(double["id"], double["title"], count, about), [told]
        if known is not None:
            settled = with_id(document if revive else completed(document, known), known["id"])
            settled = replace(settled, about=with_corrections(settled.about, known["about"]))
            if settled != document:
                document, passages = settled, cutting.split(settled, self._passage_characters)
        row = row_of(document, passages)
        row["withdrawn"] = 0 if known is None or revive else known["withdrawn"]
        notes = self._notes(document, row) if known is None or row["withdrawn"] else []
        line = DocumentLine(document.id, document.title, len(passages), document.about)
        if known is not None and all(known[key] == row[key] for key in _COMPARED):
            return "unchanged", line, notes
        self._put(row, passages)
        self._put_blocks(document)
        return ("added" if known is None else "replaced"), line, notes

    def _known(self, document: Document) -> dict[str, Any] | None:
        found = self._row("id = ?", document.id)
        if found is None and document.id == document.content_hash:
            found = self._row("content_hash = ?", document.content_hash)
        return found

    def _double(self, document: Document) -> dict[str, Any] | None:
        """Return a served document of the same title and words, such as the page beside its PDF."""
        if document.id != document.content_hash:
            return None  # who gives ids knows documents apart
        words = words_of(block.text for block in document.blocks)
        rows = self.database.rows(
            "SELECT * FROM documents WHERE withdrawn = 0 AND title = ? AND id != ?",
            [document.title, document.id],
        )
        return next(
            (
                row
                for row in rows
                if is_same(words, words_of(block.text for block in self.blocks(row["id"])))
            ),
            None,
        )

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
        upsert(self.database, "documents", row)
        self.database.run("DELETE FROM passages WHERE document_id = ?", [row["id"]])
        self.database.run_many(
            "INSERT INTO passages (id, document_id, ordinal, locator, text) VALUES (?, ?, ?, ?, ?)",
            [(one.id, row["id"], one.ordinal, one.locator, one.text) for one in passages],
        )

    def _put_blocks(self, document: Document) -> None:
        self.database.run("DELETE FROM blocks WHERE document_id = ?", [document.id])
        self.database.run_many(
            "INSERT INTO blocks (document_id, ordinal, text, locator, heading)"
            " VALUES (?, ?, ?, ?, ?)",
            [
                (document.id, ordinal, block.text, block.locator, int(block.heading))
                for ordinal, block in enumerate(document.blocks, start=1)
            ],
        )

    def _row(self, where: str, *values: str) -> dict[str, Any] | None:
        return self.database.one(f"SELECT * FROM documents WHERE {where} LIMIT 1", values)

    def _require(self, document_id: str) -> dict[str, Any]:
        with self._told_plainly():
            row = self._row("id = ?", document_id)
        if row is None:
            raise StoreError("unknown_document", id=document_id)
        return row

    def _count_passages(self, document_id: str) -> int:
        query = "SELECT count(*) AS n FROM passages WHERE document_id = ?"
        return int(self.database.rows(query, [document_id])[0]["n"])

    @contextmanager
    def _transaction(self) -> Iterator[None]:
        with self._told_plainly(), self.database.writing():
            yield

    @contextmanager
    def _told_plainly(self) -> Iterator[None]:
        with _told_plainly(self.database.schema.file):
            yield


_COMPARED = ("served_hash", "valid_from", "valid_until", "withdrawn", "about")


def open_store(config: Config) -> PassageStore:
    """Open the store of an installation: ``knowledge/passages.db`` or a server.

    Raises:
        StoreError: it is no store, is damaged, or was made by a newer version.
    """
    settings = config.section("ingestion", IngestionSettings)
    with _told_plainly(DOCUMENTS.file):
        database = open_database(config.home, DOCUMENTS, busy_seconds=_BUSY_SECONDS)
    return PassageStore(database, passage_characters=settings.passage_characters)


def open_file(path: Path) -> PassageStore:
    """Open a store in a file of SQLite, making it if it is not there.

    Raises:
        StoreError: the file is no store, is damaged, or was made by a newer version.
    """
    with _told_plainly(path.name):
        database = SqliteDatabase(path, DOCUMENTS, busy_seconds=_BUSY_SECONDS)
    return PassageStore(database)


def _both(on: dt.date | None) -> list[str]:
    """Return the values of the condition that tells what is served on a day."""
    return [day_of(on)] * 2


@contextmanager
def _told_plainly(file: str) -> Iterator[None]:
    name = Path(file).name
    try:
        yield
    except DatabaseBusyError as error:
        raise StoreError("store_busy") from error
    except DatabaseNewerError as error:
        raise StoreError("store_newer", path=name) from error
    except DatabaseError as error:
        raise StoreError("store_damaged", path=name, detail=error) from error
