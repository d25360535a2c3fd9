"""Word files in the language that is spoken."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import cache
from pathlib import Path
from typing import Any, TypeVar, cast

from pydantic import BaseModel, ConfigDict

from knowledge.data_files import load_data, read_data
from knowledge.languages.speaking import CHINESE, FOLDER, spoken

DataT = TypeVar("DataT")

ROOT = FOLDER.parents[1]


class Language(BaseModel):
    """``language.yml``: the name of a language, and what joins things listed and sentences."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    code: str
    between: str
    last: str
    gap: str
    stop: str
    """Ends a sentence, with the blank that follows it."""
    style: str
    """The examples of a service that are put in it: a key of their `questions`."""


def in_words(kind: type[DataT], file: Path) -> DataT:
    """Return what a word file holds, in the language that is spoken.

    Args:
        kind: a pydantic model, or any type pydantic knows.
        file: the Chinese file; another language repeats it by its path.

    Raises:
        ConfigurationError: a file cannot be read or holds something unknown.
    """
    return cast(DataT, _read(cast(Hashable, kind), file, spoken()))


def joined(things: Iterable[str]) -> str:
    """Return things one after another, as the language that is spoken lists them."""
    listed, words = list(things), language(spoken())
    if len(listed) < 2:
        return "".join(listed)
    return f"{words.between.join(listed[:-1])}{words.last}{listed[-1]}"


def running(sentences: Iterable[str]) -> str:
    """Return sentences one after another, as the language that is spoken writes them."""
    return language(spoken()).gap.join(sentences)


def first_sentence(text: str) -> str:
    """Return the first sentence of a text, without what ends it."""
    return text.split(language(spoken()).stop)[0].removesuffix(".")


def folder_of(name: str) -> Path:
    """Return where the words of another language lie."""
    return FOLDER / name


@cache
def language(name: str) -> Language:
    """Return what a language says of itself."""
    return load_data(Language, FOLDER / name / "language.yml")


def translation_of(file: Path, name: str) -> Path:
    """Return where a language repeats a Chinese word file."""
    return FOLDER / name / file.relative_to(ROOT)


def clear_words() -> None:
    """Forget what was read: for tests that write words."""
    _read.cache_clear()


@cache
def _read(kind: Any, file: Path, name: str) -> Any:
    # What the files of other languages lack is taken from the Chinese one, key by key.
    own = translation_of(file, name) if name != CHINESE and file.is_relative_to(ROOT) else file
    if own == file or not own.exists():
        return load_data(kind, file)
    return load_data(kind, own, beneath=read_data(file))
