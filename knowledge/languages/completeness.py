"""What a language lacks beside the Chinese words, or says that no room asks for."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.data_files import read_data
from knowledge.languages.words import ROOT, translation_of

WORD_FILES = (
    "actions/requests/texts.yml",
    "actions/texts/*.yml",
    "bot/channels/*/texts.yml",
    "bot/channels/*.yml",
    "knowledge/answers/texts.yml",
)
"""The files a parent is shown words of, as patterns of their paths."""
_NO_WORDS = ("bot/channels/seats.yml",)
_HAN = re.compile("[\u3400-\u9fff]")
_PLACE = re.compile(r"\{(\w+)")


def word_files() -> list[Path]:
    """Return the Chinese word files."""
    found = [file for pattern in WORD_FILES for file in sorted(ROOT.glob(pattern))]
    return [file for file in found if str(file.relative_to(ROOT)) not in _NO_WORDS]


def shortcomings(name: str) -> list[str]:
    """Return what is wrong with a language, one line for each word: its file, place and reason."""
    told = []
    for file in word_files():
        own, shown = translation_of(file, name), file.relative_to(ROOT)
        if not own.exists():
            told.append(f"{shown}: not in {name}")
            continue
        told += [f"{shown}: {line}" for line in compared(read_data(own), read_data(file))]
    return told


def compared(words: Any, chinese: Any, path: str = "") -> Iterator[str]:
    """Yield what words lack, or say that nobody asks for, beside the Chinese ones."""
    if isinstance(chinese, dict) and isinstance(words, dict):
        yield from _keys_compared(words, chinese, path)
        for key in chinese.keys() & words.keys():
            yield from compared(words[key], chinese[key], f"{path}{key}.")
    elif type(words) is not type(chinese):
        yield f"{path[:-1]} must be a {type(chinese).__name__}"
    elif isinstance(words, str):
        if odd := set(_PLACE.findall(words)) - set(_PLACE.findall(chinese)):
            yield f"{path[:-1]}: nothing fills {{{min(odd)}}}"
        if odd := set(_PLACE.findall(chinese)) - set(_PLACE.findall(words)):
            yield f"{path[:-1]}: {{{min(odd)}}} is left out"


def _keys_compared(words: Any, chinese: Any, path: str) -> Iterator[str]:
    if _are_labels(words, chinese):
        return
    for key in sorted(map(str, chinese.keys() - words.keys())):
        yield f"{path}{key} is missing"
    for key in sorted(map(str, words.keys() - chinese.keys())):
        yield f"{path}{key} is not known"


def _are_labels(words: Any, chinese: Any) -> bool:
    """Tell choices whose keys are what is shown; what they stand for is the same."""
    shown = all(_HAN.search(str(key)) for key in chinese)
    return shown and sorted(map(str, words.values())) == sorted(map(str, chinese.values()))
