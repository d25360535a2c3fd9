"""The data files of ingestion: rules and texts, typed when they are read."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import ConfigurationError

ModelT = TypeVar("ModelT", bound=BaseModel)


def load_rules(name: str, kind: type[ModelT]) -> ModelT:
    """Read the data file ``name`` of this package as ``kind``.

    Raises:
        ConfigurationError: naming the file and its first wrong entry.
    """
    path = Path(__file__).with_name(name)
    try:
        return kind.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        where = str(error).replace("\n", " ")
        raise ConfigurationError(f"{path.name}: cannot be read ({where})") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{path.name}: {where}: {first['msg']}") from error


class PatternRules(BaseModel):
    """Base of rule files that hold lists of regular expressions."""

    model_config = ConfigDict(extra="forbid", frozen=True, ignored_types=(cached_property,))


def any_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Compile a list of patterns into one that matches any of them, ignoring case."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
