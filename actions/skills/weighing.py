"""Yes or no by everything that was heard: logistic regressions kept as data.

``wish.yml`` and ``lean.yml`` hold one each; ``benchmarks/fit_decisions.py`` fits them on the
project's own sentences.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge.data_files import load_data

_LEAST_SHARE = 0.02


class Weights(BaseModel):
    """One decision: the weight of each sign, and from how likely on the answer is yes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    yes_from: float = Field(ge=0, le=1)
    intercept: float
    signs: dict[str, float]

    def likelihood(self, signs: Mapping[str, float]) -> float:
        """Return how likely yes is (0 to 1)."""
        log_odds = self.intercept + sum(self.signs[name] * value for name, value in signs.items())
        return 1 / (1 + math.exp(-log_odds))

    def is_yes(self, signs: Mapping[str, float]) -> bool:
        """Tell whether it is likely enough."""
        return self.likelihood(signs) >= self.yes_from


@cache
def weights_in(file: Path) -> Weights:
    """Return the weights of a data file."""
    return load_data(Weights, file)


def log_odds(share: float) -> float:
    """Return the log odds of a share; beyond a fiftieth from either end nothing more is known."""
    kept = min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE)
    return math.log(kept / (1 - kept))
