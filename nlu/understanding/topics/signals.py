"""What a message says outright, by pattern: details asked for, places, danger."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainValidator

from knowledge.catalogue import Detail
from knowledge.data_files import load_data
from nlu.language.patterns import linear

OUT_OF_SCOPE = "out_of_scope"


def _compiled(pattern: object) -> re.Pattern[str]:
    return linear(str(pattern))


Pattern = Annotated[re.Pattern[str], PlainValidator(_compiled)]


class Leaning(BaseModel):
    """Words that lean a message towards one act, and how strongly."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    toward: str
    adds: float
    pattern: Pattern
    unless: str

    def weight(self, text: str) -> float:
        """Return what ``text`` adds to the log share of the act."""
        if not self.pattern.search(text):
            return 0.0
        if self.unless and re.search(self.unless, text):
            return 0.0
        return self.adds


class Signals(BaseModel):
    """``signals.yml``, compiled. All texts given to its methods are in normal form."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    details: dict[Detail, Pattern]
    frequency: Pattern
    elsewhere_adds: float
    two_needs: Pattern
    crisis: dict[str, Pattern]
    not_crisis: Pattern
    leanings: tuple[Leaning, ...]

    def details_in(self, text: str) -> tuple[Detail, ...]:
        """Return the details that ``text`` asks for in so many words."""
        found = tuple(name for name, pattern in self.details.items() if pattern.search(text))
        return (*found, Detail.FREQUENCY) if self.frequency.search(text) else found

    def dangers_in(self, text: str) -> tuple[str, ...]:
        """Return the categories of present danger said outright."""
        if self.not_crisis.search(text):
            return ()
        return tuple(name for name, pattern in self.crisis.items() if pattern.search(text))

    def leanings_of(self, text: str, *, is_elsewhere: bool) -> dict[str, float]:
        """Return what the words add to the log share of each act they lean towards.

        ``is_elsewhere`` says that they name the other province the whole message asks about.
        """
        weights: dict[str, float] = {}
        for leaning in self.leanings:
            weight = leaning.weight(text)
            if weight:
                weights[leaning.toward] = max(weight, weights.get(leaning.toward, 0.0))
        if is_elsewhere:
            weights[OUT_OF_SCOPE] = weights.get(OUT_OF_SCOPE, 0.0) + self.elsewhere_adds
        return weights


@cache
def signals() -> Signals:
    """Return the project's signals."""
    return load_data(Signals, Path(__file__).with_name("signals.yml"))
