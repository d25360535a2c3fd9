"""A channel's own sentences: read from its ``texts.yml``, checked when they are read."""

from __future__ import annotations

from collections.abc import Set
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError

from knowledge.errors import ConfigurationError

TextsT = TypeVar("TextsT", bound=BaseModel)


def load_sentences(kind: type[TextsT], file: Path) -> TextsT:
    """Return the sentences of a file.

    Raises:
        ConfigurationError: the file does not hold what it should.
    """
    try:
        return kind.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))
    except (ValidationError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError(
            f"bot/channels/{file.parent.name}/{file.name}: {reason}"
        ) from error


def refuse_unknown_placeholders(texts: BaseModel, known: Set[str]) -> None:
    """Check that only known names stand in braces.

    Raises:
        ValueError: naming one that is not known, and its sentence.
    """
    for text in _sentences(texts.model_dump()):
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        if unknown := names - known:
            raise ValueError(f"unknown placeholder {{{unknown.pop()}}} in “{text}”")


def _sentences(node: Any) -> list[str]:
    if isinstance(node, dict):
        return [text for value in node.values() for text in _sentences(value)]
    if isinstance(node, list | tuple):
        return [text for value in node for text in _sentences(value)]
    return [node]
