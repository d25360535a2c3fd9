"""What is said around the words of a document, typed; see ``telling.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.data_files import load_data


class TellingTexts(BaseModel):
    """``telling.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    one: str
    list: str
    source: str
    source_unknown: str
    left_out: str
    recognised: str
    ended: str
    ended_period: str
    other_county: str
    pointed: str
    near: str
    near_line: str
    place_unknown: str
    which_county: str
    lacks: str
    whose: str
    nation: str
    kinds: dict[str, str]
    details: dict[str, str]


@cache
def telling_texts() -> TellingTexts:
    """Return the project's texts."""
    return load_data(TellingTexts, Path(__file__).with_name("telling.yml"))
