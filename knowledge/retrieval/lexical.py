"""BM25 over any kind of term, on bm25s."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

if TYPE_CHECKING:  # imported at first use: scipy comes with it, and few answers search
    import bm25s

Floats = npt.NDArray[np.float32]


class LexicalLeg:
    """Scores every item of a collection against the terms of a question."""

    def __init__(self, scorer: bm25s.BM25) -> None:
        self._scorer = scorer

    @classmethod
    def build(cls, items: Iterable[Sequence[str]], *, k1: float, b: float) -> LexicalLeg:
        """Index ``items``, each given as its terms; there must be at least one."""
        import bm25s

        scorer = bm25s.BM25(k1=k1, b=b)
        scorer.index(_numbered(items), show_progress=False)
        return cls(scorer)

    @classmethod
    def load(cls, folder: Path) -> LexicalLeg:
        """Read back what ``save`` wrote."""
        import bm25s

        return cls(bm25s.BM25.load(str(folder), show_progress=False))

    def save(self, folder: Path) -> None:
        """Write the index to ``folder``."""
        self._scorer.save(str(folder), show_progress=False)

    @property
    def size(self) -> int:
        """How many items there are."""
        return int(self._scorer.scores["num_docs"])

    def scores(self, terms: Sequence[str]) -> Floats:
        """Return one BM25 score per item; unknown terms count nothing."""
        known = self._scorer.get_tokens_ids(list(terms))
        if not known:
            return np.zeros(self.size, dtype=np.float32)
        return np.asarray(self._scorer.get_scores(known), dtype=np.float32)

    def rarity(self, terms: Iterable[str]) -> dict[str, float]:
        """Return the inverse document frequency of each term; unknown terms are the rarest."""
        starts = self._scorer.scores["indptr"]
        vocabulary = self._scorer.vocab_dict
        counts = {
            term: int(starts[vocabulary[term] + 1] - starts[vocabulary[term]])
            if term in vocabulary
            else 0
            for term in terms
        }
        return {
            term: float(np.log1p((self.size - count + 0.5) / (count + 0.5)))
            for term, count in counts.items()
        }


def _numbered(items: Iterable[Sequence[str]]) -> bm25s.tokenization.Tokenized:
    """Number the terms while reading, so that the texts of a large collection are not all held."""
    import bm25s

    vocabulary: dict[str, int] = {}
    ids = [[vocabulary.setdefault(term, len(vocabulary)) for term in terms] for terms in items]
    return bm25s.tokenization.Tokenized(ids=ids, vocab=vocabulary)
