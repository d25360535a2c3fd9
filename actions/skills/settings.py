"""How sure an act has to be before it is followed."""

from __future__ import annotations

from pydantic import Field

from knowledge.settings import Section


class DecisionSettings(Section):
    """The ``decisions:`` section of ``config.yml``; shares of probability, from 0 to 1."""

    leaning: float = Field(default=0.35, gt=0, le=1)
    sure: float = Field(default=0.6, gt=0, le=1)
    very_sure: float = Field(default=0.75, gt=0, le=1)
    certain: float = Field(default=0.9, gt=0, le=1)
