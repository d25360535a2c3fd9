"""JSON lines: one document a line, wrong lines told by their number."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from knowledge.ingestion.dates import read_date
from knowledge.ingestion.documents import Extracted
from knowledge.ingestion.errors import message
from knowledge.ingestion.readers.lines import read_text


class Record(BaseModel):
    """One line; keys that are not known here are somebody else's and are left alone."""

    model_config = ConfigDict(extra="ignore", frozen=True, coerce_numbers_to_str=True)

    id: str = Field(default="", max_length=200, pattern=r"^[^\s\x00-\x1f]*$")
    title: str = ""
    text: str = ""
    issuer: str = ""
    date: dt.date | None = None
    url: str = ""
    valid_from: dt.date | None = None
    valid_until: dt.date | None = None

    @field_validator("date", "valid_from", "valid_until", mode="before")
    @classmethod
    def _day(cls, value: Any) -> dt.date | None:
        if value in (None, ""):
            return None
        day = read_date(str(value))
        if day is None:
            raise ValueError("not a day")
        return day

    def extracted(self) -> Extracted:
        """Return the line as a reader's result."""
        return Extracted(read_text(self.text).blocks, title=self.title)


@dataclass(frozen=True)
class BrokenLine:
    """Why one line was not taken."""

    reason: str


def read_jsonl(text: str) -> Iterator[Record | BrokenLine]:
    """Yield a record, or the reason there is none, for every line that is not blank."""
    seen: set[str] = set()
    for number, line in enumerate(text.split("\n"), start=1):
        if line.strip():
            record = _record(line, number)
            if isinstance(record, Record) and record.id and record.id in seen:
                record = BrokenLine(message("line_same_id", line=number))
            elif isinstance(record, Record):
                seen.add(record.id)
            yield record


def _record(line: str, number: int) -> Record | BrokenLine:
    try:
        values = json.loads(line)
    except (ValueError, RecursionError):
        return BrokenLine(message("line_not_json", line=number))
    if not isinstance(values, Mapping):
        return BrokenLine(message("line_not_object", line=number))
    try:
        record = Record.model_validate({k: v for k, v in values.items() if v is not None})
    except ValidationError as error:
        field = error.errors()[0]["loc"][0]
        return BrokenLine(message("line_bad_field", line=number, field=field))
    if not record.text.strip():
        return BrokenLine(message("line_no_text", line=number))
    return record
