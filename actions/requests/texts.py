"""The sentences of ``texts.yml``, checked when they are read."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from knowledge.data_files import refuse_unknown_placeholders
from knowledge.languages import in_words

_FILE = Path(__file__).with_name("texts.yml")
_PLACEHOLDERS = {
    "number", "county", "department", "from_department", "due", "acknowledge_due", "reason",
    "assisting", "summary", "words", "extension_days", "satisfaction", "duty", "action",
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
        refuse_unknown_placeholders(self, _PLACEHOLDERS)
        return self


def load_texts() -> Texts:
    """Return the sentences that lie beside this module, in the language that is spoken."""
    return in_words(Texts, _FILE)


def spoken_time(moment: str) -> str:
    """Return a stored time as people say it: ``11月30日18:00``."""
    at = datetime.fromisoformat(moment)
    return f"{at.month}月{at.day}日{at:%H:%M}"
