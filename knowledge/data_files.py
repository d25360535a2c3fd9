"""Rules, words and sentences lie in YAML files; they are read and checked here, once and alike."""

from __future__ import annotations

from collections.abc import Iterator, Set
from pathlib import Path
from string import Formatter
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, TypeAdapter, ValidationError

from knowledge.errors import ConfigurationError

DataT = TypeVar("DataT")
_ROOT = Path(__file__).resolve().parent.parent
# The C loader reads the examples in a tenth of the time; some builds of PyYAML are without it.
_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def load_data(kind: type[DataT], file: Path, *, beneath: Any = None) -> DataT:
    """Return what a data file holds, checked against its type.

    Args:
        kind: a pydantic model, or any type pydantic knows (``dict[str, tuple[str, ...]]``).
        file: a YAML file in UTF-8.
        beneath: what is taken, key by key, where the file has nothing.

    Raises:
        ConfigurationError: one line that names the file and its first wrong entry.
    """
    content = read_data(file)
    try:
        return TypeAdapter(kind).validate_python(
            content if beneath is None else laid_over(content, beneath)
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{_shown(file)}: {where}: {first['msg']}") from error


def read_data(file: Path) -> Any:
    """Return what a YAML file holds, unchecked.

    Raises:
        ConfigurationError: one line that names the file.
    """
    try:
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_LOADER)
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        reason = " ".join(str(error).split())
        raise ConfigurationError(f"{_shown(file)}: cannot be read ({reason})") from error


def laid_over(content: Any, beneath: Any) -> Any:
    """Return ``content`` with the keys of ``beneath`` that it lacks, at every depth."""
    if not (isinstance(content, dict) and isinstance(beneath, dict)):
        return content
    both = {key: laid_over(content[key], beneath[key]) for key in content.keys() & beneath.keys()}
    # The order of what is laid over stands: menus and lists show it.
    return {key: both.get(key, content.get(key)) for key in content} | {
        key: value for key, value in beneath.items() if key not in content
    }


def _shown(file: Path) -> Path | str:
    return file.relative_to(_ROOT) if file.is_relative_to(_ROOT) else file.name


def refuse_unknown_placeholders(texts: BaseModel, known: Set[str]) -> None:
    """Check that only known names stand in the braces of sentences.

    Raises:
        ValueError: naming one that is not known, and its sentence.
    """
    for text in _sentences(texts.model_dump()):
        names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        if unknown := names - known:
            raise ValueError(f"unknown placeholder {{{min(unknown)}}} in “{text}”")


def _sentences(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from _sentences(value)
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _sentences(value)
