"""How often routing finds the right department, on labelled request texts."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from actions.requests.errors import RequestError
from actions.requests.routing.router import Router, load_rules
from knowledge.catalogue import HOTLINE, load_catalogue

ROUTING_FILE = Path(__file__).resolve().parent.parent / "evaluation" / "routing.jsonl"


@dataclass(frozen=True)
class Retrieved:
    """What reading a text gives routing: services with scores from 0 to 1, and danger."""

    services: Mapping[str, float] = field(default_factory=dict)
    danger: bool = False


Retrieve = Callable[[Sequence[str]], Sequence[Retrieved]]


class RoutingFileError(RequestError):
    """A labelled file cannot be used; the message names the line."""


@dataclass(frozen=True)
class Miss:
    """A text that went elsewhere."""

    id: str
    text: str
    wanted: tuple[str, ...]
    got: str
    reason: str


@dataclass(frozen=True)
class RoutingReport:
    """The figures of one run.

    Attributes:
        triaged: texts left to the hotline desk although they have a department.
        sent_wrong: texts sent to a department that is not theirs; these cost parents time.
    """

    cases: int
    right: int
    triaged: int
    sent_wrong: int
    right_in_two: int
    per_department: dict[str, tuple[int, int]]
    misses: tuple[Miss, ...]

    @property
    def accuracy(self) -> float:
        """Share of texts whose first suggestion is right."""
        return self.right / self.cases if self.cases else 0.0

    def to_json(self) -> dict[str, Any]:
        """Return the report for a program."""
        return {
            "cases": self.cases,
            "accuracy": round(self.accuracy, 4),
            "right_in_two": round(self.right_in_two / self.cases, 4) if self.cases else 0.0,
            "triaged": self.triaged,
            "sent_wrong": self.sent_wrong,
            "per_department": {
                name: {"right": right, "cases": cases}
                for name, (right, cases) in sorted(self.per_department.items())
            },
            "misses": [
                {"id": m.id, "text": m.text, "wanted": list(m.wanted), "got": m.got}
                for m in self.misses
            ],
        }


@dataclass(frozen=True)
class _Case:
    id: str
    text: str
    departments: tuple[str, ...]
    services: tuple[str, ...]
    type: str | None
    county: str | None


def holds_request_texts(path: Path) -> bool:
    """Tell whether a JSON-lines file is one for :func:`evaluate_routing`, by its first line."""
    try:
        first = json.loads(path.read_text(encoding="utf-8-sig").lstrip().partition("\n")[0])
    except (OSError, ValueError):
        return False
    return isinstance(first, dict) and "department" in first and not {"kind", "title"} & set(first)


def evaluate_routing(path: Path = ROUTING_FILE, retrieve: Retrieve | None = None) -> RoutingReport:
    """Route every text of a JSON-lines file and compare with its label.

    Each line is ``{"text", "department"}``, optionally with ``id``, ``services``, ``type`` and
    ``county``; ``department`` may be a list when more than one is right.

    Args:
        path: the file.
        retrieve: what reading knows of the texts; without it words alone decide, except
            where the line itself names services.

    Raises:
        RoutingFileError: naming the first line that cannot be used.
    """
    cases = _read(path)
    router = Router(load_catalogue(), load_rules())
    texts = [case.text for case in cases]
    known = retrieve(texts) if retrieve else [Retrieved()] * len(texts)
    right, in_two, triaged = 0, 0, 0
    per_department: Counter[str] = Counter()
    hits: Counter[str] = Counter()
    misses = []
    for case, read in zip(cases, known, strict=True):
        services = case.services or read.services
        found = router.route(case.text, services, case.type, case.county, danger=read.danger)
        best, first_two = found[0], {s.department for s in found[:2]}
        per_department[case.departments[0]] += 1
        in_two += bool(first_two & set(case.departments))
        if best.department in case.departments:
            right += 1
            hits[case.departments[0]] += 1
            continue
        triaged += best.department == HOTLINE
        misses.append(Miss(case.id, case.text, case.departments, best.department, best.reason))
    return RoutingReport(
        cases=len(cases),
        right=right,
        triaged=triaged,
        sent_wrong=len(misses) - triaged,
        right_in_two=in_two,
        per_department={name: (hits[name], count) for name, count in per_department.items()},
        misses=tuple(misses),
    )


def _read(path: Path) -> list[_Case]:
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        raise RoutingFileError(f"{path}: 读不了({error}):要UTF-8文本,每行一个JSON") from error
    return [_case(path, n, line) for n, line in enumerate(lines, 1) if line.strip()]


def _case(path: Path, number: int, line: str) -> _Case:
    try:
        row = json.loads(line)
        labels = row["department"]
        return _Case(
            id=str(row.get("id", number)),
            text=str(row["text"]),
            departments=tuple(labels) if isinstance(labels, list) else (str(labels),),
            services=tuple(row.get("services") or ()),
            type=row.get("type"),
            county=row.get("county"),
        )
    except (ValueError, TypeError, KeyError, AttributeError) as error:
        raise RoutingFileError(f"{path}: 第{number}行要有text和department") from error
