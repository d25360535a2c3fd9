"""Labelled questions and letters: what a right answer to each would be."""

from __future__ import annotations

import hashlib
import json
from enum import StrEnum
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from knowledge.errors import TongxingError
from nlu.understanding.topics.reading import Kind

DEVELOPMENT_FILE = Path(__file__).with_name("development.jsonl")
UNSEEN_FILE = Path(__file__).with_name("unseen.jsonl")
"""Never looked at while tuning; a change that was made for one of its questions spoils it."""


class CaseError(TongxingError):
    """A labelled question file cannot be used; the message names the line."""


NEAR = "near"
LETTER = "letter"


class Half(StrEnum):
    """One of two fixed halves of a file: the first to tune on, the second to believe."""

    TUNING = "tuning"
    HELD_OUT = "held-out"


class Case(BaseModel):
    """One labelled text.

    A question wants all its ``services``, best first, from ``department``, and has a ``kind``. A
    letter has a ``title`` too; any of ``services_ok`` fits it and any of ``departments_ok`` may
    lead, and it may be answered as a question or as a request. A letter that none fits
    (``services_ok`` is empty) is near the field; one without any label belongs to others.
    ``abstain`` says that the sources lack what is asked, in whole or in part.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    text: str
    kind: Kind
    services: tuple[str, ...] = ()
    services_ok: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    department: str | None = None
    departments_ok: tuple[str, ...] = ()
    style: str = "unlabelled"
    abstain: bool = False

    @model_validator(mode="before")
    @classmethod
    def _letter(cls, values: Any) -> Any:
        if not isinstance(values, dict) or "kind" in values or "title" not in values:
            return values
        fits = bool(values.get("services_ok"))
        near = "departments_ok" in values and not fits
        return {
            **values,
            "text": f"{values['title']}。{values.get('text', '')}",
            "kind": Kind.POLICY if fits else Kind.OUT_OF_SCOPE,
            "style": NEAR if near else LETTER,
        }

    @property
    def is_letter(self) -> bool:
        """Whether the text is one to act on as much as to answer."""
        return self.style in (NEAR, LETTER)

    @property
    def right_services(self) -> tuple[str, ...]:
        """The services of which one must come first."""
        return self.services or self.services_ok

    @property
    def right_departments(self) -> tuple[str, ...]:
        """The departments of which one must lead."""
        return self.departments_ok or ((self.department,) if self.department else ())

    @property
    def half(self) -> Half:
        """The half this case falls into, by its id alone."""
        digest = hashlib.sha256(self.id.encode()).digest()
        return Half.HELD_OUT if digest[0] % 2 else Half.TUNING


def read_cases(file: Path) -> list[Case]:
    """Read a JSON lines file of cases.

    Raises:
        CaseError: naming the file and the first bad line.
    """
    try:
        lines = file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise CaseError(f"{file}: cannot be read as UTF-8 text ({error})") from error
    cases = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            cases.append(Case.model_validate(json.loads(line)))
        except ValidationError as error:
            first = error.errors()[0]
            reason = f"{'.'.join(map(str, first['loc']))}: {first['msg']}"
            raise CaseError(f"{file}: line {number}: {reason}") from error
        except ValueError as error:
            raise CaseError(f"{file}: line {number}: is not JSON") from error
    if not cases:
        raise CaseError(f"{file}: holds no questions")
    return cases
