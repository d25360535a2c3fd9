"""txtai's hybrid index: BM25 and faiss, joined by its own fusion."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from txtai import Embeddings  # type: ignore[import-not-found, unused-ignore]

from benchmarks.retrieval.material import LOOKED_AT, Material
from nlu.embedding import Vectors


class Txtai:
    """Its defaults for a hybrid index; questions are embedded with the same model."""

    def __init__(self, material: Material, weights: tuple[float, float] | None = None) -> None:
        self._material = material
        self._weights = list(weights) if weights else None
        texts = material.texts
        known = dict(zip(texts, material.vectors, strict=True))

        def transform(wanted: list[str]) -> Vectors:
            if wanted[0] in known:
                return np.stack([known[text] for text in wanted])
            return material.embedder.queries(wanted)

        self._index = Embeddings(method="external", transform=transform, hybrid=True)
        self._index.index((row, text, None) for row, text in enumerate(texts))

    def search(self, question: str) -> list[str]:
        """Return the documents of the passages it finds."""
        found = self._index.search(question, LOOKED_AT, self._weights)
        return self._material.documents(int(row) for row, _ in found)

    def save(self, folder: Path) -> None:
        """Write the index, without the model."""
        self._index.config.pop("transform")
        self._index.save(str(folder / "txtai"))
