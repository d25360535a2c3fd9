"""How likely it is that the fact found answers what was asked: a regression kept as data."""

from __future__ import annotations

import math
from dataclasses import astuple, dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge.data_files import load_data

FILE = Path(__file__).with_name("certainty.yml")


@dataclass(frozen=True)
class Signs:
    """What speaks for the best fact of a message.

    Attributes:
        over_none: its log share beside all that no fact answers, service and detail counted.
        ahead: the same beside the next fact.
        over_likest: its log share beside the likest group that no fact answers, by the words alone.
        misfit: 1 where a concrete detail is asked for that it does not settle, else 0.
    """

    over_none: float
    ahead: float
    over_likest: float
    misfit: float


class Certainty(BaseModel):
    """``certainty.yml``: written by ``benchmarks/fit_law.py``, which says what it was fitted on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    told_from: float = Field(ge=0, le=1)
    certain_from: float = Field(ge=0, le=1)
    ours_from: float = Field(ge=0, le=1)
    intercept: float
    over_none: float
    ahead: float
    over_likest: float
    misfit: float

    def likelihood(self, signs: Signs) -> float:
        """Return how likely the fact answers the message (0 to 1)."""
        weights = (self.over_none, self.ahead, self.over_likest, self.misfit)
        log_odds = self.intercept + sum(map(math.prod, zip(weights, astuple(signs), strict=True)))
        return 1 / (1 + math.exp(-max(min(log_odds, 50.0), -50.0)))


@cache
def certainty() -> Certainty:
    """Return the project's fitted weights."""
    return load_data(Certainty, FILE)
