"""Weights and thresholds of reading, as data."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

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
    file = Path(__file__).with_name("thresholds.yml")
    return Thresholds.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
