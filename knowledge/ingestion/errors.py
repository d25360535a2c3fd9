"""What can go wrong while ingesting; the texts stand in ``messages.yml``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import RootModel

from knowledge.data_files import load_data
from knowledge.errors import TongxingError


class Messages(RootModel[dict[str, str]]):
    """One line of text per reason code, with named places to fill in."""


class IngestionError(TongxingError):
    """Something about the documents or the store that a person can mend."""

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        super().__init__(message(code, **details))


class MetadataError(IngestionError):
    """What was said about a document cannot be right."""


class StoreError(IngestionError):
    """The passage store cannot be opened, or does not hold what was asked for."""


class UnreadableFileError(IngestionError):
    """One file that cannot be taken; the others go on."""

    def __init__(self, source: str, code: str, **details: object) -> None:
        self.source = source
        super().__init__(code, **details)

    def __str__(self) -> str:
        return f"{self.source}: {self.args[0]}"


def message(code: str, **details: object) -> str:
    """Return the text for ``code`` with its details filled in."""
    return _messages().root[code].format(**details)


@cache
def _messages() -> Messages:
    return load_data(Messages, Path(__file__).with_name("messages.yml"))
