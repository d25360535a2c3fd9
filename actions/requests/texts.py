"""The sentences of ``texts.yml``, checked when they are read."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from string import Formatter

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

_PLACEHOLDERS = {
    "number", "county", "department", "from_department", "due", "acknowledge_due", "reason",
    "assisting", "summary", "extension_days", "satisfaction", "duty", "action",
}  # fmt: skip


class Letter(BaseModel):
    """Subject and body of a message to a department."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: str
    body: str


class Texts(BaseModel):
    """Everything that is sent, by action."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    parent: dict[str, str]
    department: dict[str, Letter]
    duty: Letter
    call_back: Letter
    status: dict[str, str]
    forgotten: str

    @model_validator(mode="after")
    def _only_known_placeholders(self) -> Texts:
        letters = [*self.department.values(), self.duty, self.call_back]
        bodies = [text for letter in letters for text in (letter.subject, letter.body)]
        for text in [*self.parent.values(), *self.status.values(), *bodies]:
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            if unknown := names - _PLACEHOLDERS:
                raise ValueError(f"unknown placeholder {{{unknown.pop()}}} in “{text}”")
        return self


@cache
def load_texts() -> Texts:
    """Read the sentences that lie beside this module."""
    text = (Path(__file__).parent / "texts.yml").read_text(encoding="utf-8")
    return Texts.model_validate(yaml.safe_load(text))


def spoken_time(moment: str) -> str:
    """Return a stored time as people say it: ``11月30日18:00``."""
    at = datetime.fromisoformat(moment)
    return f"{at.month}月{at.day}日{at:%H:%M}"
