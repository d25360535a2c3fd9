"""How good a ranking of documents is, with one right document per question."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import log2


@dataclass(frozen=True)
class Scores:
    """Means over the questions."""

    recall_1: float
    recall_5: float
    mrr_10: float
    ndcg_10: float


def score(rankings: Sequence[Sequence[str]], right: Sequence[str]) -> Scores:
    """Return the scores of ``rankings``, each beside its right document."""
    ranks = [
        ranking.index(document) + 1 if document in ranking else 0
        for ranking, document in zip((list(r[:10]) for r in rankings), right, strict=True)
    ]
    count = len(ranks)
    return Scores(
        recall_1=sum(rank == 1 for rank in ranks) / count,
        recall_5=sum(0 < rank <= 5 for rank in ranks) / count,
        mrr_10=sum(1 / rank for rank in ranks if rank) / count,
        ndcg_10=sum(1 / log2(rank + 1) for rank in ranks if rank) / count,
    )
