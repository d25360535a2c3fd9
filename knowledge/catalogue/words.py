"""The entries in the words of another language; ids, sources and all else stay as they are."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ConfigDict

from knowledge.data_files import load_data
from knowledge.languages import CHINESE, folder_of

if TYPE_CHECKING:
    from knowledge.catalogue.catalogue import Catalogue

_FILE = Path("knowledge/content/entries.yml")
TOLD: dict[str, tuple[str, ...]] = {
    "areas": ("name", "hint"),
    "departments": ("name",),
    "helplines": ("name", "hours", "note"),
    "sources": ("date_note", "note"),
    "measures": ("title", "who", "says"),
    "services": ("plain_name", "offers", "for_whom", "who", "frequency"),
    "document": ("says",),
    "facts": ("says", "parts", "differs"),
}
"""The fields of each kind of entry that a parent reads."""

EntryT = TypeVar("EntryT", bound=BaseModel)
_WordsOfAKind = dict[str, dict[str, Any]]
"""Field to words, by the entry's id."""


class EntryWords(BaseModel):
    """``entries.yml`` of a language: kind, id and field to words."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    areas: _WordsOfAKind
    departments: _WordsOfAKind
    helplines: _WordsOfAKind
    sources: _WordsOfAKind
    measures: _WordsOfAKind
    services: _WordsOfAKind
    document: _WordsOfAKind
    facts: _WordsOfAKind


def translated(catalogue: Catalogue, language: str) -> Catalogue:
    """Return a catalogue that tells its entries in another language; Chinese where it lacks words.

    Raises:
        ConfigurationError: the words of the language are unreadable or of an unknown kind.
    """
    if language == CHINESE:
        return catalogue
    words = _words(language)
    told: dict[str, Any] = {
        kind: _all(getattr(catalogue, kind), getattr(words, kind)) for kind in TOLD
    }
    return replace(catalogue, **told)


def entry_shortcomings(catalogue: Catalogue, language: str) -> list[str]:
    """Return which words a language lacks, or has for what does not exist, one line each."""
    words = _words(language).model_dump()
    told = []
    for kind, fields in TOLD.items():
        entries = getattr(catalogue, kind)
        unknown = sorted(words[kind].keys() - set(entries))
        told += [f"{kind}.{name} is not known" for name in unknown]
        for name, entry in entries.items():
            own, chinese = words[kind].get(name, {}), _told(entry, fields)
            told += [f"{kind}.{name}.{f} is missing" for f in chinese if f not in own]
            told += [f"{kind}.{name}.{f} is not known" for f in own if f not in chinese]
            parts, known = own.get("parts") or {}, chinese.get("parts") or {}
            told += [f"{kind}.{name}.parts: {p}" for p in sorted(parts.keys() ^ known.keys())]
    return told


def _told(entry: BaseModel, fields: tuple[str, ...]) -> dict[str, Any]:
    """Return what an entry has to tell; the empty fields need no words."""
    values = entry.model_dump(mode="json")
    return {field: values[field] for field in fields if values[field]}


def _all(entries: dict[str, EntryT], words: _WordsOfAKind) -> dict[str, EntryT]:
    return {name: _one(entry, words.get(name, {})) for name, entry in entries.items()}


def _one(entry: EntryT, words: dict[str, Any]) -> EntryT:
    if not words:
        return entry
    return type(entry).model_validate(entry.model_dump(by_alias=True) | words)


@cache
def _words(language: str) -> EntryWords:
    return load_data(EntryWords, folder_of(language) / _FILE)
