"""Weights and thresholds of reading, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from knowledge.data_files import load_data

Weights = dict[str, float]

Share = Field(ge=0, le=1)


class Thresholds(BaseModel):
    """``thresholds.yml``, checked; the meaning of each value is told there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    weights: Weights
    ours_share: float = Share
    ours_share_of_letter: float = Share
    answer_share: float = Share
    service_share: float = Share
    service_margin: float = Share
    pair_share: float = Share
    pair_share_when_said: float = Share
    crisis_share: float = Share
    crisis_share_when_said: float = Share


@cache
def thresholds() -> Thresholds:
    """Return the project's thresholds."""
    return load_data(Thresholds, Path(__file__).with_name("thresholds.yml"))
