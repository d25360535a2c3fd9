"""The words of the pages, one file per language under ``texts/``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from knowledge.data_files import load_data
from knowledge.errors import ConfigurationError

_FOLDER = Path(__file__).parent / "texts"
_COMPLETE = "zh"
_PLACE = re.compile(r"\{(\w+)")


class Words:
    """One language's words; a missing one is an error, never an empty place on a page."""

    def __init__(self, tree: dict[str, Any]) -> None:
        """Take the parsed file."""
        self.tree = tree

    def say(self, path: str, **values: object) -> str:
        """Return the words at ``path`` (``track.errors.wrong``) with their places filled.

        Raises:
            KeyError: nothing stands there, or a place is not filled.
        """
        node: Any = self.tree
        for part in path.split("."):
            node = node[part]
        return str(node).format(**values)


@cache
def load_words(language: str) -> Words:
    """Return the words of ``language``.

    Raises:
        ConfigurationError: there is no such language, its file is not valid YAML, or lacks words.
    """
    file = _FOLDER / f"{language}.yml"
    if not file.exists():
        known = ", ".join(sorted(path.stem for path in _FOLDER.glob("*.yml")))
        raise ConfigurationError(f"web.language: no texts for {language!r}; use {known}")
    words = load_data(dict[str, Any], file)
    check_shape(file, words, load_data(dict[str, Any], _FOLDER / f"{_COMPLETE}.yml"))
    return Words(words)


def check_shape(file: Path, words: Any, complete: Any, path: str = "") -> None:
    """Check that a language has the words of the complete one, with places for the same values.

    Raises:
        ConfigurationError: naming the first words that are missing, too many or filled otherwise.
    """
    if isinstance(complete, dict) and isinstance(words, dict):
        if odd := complete.keys() ^ words.keys():
            name = min(map(str, odd))
            told = "is not known" if name in map(str, words) else "is missing"
            raise ConfigurationError(f"{file.name}: {path}{name} {told}")
        for name, node in complete.items():
            check_shape(file, words[name], node, f"{path}{name}.")
    elif type(words) is not type(complete):
        raise ConfigurationError(f"{file.name}: {path[:-1]} must be a {type(complete).__name__}")
    elif isinstance(words, str) and (
        odd := set(_PLACE.findall(words)) - set(_PLACE.findall(complete))
    ):
        raise ConfigurationError(f"{file.name}: {path[:-1]}: nothing fills {{{min(odd)}}}")
