"""Whether added examples make anything worse, on the labelled questions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.base import KnowledgeBase
from knowledge.evaluation.cases import DEVELOPMENT_FILE, UNSEEN_FILE, Case, read_cases
from knowledge.evaluation.report import judge, summarise

_BATCH = 32
_MUST_NOT_FALL = ("service top-1", "crisis recall")
_MUST_NOT_RISE = ("out of scope answered", "false crisis")
_TOLERANCE = 0.002
"""Two questions of a thousand: training anew moves as much by itself."""


@dataclass(frozen=True)
class Comparison:
    """The watched figures before and after, by name."""

    before: dict[str, float]
    after: dict[str, float]

    @property
    def worse(self) -> tuple[str, ...]:
        """The figures that got worse by more than chance."""
        change = {name: self.after[name] - figure for name, figure in self.before.items()}
        fell = [n for n in _MUST_NOT_FALL if change.get(n, 0) < -_TOLERANCE]
        rose = [n for n in _MUST_NOT_RISE if change.get(n, 0) > _TOLERANCE]
        return (*fell, *rose)


def evaluation_cases() -> list[Case]:
    """Return the questions every addition is checked against."""
    return [case for file in (DEVELOPMENT_FILE, UNSEEN_FILE) for case in read_cases(file)]


def compare(before: KnowledgeBase, after: KnowledgeBase, cases: Sequence[Case]) -> Comparison:
    """Return the watched figures of two knowledge bases on the same questions."""
    return Comparison(_figures(before, cases), _figures(after, cases))


def _figures(knowledge: KnowledgeBase, cases: Sequence[Case]) -> dict[str, float]:
    outcomes = []
    for start in range(0, len(cases), _BATCH):
        part = cases[start : start + _BATCH]
        readings = knowledge.read_batch([case.text for case in part])
        outcomes += [
            judge(case, reading, knowledge.answer(reading))
            for case, reading in zip(part, readings, strict=True)
        ]
    rates = summarise(outcomes).rates
    watched = (*_MUST_NOT_FALL, *_MUST_NOT_RISE)
    return {name: round(rates[name].value, 4) for name in watched if rates[name].cases}
