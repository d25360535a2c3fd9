"""The rules for finding a detail in a document, typed; their meaning stands in ``notices.yml``."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

from knowledge.data_files import load_data


def _compiled(pattern: object) -> re.Pattern[str]:
    return re.compile(str(pattern))


Pattern = Annotated[re.Pattern[str], BeforeValidator(_compiled)]


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)


class DetailRules(_Rules):
    """How one detail is asked for, named and shown; ``listed``: a list answers it best."""

    asks: Pattern
    names: Pattern
    shows: Pattern
    listed: bool = False


class NoticeRules(_Rules):
    """``notices.yml``."""

    details: dict[str, DetailRules]
    same: dict[str, str]
    implied: dict[str, tuple[str, ...]]
    alternatives: dict[str, tuple[str, ...]]
    concepts: tuple[tuple[str, ...], ...]
    loose: tuple[tuple[str, ...], ...]
    general: Pattern
    year: Pattern
    body: Pattern
    most_lines: int
    longest_line: int
    weights: dict[str, float]
    least_chance: float
    least_ended: float
    least_near: float
    most_near: int
    longest_near: int


@cache
def notice_rules() -> NoticeRules:
    """Return the project's rules."""
    return load_data(NoticeRules, Path(__file__).with_name("notices.yml"))
