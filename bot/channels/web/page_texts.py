"""The words of the pages: those for everybody by language, those of the desk in Chinese."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from knowledge.data_files import load_data
from knowledge.languages import in_words, speaking

_FOLDER = Path(__file__).parent


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
    """Return the words of ``language``; what it lacks is Chinese.

    Raises:
        ConfigurationError: a file is not valid YAML.
    """
    desk = load_data(dict[str, Any], _FOLDER / "staff" / "words.yml")
    with speaking(language):
        words = in_words(dict[str, Any], _FOLDER / "texts.yml")
    return Words(words | {"desk": desk})
