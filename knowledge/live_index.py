"""The search index of a running process: opened at first use, reopened when a new build serves."""

from __future__ import annotations

from knowledge.retrieval import Hit, PassageIndex, current_build, current_size, open_current
from knowledge.settings import Config
from nlu.embedding import Embedder
from nlu.understanding.topics.reading import unpack_vector


class LiveIndex:
    """Searches what is served now, in a process that runs for weeks."""

    def __init__(self, config: Config, embedder: Embedder, entries: int) -> None:
        """Take the configuration, the shared model and how many passages are the entries' own."""
        self._config = config
        self._embedder = embedder
        self._entries = entries
        self._index: PassageIndex | None = None
        self._build: str | None = None
        self._counted: tuple[str, int] = ("", 0)

    def holds_documents(self) -> bool:
        """Tell whether anything was ingested beside the entries.

        The index is not opened for it: where there are none, it never is.
        """
        build = current_build(self._config)
        if build is None:
            return False
        counted, size = self._counted
        if counted != build:
            size = current_size(self._config)
            self._counted = (build, size)
        return size > self._entries

    def search(self, text: str, count: int, vector: str | None = None) -> list[Hit]:
        """Return the best passages; ``vector`` is the text's packed vector, if there is one."""
        index = self._current()
        if index is None:
            return []
        unpacked = unpack_vector(vector) if vector else None
        return index.search(text, count, vector=unpacked)

    def _current(self) -> PassageIndex | None:
        build = current_build(self._config)
        if build is None:
            return None
        if self._index is None or build != self._build:
            fresh = open_current(self._config, self._embedder)
            if self._index is not None:
                self._index.close()
            self._index, self._build = fresh, build
        return self._index
