"""Nearest passages by meaning, on faiss: exact while that is fast, then a graph."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from nlu.embedding import Vectors

if TYPE_CHECKING:  # imported at first use: few answers search
    import faiss

Rows = npt.NDArray[np.int64]

GRAPH_NEIGHBOURS = 32
BUILD_BREADTH = 200
SEARCH_BREADTH = 64


class DenseLeg:
    """Cosine similarity between a question's vector and the passages' vectors."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: Vectors, *, exact_up_to: int) -> DenseLeg:
        """Index unit ``vectors``; more than ``exact_up_to`` of them are searched approximately."""
        import faiss

        count, dimensions = vectors.shape
        if count <= exact_up_to:
            index: faiss.Index = faiss.IndexFlatIP(dimensions)
        else:
            index = faiss.IndexHNSWFlat(dimensions, GRAPH_NEIGHBOURS, faiss.METRIC_INNER_PRODUCT)
            index.hnsw.efConstruction = BUILD_BREADTH
        index.add(np.ascontiguousarray(vectors, dtype=np.float32))
        return cls(index)

    @classmethod
    def load(cls, file: Path) -> DenseLeg:
        """Read back what ``save`` wrote."""
        import faiss

        return cls(faiss.read_index(str(file)))

    def save(self, file: Path) -> None:
        """Write the index to ``file``."""
        import faiss

        faiss.write_index(self._index, str(file))

    def nearest(self, vector: Vectors, count: int) -> Rows:
        """Return the rows of the ``count`` nearest passages, best first."""
        import faiss

        wanted = min(count, self._index.ntotal)
        breadth = max(SEARCH_BREADTH, wanted)
        approximate = isinstance(self._index, faiss.IndexHNSWFlat)
        # faiss adds this class at run time, so its type stub does not know it.
        parameters = faiss.SearchParametersHNSW  # type: ignore[attr-defined]
        options = parameters(efSearch=breadth) if approximate else None
        _, rows = self._index.search(vector.reshape(1, -1), wanted, params=options)
        found: Rows = rows[0][rows[0] >= 0]
        return found

    def cosines(self, vector: Vectors, rows: Rows) -> Vectors:
        """Return the exact cosine of each of ``rows`` with ``vector``."""
        return np.asarray(self._index.reconstruct_batch(rows) @ vector, dtype=np.float32)
