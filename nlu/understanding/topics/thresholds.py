"""Weights and thresholds of reading, as data."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge.data_files import load_data

Weights = dict[str, float]

Share = Field(ge=0, le=1)
_NEAR_NOTHING = 0.01
_SUREST_WINDOWS = 3


@dataclass(frozen=True)
class PairSigns:
    """What speaks for two services that stand in two halves of a message both being wanted.

    Attributes:
        weaker: the share of the service whose half is less sure of it.
        stronger: that of the other.
        asked: how likely the half asks that is less likely to ask.
        whole: the share of the lesser service in the whole message.
        said: the message says outright that it asks for two things.
    """

    weaker: float
    stronger: float
    asked: float
    whole: float
    said: bool

    def log_odds(self) -> dict[str, float]:
        """Return them as the regression weighs them, by the names of its weights."""
        shares = {"weaker": self.weaker, "stronger": self.stronger}
        shares |= {"asked": self.asked, "whole": self.whole}
        return {**{name: _log_odds(one) for name, one in shares.items()}, "said": float(self.said)}


class PairWeights(BaseModel):
    """A logistic regression: are two services that stand in two halves of a message both wanted?"""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    weaker: float
    stronger: float
    asked: float
    whole: float
    said: float

    def share(self, signs: PairSigns) -> float:
        """Return how likely both are wanted."""
        told = signs.log_odds()
        log_odds = self.intercept + sum(getattr(self, name) * one for name, one in told.items())
        return 1 / (1 + math.exp(-log_odds))


@dataclass(frozen=True)
class DangerSigns:
    """What speaks for danger.

    Attributes:
        share: the log odds of the share of danger among all that a message may be.
        nearer: how much nearer it is to the examples of danger than to all others.
        said: its words say so outright.
    """

    share: float
    nearer: float
    said: bool

    @classmethod
    def of(cls, share: float, nearer: float, *, said: bool) -> DangerSigns:
        """Return the signs of a share."""
        return cls(_log_odds(share), nearer, said)


class DangerWeights(BaseModel):
    """A logistic regression over what speaks for danger."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    share: float
    nearer: float
    said: float

    def likelihood(self, signs: DangerSigns) -> float:
        """Return how likely a message tells of danger."""
        log_odds = self.intercept + self.share * signs.share
        log_odds += self.nearer * signs.nearer + self.said * signs.said
        return 1 / (1 + math.exp(-log_odds))


@dataclass(frozen=True)
class LetterSigns:
    """What tells whether a letter is about something of ours, each in log odds.

    ``opening`` is how much of its opening is ours beside what is not, ``surest`` the same of the
    windows that are most surely ours; ``named`` is the share of the likeliest topic in the opening,
    ``clearest`` the greatest share that a topic has anywhere.
    """

    opening: float
    surest: float
    named: float
    clearest: float

    @classmethod
    def of(cls, ours: Sequence[float], named: Sequence[float]) -> LetterSigns:
        """Return the signs of a letter.

        Args:
            ours: of its opening and of each window, how much is ours beside what is not.
            named: of the same, the share of the likeliest topic.
        """
        surest = sorted(ours[1:])[-_SUREST_WINDOWS:]
        return cls(
            opening=_log_odds(ours[0]),
            surest=sum(map(_log_odds, surest)) / len(surest),
            named=_log_odds(named[0]),
            clearest=_log_odds(max(named)),
        )


class LetterWeights(BaseModel):
    """A logistic regression: is a letter about something of ours?

    Most of a letter is about nothing, and a long story touches on many things; one of ours is
    named clearly somewhere in it.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    intercept: float
    opening: float
    surest: float
    named: float
    clearest: float

    def likelihood(self, signs: LetterSigns) -> float:
        """Return how likely the letter is ours."""
        log_odds = self.intercept + self.opening * signs.opening + self.surest * signs.surest
        log_odds += self.named * signs.named + self.clearest * signs.clearest
        return 1 / (1 + math.exp(-log_odds))


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
    consent_share: float = Share
    elsewhere_share: float = Share
    pair_share: float = Share
    pair_share_in_order: float = Share
    pair: PairWeights
    letter: LetterWeights
    danger_likelihood: float = Share
    danger: DangerWeights


@cache
def thresholds() -> Thresholds:
    """Return the project's thresholds."""
    return load_data(Thresholds, Path(__file__).with_name("thresholds.yml"))
