"""Which language is spoken: told once at the door, heard wherever words are put together."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

CHINESE = "zh"
ENGLISH = "en"
FOLDER = Path(__file__).parent

_spoken: ContextVar[str] = ContextVar("language", default=CHINESE)


@cache
def languages() -> tuple[str, ...]:
    """Return the names of all languages there are words in, Chinese first."""
    found = {folder.name for folder in FOLDER.iterdir() if (folder / "language.yml").is_file()}
    return (CHINESE, *sorted(found - {CHINESE}))


def spoken() -> str:
    """Return the language words are shown in here and now."""
    return _spoken.get()


def speak(language: str) -> None:
    """Speak ``language`` from here on, in this task; one there are no words in is Chinese."""
    _spoken.set(language if language in languages() else CHINESE)


@contextmanager
def speaking(language: str) -> Iterator[None]:
    """Speak ``language`` inside the block and what was spoken before after it."""
    before = _spoken.set(language if language in languages() else CHINESE)
    try:
        yield
    finally:
        _spoken.reset(before)
