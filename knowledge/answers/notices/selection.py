"""The ingested documents by place and service, in the order in which a parent meets them."""

from __future__ import annotations

import datetime as dt
import re
import time
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock

from knowledge.answers.notices.finding import Finder
from knowledge.database import database_url
from knowledge.ingestion import open_store
from knowledge.ingestion.recognition import NATION, PROVINCE
from knowledge.ingestion.rows import DOCUMENTS, StoredDocument
from knowledge.retrieval.unit_vectors import kept_vectors, kept_words
from knowledge.settings import Config
from nlu.understanding.facts.places import gazetteer

_YEARS = re.compile(r"20\d{2}\s*(?:[-—–~至]\s*20\d{2})?\s*年?(?:度|学年)?")
_YEAR = re.compile(r"(?<!\d)20\d{2}(?!\d)")
_MOST_OPEN = 64
_ASKED_EVERY_SECONDS = 2.0


@dataclass(frozen=True)
class IndexedNotice:
    """A document of the shelf; ``ended`` tells that it no longer holds."""

    document: StoredDocument
    ended: bool

    def names_one_of(self, years: Collection[int]) -> bool:
        """Tell whether it is a document of one of these years: by its title, else its period."""
        document = self.document
        titled = {int(year) for year in _YEAR.findall(document.title)}
        if titled:
            return bool(titled & set(years))
        begun, until = document.date, document.about.valid_until
        return any(
            (begun is None or begun.year <= year) and (until is None or year <= until.year)
            for year in years
        )


class NoticeIndex:
    """Documents at hand; reads the store anew when it has changed. Safe to share by threads."""

    def __init__(self, config: Config) -> None:
        """Take the installation whose store is read; nothing is opened here."""
        self._config = config
        self._lock = Lock()
        self._stamp: tuple[object, ...] | None = None
        self._told: tuple[object, ...] = ()
        self._asked_at = float("-inf")
        self._documents: tuple[StoredDocument, ...] = ()
        self._open = lru_cache(maxsize=_MOST_OPEN)(self._read)

    def is_empty(self) -> bool:
        """Tell whether no document is on the shelf."""
        return not self._current()

    def at(self, place: str) -> list[IndexedNotice]:
        """Return the documents of exactly this place, current before ended, latest first."""
        return self._shelved(d for d in self._current() if d.about.place == place)

    def near(self, place: str) -> list[IndexedNotice]:
        """Return the documents of other counties of the same prefecture, or of any, if unknown."""
        counties = gazetteer().counties
        own = counties.get(place)
        return self._shelved(
            document
            for document in self._current()
            if (other := counties.get(document.about.place)) is not None
            and other.name != place
            and (own is None or other.prefecture == own.prefecture)
        )

    def get(self, document_id: str) -> IndexedNotice | None:
        """Return a document of the shelf by its id."""
        found = (document for document in self._current() if document.id == document_id)
        return next((IndexedNotice(d, d.about.has_ended(dt.date.today())) for d in found), None)

    def finder(self, document: StoredDocument, model: str = "") -> Finder:
        """Return what finds details in a document; ``model`` made the vectors of questions."""
        return self._open(document.id, document.title, model)

    def _shelved(self, documents: Iterable[StoredDocument]) -> list[IndexedNotice]:
        today = dt.date.today()
        begun = [d for d in documents if (d.about.valid_from or today) <= today]
        kept = _latest(begun)
        shelved = [IndexedNotice(document, document.about.has_ended(today)) for document in kept]
        return sorted(shelved, key=lambda each: each.ended)

    def _current(self) -> tuple[StoredDocument, ...]:
        with self._lock:
            stamp = self._stamp_now()
            if stamp != self._stamp:
                self._documents = self._load() if stamp else ()
                self._open.cache_clear()
                self._stamp = stamp
            return self._documents

    def _stamp_now(self) -> tuple[object, ...] | None:
        if database_url() is None:
            return _file_stamp(self._config.home / DOCUMENTS.file)
        # A server is asked now and then, not for every message.
        if time.monotonic() - self._asked_at > _ASKED_EVERY_SECONDS:
            with open_store(self._config) as store:
                self._told = store.changes()
            self._asked_at = time.monotonic()
        return self._told

    def _load(self) -> tuple[StoredDocument, ...]:
        with open_store(self._config) as store:
            return tuple(d for d in store.documents() if d.about.place and not d.withdrawn)

    def _read(self, document_id: str, title: str, model: str) -> Finder:
        with open_store(self._config) as store:
            blocks = store.blocks(document_id)
        return Finder(
            title,
            blocks,
            lambda texts: kept_vectors(self._config, texts, model),
            lambda texts: kept_words(self._config, texts, model),
        )


def places_of(place: str) -> list[str]:
    """Return the places whose documents hold for a place, nearest first."""
    county = gazetteer().counties.get(place)
    outer = [county.prefecture.name] if county else []
    nearest = [place] if place and place not in (PROVINCE, NATION) else []
    return [*nearest, *outer, PROVINCE, NATION]


def _latest(documents: Sequence[StoredDocument]) -> list[StoredDocument]:
    """Leave out what a later document of the same name and place has taken the place of.

    An older one that still holds beside a newer one is left out too: it was superseded.
    """
    ranked = sorted(documents, key=lambda d: (d.date or dt.date.min, d.about.period), reverse=True)
    kept: dict[tuple[str, str], StoredDocument] = {}
    for document in ranked:
        kept.setdefault((document.about.place, _YEARS.sub("", document.title)), document)
    return list(kept.values())


def _file_stamp(path: Path) -> tuple[object, ...] | None:
    """Return what changes with every write to the store's file."""
    files = [path, path.with_name(path.name + "-wal")]
    if not path.exists():
        return None
    return tuple(file.stat().st_mtime_ns if file.exists() else 0 for file in files)
