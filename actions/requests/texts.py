"""The sentences of ``texts.yml`` and ``letters.yml``, checked when they are read."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, model_validator

from knowledge.data_files import load_data, refuse_unknown_placeholders
from knowledge.languages import in_words

_FOLDER = Path(__file__).parent
_PLACEHOLDERS = {
    "number", "county", "department", "from_department", "due", "acknowledge_due", "reason",
    "assisting", "summary", "words", "extension_days", "satisfaction", "duty", "action", "at",
    "most", "kinds", "state", "others",
}  # fmt: skip


class _Sentences(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    @model_validator(mode="after")
    def _only_known_placeholders(self) -> _Sentences:
        refuse_unknown_placeholders(self, _PLACEHOLDERS)
        return self


class Letter(BaseModel):
    """Subject and body of a message to a department."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    subject: str
    body: str


class Letters(_Sentences):
    """Everything that departments are sent, by action."""

    department: dict[str, Letter]
    duty: Letter
    call_back: Letter
    unsaid: str


class Texts(_Sentences):
    """Everything that a parent is sent or shown of a request, by action and by state."""

    parent: dict[str, str]
    status: dict[str, str]
    forgotten: str
    unsaid: str
    moment: str
    problems: dict[str, str]
    named: dict[str, str]


def load_texts() -> Texts:
    """Return what parents are told, in the language that is spoken."""
    return in_words(Texts, _FOLDER / "texts.yml")


@cache
def load_letters() -> Letters:
    """Return what departments are told; they read Chinese."""
    return load_data(Letters, _FOLDER / "letters.yml")


def problem(name: str, **values: object) -> str:
    """Return what is wrong, in the language spoken.

    Raises:
        KeyError: no such problem is worded, or a place of it is not filled.
    """
    return load_texts().problems[name].format(**values)


def named(word: str) -> str:
    """Return what a state, a step or a kind of request is called in the language spoken."""
    return load_texts().named.get(word, word)


def spoken_time(moment: str) -> str:
    """Return a stored time as people say it: ``11月30日18:00``."""
    return load_texts().moment.format(at=datetime.fromisoformat(moment))
