"""What a message says outright, by pattern: details asked for, places, danger."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, BeforeValidator, ConfigDict


def _compiled(pattern: object) -> re.Pattern[str]:
    return re.compile(str(pattern))


Pattern = Annotated[re.Pattern[str], BeforeValidator(_compiled)]


class OutOfScope(BaseModel):
    """A look-alike of the checklist and how strongly it speaks against an answer."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    adds: float
    pattern: Pattern
    unless: str

    def weight(self, text: str) -> float:
        """Return what ``text`` adds to the log score of "out of scope"."""
        if not self.pattern.search(text):
            return 0.0
        if self.unless and re.search(self.unless, text):
            return 0.0
        return self.adds


class Signals(BaseModel):
    """``signals.yml``, compiled. All texts given to its methods are in normal form."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    details: dict[str, Pattern]
    frequency: Pattern
    elsewhere: Pattern
    from_elsewhere: Pattern
    crisis: dict[str, Pattern]
    not_crisis: Pattern
    out_of_scope: tuple[OutOfScope, ...]

    def details_in(self, text: str) -> tuple[str, ...]:
        """Return the ids of the details that ``text`` asks for."""
        found = tuple(name for name, pattern in self.details.items() if pattern.search(text))
        return (*found, "frequency") if self.frequency.search(text) else found

    def place_elsewhere(self, text: str) -> str | None:
        """Return the place outside Guizhou that ``text`` asks about, if it does."""
        place = self.elsewhere.search(text)
        if place is None or self.from_elsewhere.search(text):
            return None
        return place.group()

    def dangers_in(self, text: str) -> tuple[str, ...]:
        """Return the categories of present danger said outright."""
        if self.not_crisis.search(text):
            return ()
        return tuple(name for name, pattern in self.crisis.items() if pattern.search(text))

    def out_of_scope_weight(self, text: str) -> float:
        """Return what the text adds to the log score of "out of scope" (0 when nothing)."""
        weight = max((rule.weight(text) for rule in self.out_of_scope), default=0.0)
        return weight + (4.0 if self.place_elsewhere(text) else 0.0)


@cache
def signals() -> Signals:
    """Return the project's signals."""
    file = Path(__file__).with_name("signals.yml")
    return Signals.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
