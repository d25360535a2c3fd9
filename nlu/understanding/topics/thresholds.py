"""Weights and thresholds of reading, as data."""

from __future__ import annotations

import math
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge.data_files import load_data

Weights = dict[str, float]

Share = Field(ge=0, le=1)
_NEAR_NOTHING = 0.01


class PairWeights(BaseModel):
    """A logistic regression: are two services that stand in two halves of a message both wanted?"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    weaker: float
    stronger: float
    asked: float
    whole: float
    said: float

    def share(
        self, weaker: float, stronger: float, asked: float, whole: float, *, said: bool
    ) -> float:
        """Return how likely both are wanted.

        Args:
            weaker: the share of the service whose half is less sure of it.
            stronger: that of the other.
            asked: how likely the half asks that is less likely to ask.
            whole: the share of the lesser service in the whole message.
            said: the message says outright that it asks for two things.
        """
        log_odds = self.intercept + self.said * said
        log_odds += self.weaker * _log_odds(weaker) + self.stronger * _log_odds(stronger)
        log_odds += self.asked * _log_odds(asked) + self.whole * _log_odds(whole)
        return 1 / (1 + math.exp(-log_odds))


class DangerWeights(BaseModel):
    """A logistic regression over what speaks for danger."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    share: float
    nearer: float
    said: float

    def likelihood(self, share: float, nearer: float, *, said: bool) -> float:
        """Return how likely a message tells of danger.

        Args:
            share: of danger among all that it may be.
            nearer: how much nearer it is to the examples of danger than to all others.
            said: its words say so outright.
        """
        log_odds = self.intercept + self.share * _log_odds(share)
        return 1 / (1 + math.exp(-log_odds - self.nearer * nearer - self.said * said))


def _log_odds(share: float) -> float:
    return math.log((share + _NEAR_NOTHING) / (1 + _NEAR_NOTHING - share))


class Thresholds(BaseModel):
    """``thresholds.yml``, checked; the meaning of each value is told there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: Weights
    ours_share: float = Share
    ours_share_of_letter: float = Share
    answer_share: float = Share
    service_share: float = Share
    service_margin: float = Share
    telling_counts: float = Share
    wants_share: float = Share
    wants_share_of_letter: float = Share
    pair_share: float = Share
    pair_share_in_order: float = Share
    pair: PairWeights
    danger_likelihood: float = Share
    danger: DangerWeights


@cache
def thresholds() -> Thresholds:
    """Return the project's thresholds."""
    return load_data(Thresholds, Path(__file__).with_name("thresholds.yml"))
