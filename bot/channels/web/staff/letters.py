"""Pinyin and initials typed while a caller speaks: ``dym nmq`` is 打疫苗 in 南明区."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from pypinyin import Style, lazy_pinyin

from bot.channels.web.faq.suggesting import Suggester
from nlu.understanding.facts.vocabulary import counties

_FEWEST = 2
_SERVICE = "/service/"


@dataclass(frozen=True)
class Spelt:
    """What letters stand for: services (ids) and counties, the likeliest first."""

    services: tuple[str, ...]
    counties: tuple[str, ...]


def spelt(typed: str, suggester: Suggester) -> Spelt | None:
    """Return what words of letters stand for; ``None`` when something else was typed."""
    words = typed.lower().split()
    if not words or not all(word.isascii() and word.isalpha() for word in words):
        return None
    found_services: list[str] = []
    found_counties: list[str] = []
    for word in words:
        places = _counties(word)
        found_counties += places
        suggested = [one.url for one in suggester.suggest(word)]
        services = [url.removeprefix(_SERVICE) for url in suggested if url.startswith(_SERVICE)]
        # A word that is a county's in full is no topic's.
        found_services += [] if places and len(words) > 1 else services
    return Spelt(tuple(dict.fromkeys(found_services)), tuple(dict.fromkeys(found_counties)))


def _counties(letters: str) -> list[str]:
    if len(letters) < _FEWEST:
        return []
    exact = [name for name, spellings in _spellings().items() if letters in spellings]
    if exact:
        return exact
    return [
        name
        for name, spellings in _spellings().items()
        if any(one.startswith(letters) for one in spellings if len(letters) > _FEWEST)
    ]


@cache
def _spellings() -> dict[str, frozenset[str]]:
    """Return how each county is typed: pinyin and initials of its full and its short name."""
    return {
        entry.name: frozenset(
            spelling for name in (entry.name, entry.short) for spelling in _spell(name)
        )
        for prefecture in counties().prefectures
        for entry in prefecture.counties
    }


def _spell(name: str) -> tuple[str, str]:
    syllables = lazy_pinyin(name, style=Style.NORMAL)
    return "".join(syllables), "".join(one[0] for one in syllables)
