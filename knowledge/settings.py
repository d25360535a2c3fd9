"""Configuration, read once at the edge and handed in.

``config.yml`` is shared with Rasa; every layer owns one section of it and types that section
itself (``KnowledgeSettings`` here, the others beside the code they configure).
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from knowledge.errors import ConfigurationError

PROJECT_ROOT = Path(__file__).resolve().parent.parent
"""The checkout: code, content and ``config.yml`` lie under it."""


class Section(BaseModel):
    """A typed section of ``config.yml``; unknown keys are refused so that typos are seen."""

    model_config = ConfigDict(extra="forbid", frozen=True)


SectionT = TypeVar("SectionT", bound=Section)


class KnowledgeSettings(Section):
    """How the knowledge base is built and searched."""

    model: str = "default"
    threads: int = Field(default=1, ge=1)
    vectors_kept: int = Field(default=4000, ge=0)


@dataclass(frozen=True)
class Config:
    """The raw ``config.yml`` and the state folder; sections are typed by their owners."""

    path: Path
    home: Path
    values: Mapping[str, Any]

    def section(self, name: str, kind: type[SectionT]) -> SectionT:
        """Return section ``name`` as ``kind``; an absent section gives the defaults.

        Raises:
            ConfigurationError: naming file, section and key of the first bad value.
        """
        try:
            return kind.model_validate(self.values.get(name) or {})
        except ValidationError as error:
            first = error.errors()[0]
            where = ".".join([name, *(str(part) for part in first["loc"])])
            told = first["msg"]
            if first["type"] == "extra_forbidden":
                told = f"is not known{nearest(str(first['loc'][-1]), _keys_at(kind, first['loc']))}"
            raise ConfigurationError(f"{self.path.name}: {where}: {told}") from error


def nearest(name: str, known: Iterable[str]) -> str:
    """Return "; did you mean …?" for the known name most like ``name``, or nothing."""
    alike = get_close_matches(name, list(known), n=1, cutoff=0.5)
    return f"; did you mean {alike[0]}?" if alike else ""


def _keys_at(kind: type[BaseModel], place: Sequence[str | int]) -> list[str]:
    """Return the keys that may stand beside the last part of a place in a section."""
    fields = kind.model_fields
    for part in place[:-1]:
        inner = fields[part].annotation if isinstance(part, str) and part in fields else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            return []
        fields = inner.model_fields
    return list(fields)


def load_config(path: Path | None = None) -> Config:
    """Read ``config.yml`` (or ``TONGXING_CONFIG``) and find the state folder (``TONGXING_HOME``).

    Raises:
        ConfigurationError: the file cannot be read or is not a YAML mapping.
    """
    path = path or Path(os.environ.get("TONGXING_CONFIG") or PROJECT_ROOT / "config.yml")
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"{path}: cannot be read ({error})") from error
    except yaml.YAMLError as error:
        where = str(error).replace("\n", " ")
        raise ConfigurationError(f"{path}: is not valid YAML ({where})") from error
    if not isinstance(values, dict):
        raise ConfigurationError(f"{path}: must be a mapping of sections")
    return Config(path=path, home=state_folder(), values=values)


def state_folder() -> Path:
    """Return the one folder for state: ``TONGXING_HOME`` or ``var/`` in the checkout."""
    return Path(os.environ.get("TONGXING_HOME") or PROJECT_ROOT / "var").resolve()
