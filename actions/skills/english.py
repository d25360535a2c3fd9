"""For those who write in English: one English line beside the answer."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from actions.skills.resources import Resources
from actions.texts import texts
from knowledge.answers import Answer
from knowledge.data_files import load_data
from nlu.understanding.topics.reading import Kind


class _Names(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    services: dict[str, str]
    departments: dict[str, str]


def english_line(room: Resources, answer: Answer) -> str:
    """Return what the answer is about and whom to ask, in one English line."""
    if answer.kind is not Kind.POLICY or not answer.services:
        return texts().conversation.english_plain
    names = _names()
    return texts().conversation.english.format(
        services="; ".join(names.services[service] for service in answer.services),
        departments=" / ".join(
            names.departments[department] for department in room.departments_of(answer.services)
        ),
    )


@cache
def _names() -> _Names:
    return load_data(_Names, Path(__file__).parent / "english.yml")
