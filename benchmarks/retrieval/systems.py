"""The systems that are compared: all get the same passages, vectors and model."""

from __future__ import annotations

from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

import bm25s
import jieba

from benchmarks.retrieval.material import LOOKED_AT, WANTED, Material
from knowledge.retrieval import PassageIndex
from knowledge.retrieval.dense import DenseLeg


class System(Protocol):
    """One way to search. ``save`` puts on disk what it needs to serve."""

    def search(self, question: str) -> list[str]:
        """Return the ids of at most ten documents, best first."""

    def save(self, folder: Path) -> None:
        """Write the index."""


class Tongxing:
    """This project's own index, as `tongxing search` uses it."""

    def __init__(self, material: Material) -> None:
        self._index = PassageIndex.build(
            material.passages,
            material.embedder,
            material.folder,
            vectors=material.vectors,
        )

    def search(self, question: str) -> list[str]:
        """Return the documents of the hits."""
        return list(dict.fromkeys(hit.document for hit in self._index.search(question, WANTED)))

    def save(self, folder: Path) -> None:
        """Nothing to do: it was built on disk."""


class JiebaBm25:
    """bm25s over jieba's words, with its defaults."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._index = bm25s.BM25()
        words = [jieba.lcut(text) for text in material.texts]
        self._index.index(words, show_progress=False)

    def search(self, question: str) -> list[str]:
        """Return the documents of the best passages by words."""
        rows, _ = self._index.retrieve([jieba.lcut(question)], k=LOOKED_AT, show_progress=False)
        return self._material.documents(int(row) for row in rows[0])

    def save(self, folder: Path) -> None:
        """Write the index."""
        self._index.save(str(folder), show_progress=False)


class DenseAlone:
    """Cosine of the same vectors on faiss, nothing else."""

    def __init__(self, material: Material) -> None:
        self._material = material
        self._leg = DenseLeg.build(material.vectors, exact_up_to=len(material.vectors))

    def search(self, question: str) -> list[str]:
        """Return the documents of the nearest passages."""
        vector = self._material.embedder.queries([question])[0]
        return self._material.documents(int(row) for row in self._leg.nearest(vector, LOOKED_AT))

    def save(self, folder: Path) -> None:
        """Write the vectors."""
        self._leg.save(folder / "dense.faiss")


def systems() -> dict[str, Callable[[Material], System]]:
    """Return every system that is installed, by the name it has in the table."""
    known: dict[str, Callable[[Material], System]] = {
        "tongxing": Tongxing,
        "bm25s + jieba": JiebaBm25,
        "dense alone": DenseAlone,
    }
    if find_spec("haystack") and find_spec("haystack_integrations"):
        from benchmarks.retrieval.haystack_peer import Haystack

        known["Haystack, rank fusion"] = Haystack
        known["Haystack, fusion .8/.2"] = lambda material: Haystack(material, weights=(0.8, 0.2))
    if find_spec("txtai"):
        from benchmarks.retrieval.txtai_peer import Txtai

        known["txtai, hybrid"] = Txtai
        known["txtai, hybrid .8/.2"] = lambda material: Txtai(material, weights=(0.2, 0.8))
    return known
