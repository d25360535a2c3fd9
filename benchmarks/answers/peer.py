"""The plainest peer: sentence-transformers, and the entry with the nearest vector.

``python benchmarks/answers/peer.py ENTRIES QUESTION`` prints the entry a fresh process finds. It
loads nothing of ours then, so that the time is the peer's own.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
from sentence_transformers import SentenceTransformer

_VECTORS, _DESCRIPTION = "vectors.npy", "entries.json"


class NearestEntry:
    """Answers with the entry whose vector is nearest; holds the model and the entries."""

    def __init__(self, folder: Path) -> None:
        """Open what ``prepare`` wrote."""
        described = json.loads((folder / _DESCRIPTION).read_text(encoding="utf-8"))
        self._entries = described["entries"]
        self._vectors = np.load(folder / _VECTORS)
        self._model = SentenceTransformer(described["model"], device="cpu")

    @staticmethod
    def prepare(folder: Path, model: Path) -> None:
        """Embed all entries into ``folder``."""
        from knowledge.catalogue import load_catalogue
        from knowledge.retrieval import entry_passages

        passages = entry_passages(load_catalogue())
        texts = [f"{passage.title} {passage.text}" for passage in passages]
        encoder = SentenceTransformer(str(model), device="cpu")
        np.save(folder / _VECTORS, _encoded(encoder, texts, "passage"))
        described = {"model": str(model), "entries": [passage.id for passage in passages]}
        (folder / _DESCRIPTION).write_text(json.dumps(described), encoding="utf-8")

    def ask(self, question: str) -> str:
        """Return the id of the nearest entry."""
        vector = _encoded(self._model, [question], "query")[0]
        return str(self._entries[int(np.argmax(self._vectors @ vector))])


def _encoded(model: SentenceTransformer, texts: Sequence[str], prompt: str) -> np.ndarray:
    return model.encode(
        list(texts), prompt_name=prompt, normalize_embeddings=True, show_progress_bar=False
    )


if __name__ == "__main__":
    print(NearestEntry(Path(sys.argv[1])).ask(sys.argv[2]))
