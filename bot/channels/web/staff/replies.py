"""Reply templates, by the action they are for; an action is offered only in its states."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter


class ReplyTemplate(BaseModel):
    """Usual words: what they are called, and the words with the case's places in braces."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    text: str


@cache
def load_replies() -> dict[str, tuple[ReplyTemplate, ...]]:
    """Read the templates that lie beside this module."""
    text = (Path(__file__).parent / "replies.yml").read_text(encoding="utf-8")
    return TypeAdapter(dict[str, tuple[ReplyTemplate, ...]]).validate_python(yaml.safe_load(text))


def replies_for(actions: list[str], **places: str) -> dict[str, list[ReplyTemplate]]:
    """Return the templates of these actions, filled with ``department`` and ``county``."""
    return {
        action: [
            ReplyTemplate(name=one.name, text=one.text.format_map(places))
            for one in load_replies().get(action, ())
        ]
        for action in actions
    }
