"""The data files of ingestion: rules and texts, typed when they are read."""

from __future__ import annotations

import re
from functools import cached_property

from pydantic import BaseModel, ConfigDict


class PatternRules(BaseModel):
    """Base of rule files that hold lists of regular expressions."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


def any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Compile a list of patterns into one that matches any of them, ignoring case."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
