"""The sentences of ``texts.yml``, checked when they are read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from knowledge.errors import ConfigurationError

_FILE = Path(__file__).parent / "texts.yml"
_PLACEHOLDERS = {"hours", "number", "numbers", "reason", "text", "title", "titles", "url"}


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class PlaceTexts(_Part):
    """Shared locations."""

    nearest: str
    far: str


class PictureTexts(_Part):
    """Photos for a request."""

    attached: str
    waiting_form: str
    waiting: str
    which: str
    wrong_kind: str
    unreadable: str
    failed: str
    refused: str


class MenuEntry(_Part):
    """One entry: says something to the dialogue, opens a page, or holds entries of its own."""

    name: str = Field(min_length=1)
    says: str = ""
    page: str = ""
    under: tuple[MenuEntry, ...] = ()


class Texts(_Part):
    """Everything the account itself says."""

    choose: str
    choice: str
    or_say: str
    wait: str
    slow_down: str
    heard: str
    voice: str
    video: str
    unsupported: str
    missed: str
    service_page: str
    track_page: str
    rest_page: str
    push: str
    place: PlaceTexts
    picture: PictureTexts
    template: dict[str, str]
    menu: tuple[MenuEntry, ...] = Field(max_length=3)

    @model_validator(mode="after")
    def _only_known_placeholders(self) -> Texts:
        for text in _sentences(self.model_dump()):
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
            if unknown := names - _PLACEHOLDERS:
                raise ValueError(f"unknown placeholder {{{unknown.pop()}}} in “{text}”")
        return self


@cache
def texts() -> Texts:
    """Return the sentences.

    Raises:
        ConfigurationError: the file does not hold what it should.
    """
    try:
        return Texts.model_validate(yaml.safe_load(_FILE.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError(f"bot/channels/wechat/{_FILE.name}: {reason}") from error


def _sentences(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in _sentences(value)]
    if isinstance(node, list | tuple):
        return [text for value in node for text in _sentences(value)]
    return [node]
