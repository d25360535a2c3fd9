"""Batch input shared by `ask` and `search`: JSON lines with an id and a text."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import TongxingError


class BatchError(TongxingError):
    """A batch file cannot be read; the message names the line."""


@dataclass(frozen=True)
class BatchLine:
    """One question of a batch."""

    id: str
    text: str


def read_batch(file: Path) -> Iterator[BatchLine]:
    """Yield the questions of ``file``, in order; empty lines are passed over.

    Raises:
        BatchError: naming the first line that is not ``{"id": …, "text": …}``.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").split("\n")  # U+2028 ends no line of JSON
    except (OSError, UnicodeDecodeError) as error:
        raise BatchError(f"{file}: cannot be read as UTF-8 text ({error})") from error
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield _parse(file, number, line)


def _parse(file: Path, number: int, line: str) -> BatchLine:
    try:
        row = json.loads(line)
        return BatchLine(id=row["id"], text=str(row["text"]))
    except (ValueError, TypeError, KeyError) as error:
        reason = f"line {number} is not an object with id and text"
        raise BatchError(f"{file}: {reason}") from error
