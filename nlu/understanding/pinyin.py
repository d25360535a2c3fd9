"""Words typed in pinyin (``nanming dayimiao``) are read as the words they spell."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.catalogue import load_catalogue
from knowledge.data_files import load_data
from nlu.language import syllables
from nlu.language.patterns import linear
from nlu.language.pinyin import fold
from nlu.understanding.facts.places import gazetteer

_WORDS = Path(__file__).with_suffix(".yml")
_RUN = linear(r"[A-Za-z](?:[A-Za-z' ]{0,198}[A-Za-z])?")
_LONGEST_SYLLABLE = 6
_LONGEST_WORD = 8
_LEAST = 2
_MEANT = 0.5


class _Words(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    words: tuple[str, ...]


def spelt_out(text: str) -> str:
    """Return ``text`` with runs of pinyin as the words they spell.

    A run is taken for pinyin when it divides into syllables and half of them or more belong to
    words this product knows; what is left of it says nothing here and is dropped. English words,
    commands and abbreviations stay as they are.
    """
    if text.startswith("/") or not _RUN.search(text):
        return text
    return _RUN.sub(_spelt, text)


def _spelt(run: re.Match[str]) -> str:
    spoken = _divided(run.group().lower().replace("'", " "))
    words, known, at = [], 0, 0
    while spoken and at < len(spoken):
        length, word = _longest_word(spoken, at)
        if word:
            words.append(word)
            known += length
        at += length
    return " ".join(words) if words and known >= _MEANT * len(spoken) else run.group()


def _longest_word(spoken: tuple[str, ...], at: int) -> tuple[int, str]:
    for length in range(min(_LONGEST_WORD, len(spoken) - at), _LEAST - 1, -1):
        if word := _vocabulary().get(spoken[at : at + length]):
            return length, word
    return 1, ""


def _divided(letters: str) -> tuple[str, ...]:
    """Return the folded syllables of a run, none when it does not divide into syllables.

    Blanks end a syllable; among several ways of dividing, the one with the longest syllables
    from the left is taken, as input methods do.
    """
    found: list[str] = []
    for part in letters.split():
        ways: dict[int, tuple[str, ...]] = {len(part): ()}
        for start in range(len(part) - 1, -1, -1):
            for end in range(min(len(part), start + _LONGEST_SYLLABLE), start, -1):
                if end in ways and part[start:end] in _syllables():
                    ways[start] = (part[start:end], *ways[end])
                    break
        if 0 not in ways:
            return ()
        found += ways[0]
    return tuple(fold(one) for one in found)


@cache
def _vocabulary() -> dict[tuple[str, ...], str]:
    """Return the words by their sounds; the first of those that sound alike counts."""
    catalogue, places = load_catalogue(), gazetteer().counties.values()
    words = [
        *(one.plain_name for one in catalogue.services.values()),
        *(one.name for one in catalogue.services.values()),
        *(alias for one in catalogue.examples.values() for alias in one.aliases),
        *(name for place in places for name in (place.name, place.short)),
        *load_data(_Words, _WORDS).words,
        *(one.name for one in catalogue.departments.values()),
    ]
    found: dict[tuple[str, ...], str] = {}
    for word in words:
        sounds = syllables(word)
        if _LEAST <= len(sounds) <= _LONGEST_WORD and len(sounds) == len(word):
            found.setdefault(sounds, word)
    return found


@cache
def _syllables() -> frozenset[str]:
    """Return every toneless syllable, from the readings of the characters in everyday use."""
    from pypinyin import Style, lazy_pinyin

    spelt = lazy_pinyin(_everyday_characters(), style=Style.NORMAL, v_to_u=False)
    return frozenset(one for one in spelt if one.isascii())


def _everyday_characters() -> str:
    """Return the first level of GB 2312, where every syllable of the language occurs."""
    rows = (bytes([row, cell]) for row in range(0xB0, 0xD8) for cell in range(0xA1, 0xFF))
    return b"".join(rows).decode("gb2312", "ignore")
