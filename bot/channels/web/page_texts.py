"""The words of the pages, one file per language under ``texts/``."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from knowledge.data_files import load_data
from knowledge.errors import ConfigurationError

_FOLDER = Path(__file__).parent / "texts"


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
        ConfigurationError: there is no such language, or its file is not valid YAML.
    """
    file = _FOLDER / f"{language}.yml"
    if not file.exists():
        known = ", ".join(sorted(path.stem for path in _FOLDER.glob("*.yml")))
        raise ConfigurationError(f"web.language: no texts for {language!r}; use {known}")
    return Words(load_data(dict[str, Any], file))
