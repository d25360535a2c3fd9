"""Labelled questions: what a right answer to each would be."""

from __future__ import annotations

import json
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from knowledge.errors import TongxingError
from nlu.understanding.topics.reading import Kind

DEVELOPMENT_FILE = Path(__file__).with_name("development.jsonl")
UNSEEN_FILE = Path(__file__).with_name("unseen.jsonl")
"""Never looked at while tuning; a change that was made for one of its questions spoils it."""


class CaseError(TongxingError):
    """A labelled question file cannot be used; the message names the line."""


class Case(BaseModel):
    """One labelled question.

    ``services`` are the right ones, best first; ``abstain`` says that the sources lack what is
    asked, in whole or in part.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    id: str
    text: str
    kind: Kind
    services: tuple[str, ...] = ()
    measures: tuple[str, ...] = ()
    department: str | None = None
    style: str = "unlabelled"
    abstain: bool = False


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
