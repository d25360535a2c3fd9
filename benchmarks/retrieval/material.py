"""What every system is given to index."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from knowledge.ingestion import Passage
from nlu.embedding import Embedder, Vectors

WANTED = 10
LOOKED_AT = 50
"""How many passages a system that knows no documents returns, to make ten documents of them."""


@dataclass(frozen=True)
class Material:
    """What a system indexes: passages, one unit vector each, and the model for questions."""

    passages: list[Passage]
    vectors: Vectors
    embedder: Embedder
    model: Path
    folder: Path

    @property
    def texts(self) -> list[str]:
        """What others index of a passage: its title and its words."""
        return [f"{passage.title} {passage.text}" for passage in self.passages]

    def documents(self, rows: Iterable[int]) -> list[str]:
        """Return the documents of passage rows, best first, each once."""
        return list(dict.fromkeys(self.passages[row].document_id for row in rows))[:WANTED]
