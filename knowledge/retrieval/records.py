"""The passages of an index, in SQLite beside its legs."""

from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

from sqlite_utils import Database

from knowledge.ingestion.documents import Passage
from knowledge.retrieval.errors import IndexUnusableError
from nlu.language import normalise

FILE = "passages.db"


@dataclass(frozen=True)
class Record:
    """One passage as it was given, its row number, and the text that is compared."""

    row: int
    document: int
    compared: str
    passage: Passage


def compared_text(passage: Passage, wording: str = "") -> str:
    """Return title, text and what people call it, in the normal form that questions have too."""
    return normalise(f"{passage.title} {passage.text} {wording}")


class Records:
    """Reads passages by row; safe to share between threads."""

    def __init__(self, folder: Path) -> None:
        """Open what ``write`` left in ``folder``.

        Raises:
            IndexUnusableError: there is no such file, or it is damaged.
        """
        address = f"{(folder / FILE).as_uri()}?mode=ro&immutable=1"
        self._lock = Lock()
        try:
            connection = sqlite3.connect(address, uri=True, check_same_thread=False)
            self._database = Database(connection)
            self.count = int(self._database.table("passages").count)
        except sqlite3.Error as error:
            raise IndexUnusableError(f"{FILE}: cannot be read ({error})") from error

    @staticmethod
    def write(folder: Path, records: Iterable[Record], documents: Iterable[str]) -> None:
        """Write all passages, and the whole compared text of each document."""
        connection = sqlite3.connect(folder / FILE)
        database = Database(connection)
        database.table("passages").insert_all(map(_as_row, records), pk="row")
        texts = ({"document": number, "text": text} for number, text in enumerate(documents))
        database.table("documents").insert_all(texts, pk="document")
        connection.commit()
        connection.close()

    def take(self, rows: Sequence[int]) -> list[Record]:
        """Return the passages of ``rows``, in that order."""
        found = {int(row["row"]): row for row in self._select("passages", "row", rows)}
        return [_as_record(found[row]) for row in rows]

    def documents(self, numbers: Iterable[int]) -> dict[int, str]:
        """Return the whole compared text of each document."""
        rows = self._select("documents", "document", sorted(set(numbers)))
        return {int(row["document"]): row["text"] for row in rows}

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def _select(self, table: str, key: str, values: Sequence[int]) -> list[dict[str, Any]]:
        marks = ",".join("?" * len(values))
        with self._lock:
            return list(self._database.table(table).rows_where(f"{key} IN ({marks})", values))


def numbered(passages: Sequence[Passage], compared: Sequence[str]) -> Iterator[Record]:
    """Number passages and their documents in order of appearance.

    Args:
        passages: what can be found.
        compared: the ``compared_text`` of each.
    """
    documents: dict[str, int] = {}
    for row, (passage, text) in enumerate(zip(passages, compared, strict=True)):
        document = documents.setdefault(passage.document_id, len(documents))
        yield Record(row, document, text.lower(), passage)


def _as_row(record: Record) -> dict[str, Any]:
    passage = record.passage
    return {
        "row": record.row,
        "document": record.document,
        "compared": record.compared,
        "id": passage.id,
        "document_id": passage.document_id,
        "title": passage.title,
        "issuer": passage.issuer,
        "date": passage.date.isoformat() if passage.date else None,
        "url": passage.url,
        "locator": passage.locator,
        "text": passage.text,
        "ordinal": passage.ordinal,
    }


def _as_record(row: dict[str, Any]) -> Record:
    date = dt.date.fromisoformat(row["date"]) if row["date"] else None
    fields = {key: row[key] for key in _PASSAGE_FIELDS}
    return Record(
        int(row["row"]), int(row["document"]), row["compared"], Passage(**fields, date=date)
    )


_PASSAGE_FIELDS = ("id", "document_id", "title", "issuer", "url", "locator", "text", "ordinal")
