"""The prefectures and counties of Guizhou, and finding their names in a text."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from nlu.language.patterns import linear
from nlu.language.pinyin import spelling
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.words import is_inside_other_words


@dataclass(frozen=True)
class Prefecture:
    """One of the nine prefecture-level units, by official name."""

    name: str
    short: str


@dataclass(frozen=True)
class County:
    """One of the 88 county-level units, by official name."""

    name: str
    short: str
    prefecture: Prefecture


@dataclass(frozen=True)
class Zone:
    """A place that is not a county, with the counties it may belong to and a note for people."""

    name: str
    counties: tuple[County, ...]
    note: str


@dataclass(frozen=True)
class Outside:
    """A place that is not in Guizhou."""

    name: str


@dataclass(frozen=True)
class Province:
    """Guizhou itself: says nothing about the county, but what follows belongs to it."""

    name: str


_LATIN_WORD = linear(r"\b[A-Za-z]{5,16}\b")
_SHORT = 40
_HERE = "这边"

Place = Province | Prefecture | County | Zone | Outside
Wording = Literal["full", "short", "everyday"]


@dataclass(frozen=True)
class Mention:
    """A place named in a text; ``wording`` tells how sure it is that a place was meant."""

    place: Place
    wording: Wording
    start: int
    end: int


class Gazetteer:
    """Every name of every place; the longest name at a position wins."""

    def __init__(self) -> None:
        self.prefectures: dict[str, Prefecture] = {}
        self.counties: dict[str, County] = {}
        self.urban: dict[Prefecture, tuple[County, ...]] = {}
        self._names: dict[str, tuple[Place, Wording]] = {}
        self._add_guizhou()
        self._add_outside()
        self._by_start = self._index()
        self._latin = self._latin_names()

    def mentions(self, text: str) -> list[Mention]:
        """Return the places named in a normalised text, left to right, not overlapping."""
        found: list[Mention] = []
        position = 0
        while position < len(text) - 1:
            for name in self._by_start.get(text[position : position + 2], ()):
                if text.startswith(name, position):
                    place, wording = self._names[name]
                    if wording != "full" and is_inside_other_words(
                        text, position, position + len(name)
                    ):
                        continue
                    found.append(Mention(place, wording, position, position + len(name)))
                    position += len(name) - 1
                    break
            position += 1
        return found or list(self._in_latin(text))

    def _in_latin(self, text: str) -> Iterator[Mention]:
        """Yield the places an English text names: we live in Huaxi."""
        for word in _LATIN_WORD.finditer(text):
            if place := self._latin.get(word.group().lower()):
                yield Mention(place, "short", *word.span())

    def _latin_names(self) -> dict[str, Place]:
        """Return how the places of Guizhou are spelt; no two of them alike."""
        places: list[County | Prefecture] = [*self.counties.values(), *self.prefectures.values()]
        spelt = [(spelling(place.short), place) for place in places]
        times = Counter(name for name, _ in spelt)
        return {name: place for name, place in spelt if times[name] == 1}

    def _add_guizhou(self) -> None:
        data = vocabulary.counties()
        for entry in data.prefectures:
            prefecture = Prefecture(entry.name, entry.short)
            self.prefectures[entry.name] = prefecture
            self._name(prefecture, "full", entry.name, entry.short + "市", *entry.aliases)
            self._name(prefecture, "short", entry.short)
            for county in entry.counties:
                self._add_county(County(county.name, county.short, prefecture), county)
            self.urban[prefecture] = tuple(self.counties[name] for name in entry.urban)
        for zone in data.zones:
            place = Zone(zone.names[0], tuple(self.counties[n] for n in zone.counties), zone.note)
            self._name(place, "full", *zone.names)
        for name in data.own_province:
            self._name(Province(data.own_province[0]), "short", name)

    def _add_county(self, county: County, entry: vocabulary.CountyEntry) -> None:
        self.counties[county.name] = county
        # People often say 县 of a city and 区 of a county; the place is clear all the same.
        suffixed = (entry.short + kind for kind in ("区", "县", "市", "自治县", "县城"))
        self._name(county, "full", entry.name, *suffixed, *entry.aliases)
        self._name(county, "everyday" if entry.everyday else "short", entry.short)

    def _add_outside(self) -> None:
        data = vocabulary.outside()
        for name in (*data.provinces, *data.cities):
            suffixes = ("省", "自治区") if name in data.provinces else ()
            for written in (name, name + "市", *(name + suffix for suffix in suffixes)):
                self._name(Outside(name), "short", written)
        for name in data.cities_with_suffix_only:
            self._name(Outside(name), "full", name)

    def _name(self, place: Place, wording: Wording, *names: str) -> None:
        for name in names:
            self._names.setdefault(name, (place, wording))

    def _index(self) -> dict[str, list[str]]:
        index: dict[str, list[str]] = defaultdict(list)
        for name in sorted(self._names, key=len, reverse=True):
            index[name[:2]].append(name)
        return dict(index)


@cache
def gazetteer() -> Gazetteer:
    """Return the gazetteer, built on first use."""
    return Gazetteer()


def outside_mentions(text: str) -> list[Mention]:
    """Return the places outside Guizhou named in a normalised text, left to right."""
    return [one for one in gazetteer().mentions(text) if isinstance(one.place, Outside)]


def without_places(text: str) -> str:
    """Return a short text with the counties and prefectures of Guizhou it names as 这边.

    What is asked does not depend on where, and a name that few examples have only blurs it. In a
    longer text it is one word of many.
    """
    if len(text) > _SHORT:
        return text
    for mention in reversed(gazetteer().mentions(text)):
        if isinstance(mention.place, County | Prefecture | Zone):
            text = f"{text[: mention.start]}{_HERE}{text[mention.end :]}"
    return text
