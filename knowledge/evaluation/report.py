"""The quality report: rates with confidence intervals, per service and style, and confusions."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from knowledge.answers import Answer
from knowledge.evaluation.cases import NEAR, Case
from nlu.understanding.topics.reading import Kind, Reading, Subject

_Z95 = 1.959964
_TOP = 3


@dataclass(frozen=True)
class Rate:
    """A share of cases with its 95 % Wilson interval (E. B. Wilson, 1927)."""

    hits: int
    cases: int

    @property
    def value(self) -> float:
        """The share; not a number where there are no cases."""
        return self.hits / self.cases if self.cases else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Lower and upper bound of the share."""
        if not self.cases:
            return (math.nan, math.nan)
        n, p = self.cases, self.value
        centre = p + _Z95**2 / (2 * n)
        spread = _Z95 * math.sqrt(p * (1 - p) / n + _Z95**2 / (4 * n * n))
        scale = 1 + _Z95**2 / n
        return ((centre - spread) / scale, (centre + spread) / scale)


@dataclass(frozen=True)
class Outcome:
    """One case with what the assistant made of it."""

    case: Case
    reading: Reading
    answer: Answer
    ranked: tuple[str, ...]

    @property
    def is_in_scope(self) -> bool:
        """Whether the question is one the checklist covers."""
        return self.case.kind is Kind.POLICY and bool(self.case.right_services)

    @property
    def given(self) -> str:
        """The service answered with first, else the kind, for the confusion table."""
        if self._is_fit_kind and self.answer.services:
            return self.answer.services[0]
        return str(self.answer.reason or self.answer.kind)

    @property
    def is_withheld(self) -> bool:
        """Whether nothing of the text was answered."""
        return not self._is_fit_kind or not (
            self.answer.services or self.answer.measures or self.answer.citations
        )

    @property
    def _is_fit_kind(self) -> bool:
        """Whether the answer is of a kind that names services; a letter may be a request too."""
        kinds = (Kind.POLICY, Kind.REQUEST) if self.case.is_letter else (Kind.POLICY,)
        return self.answer.kind in kinds

    @property
    def is_first_right(self) -> bool:
        """Whether the first service answered is one of those asked for."""
        return self.given in self.case.right_services

    @property
    def is_near(self) -> bool:
        """Whether the service asked for first, or any that fits, is among the best three."""
        right = self.case.services[:1] or self.case.services_ok
        return bool(set(right) & set(self.ranked[:_TOP]))

    @property
    def is_department_right(self) -> bool:
        """Whether the leading department is a labelled one."""
        return bool(set(self.answer.departments[:1]) & set(self.case.right_departments))


@dataclass(frozen=True)
class Report:
    """All figures of one evaluation, by name."""

    rates: dict[str, Rate]
    per_service: dict[str, Rate]
    per_style: dict[str, Rate]
    per_kind: dict[str, Rate]
    confusions: list[tuple[str, str, int]]
    misses: list[Outcome]


def judge(case: Case, reading: Reading, answer: Answer) -> Outcome:
    """Put a case beside what was read and answered."""
    ranked = [topic.id for topic in reading.topics if topic.subject is Subject.SERVICE]
    return Outcome(case, reading, answer, tuple(dict.fromkeys([*answer.services, *ranked])))


def summarise(outcomes: Sequence[Outcome]) -> Report:
    """Return the report of many outcomes."""
    asked = [o for o in outcomes if o.is_in_scope]
    single = [o for o in asked if len(o.case.right_services) == 1]
    return Report(
        rates=_rates(outcomes, asked),
        per_service=_grouped(
            single, lambda o: o.case.right_services[0], lambda o: o.is_first_right
        ),
        per_style=_grouped(asked, lambda o: o.case.style, lambda o: o.is_first_right),
        per_kind=_grouped(
            outcomes, lambda o: str(o.case.kind), lambda o: o.answer.kind is o.case.kind
        ),
        confusions=_confusions(single),
        misses=[o for o in outcomes if _is_miss(o)],
    )


def scope_thresholds(outcomes: Sequence[Outcome]) -> list[tuple[float, Rate, Rate]]:
    """Return thresholds of scope, each with what it would hold back wrongly and let in wrongly."""
    inside = [o for o in outcomes if o.is_in_scope]
    outside = [o for o in outcomes if o.case.kind is Kind.OUT_OF_SCOPE]

    def at(threshold: float) -> tuple[float, Rate, Rate]:
        held = _rate(inside, lambda o: o.reading.ours < threshold)
        return threshold, held, _rate(outside, lambda o: o.reading.ours >= threshold)

    return [at(percent / 100) for percent in range(30, 90, 5)]


def _rates(outcomes: Sequence[Outcome], asked: list[Outcome]) -> dict[str, Rate]:
    pairs = [o for o in asked if len(o.case.services) > 1]
    directed = [o for o in asked if o.case.right_departments]
    outside = [o for o in outcomes if o.case.kind is Kind.OUT_OF_SCOPE]
    near = [o for o in outside if o.case.style.startswith(NEAR)]
    danger = [o for o in outcomes if o.case.kind is Kind.CRISIS]
    calm = [o for o in outcomes if o.case.kind is not Kind.CRISIS]
    lacking = [o for o in asked if o.case.abstain]
    stated = [o for o in asked if not o.case.abstain]
    return {
        "service top-1": _rate(asked, lambda o: o.is_first_right),
        "service top-3": _rate(asked, lambda o: o.is_near),
        "both of two": _rate(pairs, lambda o: set(o.answer.services) == set(o.case.services)),
        "department": _rate(directed, lambda o: o.is_department_right),
        "crisis recall": _rate(danger, lambda o: o.answer.kind is Kind.CRISIS),
        "false crisis": _rate(calm, lambda o: o.answer.kind is Kind.CRISIS),
        "out of scope answered": _rate(outside, lambda o: not o.is_withheld),
        "near-foreign answered": _rate(near, lambda o: not o.is_withheld),
        "in scope withheld": _rate(asked, lambda o: o.is_withheld),
        "absent detail admitted": _rate(lacking, lambda o: o.answer.abstained),
        "abstained though stated": _rate(stated, lambda o: o.answer.abstained),
        "two answered for one": _rate(
            [o for o in asked if len(o.case.services) == 1],  # a letter may hold more
            lambda o: len(o.answer.services) > 1 and o.answer.reason != "ambiguous",
        ),
        "asked back": _rate(asked, lambda o: o.answer.reason == "ambiguous"),
    }


def _is_miss(outcome: Outcome) -> bool:
    if outcome.is_in_scope:
        return not outcome.is_first_right
    return outcome.answer.kind is not outcome.case.kind


def _rate(outcomes: Iterable[Outcome], test: Callable[[Outcome], bool]) -> Rate:
    results = [test(outcome) for outcome in outcomes]
    return Rate(sum(results), len(results))


def _grouped(
    outcomes: Iterable[Outcome], key: Callable[[Outcome], str], test: Callable[[Outcome], bool]
) -> dict[str, Rate]:
    groups: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        groups.setdefault(key(outcome), []).append(outcome)
    return {name: _rate(members, test) for name, members in sorted(groups.items())}


def _confusions(outcomes: Iterable[Outcome]) -> list[tuple[str, str, int]]:
    pairs = Counter(
        (outcome.case.right_services[0], outcome.given)
        for outcome in outcomes
        if not outcome.is_first_right
    )
    return [(right, given, count) for (right, given), count in pairs.most_common()]
