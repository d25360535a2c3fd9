"""Rules over services, words and type give ranked departments; doubt goes to the hotline desk."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from actions.requests.routing.likeness import DANGER, likeness_of
from knowledge.catalogue import HOTLINE, Catalogue, load_catalogue
from knowledge.data_files import load_data
from knowledge.errors import ConfigurationError
from nlu.language import normalise
from nlu.language.patterns import linear

_NOTICEABLE = 0.05


class _Rules(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class WordRule(_Rules):
    """Words that point to a department. `not_with` words take the pointing back."""

    to: str
    weight: float = Field(gt=0)
    words: tuple[str, ...]
    only_types: tuple[str, ...] = ()
    not_with: tuple[str, ...] = ()
    not_inside: tuple[str, ...] = ()


class TypeRule(_Rules):
    """Words that decide a request's type; the first rule that matches wins."""

    type: str
    words: tuple[str, ...]


class RoutingRules(_Rules):
    """``rules.yml``."""

    service_weight: float
    example_weight: float
    danger_weight: float
    enough: float
    margin: float
    default_type: str
    types: tuple[TypeRule, ...]
    words: tuple[WordRule, ...]


@dataclass(frozen=True)
class Suggestion:
    """A department that may be responsible, how much speaks for it, and what."""

    department: str
    score: float
    reason: str

    def to_json(self) -> dict[str, Any]:
        """Return the suggestion as it is stored beside the request."""
        return {
            "department": self.department,
            "score": round(self.score, 2),
            "reason": self.reason,
        }


class Router:
    """Routes by ``rules.yml`` and the catalogue's lead departments."""

    def __init__(self, catalogue: Catalogue, rules: RoutingRules) -> None:
        """Check that every rule names a department of the catalogue.

        Raises:
            ConfigurationError: naming the first department that does not exist.
        """
        for rule in rules.words:
            if rule.to not in catalogue.departments:
                raise ConfigurationError(f"routing rules.yml: 没有“{rule.to}”这个部门")
        self._catalogue = catalogue
        self._rules = rules
        self._likeness = likeness_of(catalogue)

    def route(
        self,
        text: str,
        services: Sequence[str] | Mapping[str, float] = (),
        type: str | None = None,  # noqa: A002 (the hotline's own word for it)
        county: str | None = None,
        *,
        danger: bool = False,
    ) -> list[Suggestion]:
        """Return the departments that may be responsible, best first; never an empty list.

        Args:
            text: the parent's words.
            services: what was asked for, best first, or candidates of the retrieval with scores
                between 0 and 1.
            type: the request's type, if it is known.
            county: where the child lives; it goes into the reason, every county has every
                department.
            danger: a child is in danger now: the police lead, whatever the words.
        """
        words = normalise(text)
        type = type or self.type_of(words)  # noqa: A001
        score: dict[str, float] = {}
        reasons: dict[str, list[str]] = {}
        for department, weight, reason in (
            *self._by_service(services),
            *self._by_words(words, type),
            *self._by_likeness(words),
            *([(DANGER, self._rules.danger_weight, "孩子可能有危险")] if danger else []),
        ):
            score[department] = score.get(department, 0) + weight
            reasons.setdefault(department, []).append(reason)
        ranked = [
            Suggestion(department, total, _sentence(reasons[department], county))
            for department, total in sorted(score.items(), key=lambda item: -item[1])
        ]
        if danger:
            return sorted(ranked, key=lambda suggestion: suggestion.department != DANGER)
        return self._or_triage(ranked)

    def type_of(self, text: str) -> str:
        """Return the request type that the words suggest."""
        words = normalise(text)
        for rule in self._rules.types:
            if any(_pattern(word).search(words) for word in rule.words):
                return rule.type
        return self._rules.default_type

    def assisting(self, lead: str, services: Iterable[str]) -> tuple[str, ...]:
        """Return the other departments that lead or assist what was asked."""
        leads = [self._catalogue.services[service].lead for service in services]
        return tuple(dict.fromkeys(d for d in leads if d != lead))

    def _by_service(
        self, services: Sequence[str] | Mapping[str, float]
    ) -> list[tuple[str, float, str]]:
        if isinstance(services, Mapping):
            scored = list(services.items())
        else:
            # What was asked first leads; the rest assists.
            scored = [(service, 1.0 / (1 + place)) for place, service in enumerate(services)]
        found = []
        for service, weight in scored:
            entry = self._catalogue.services.get(service)
            if entry is not None:
                reason = f"服务“{entry.plain_name}”由其牵头"
                found.append((entry.lead, self._rules.service_weight * weight, reason))
        return found

    def _by_words(self, text: str, kind: str) -> list[tuple[str, float, str]]:
        found = []
        for rule in self._rules.words:
            if rule.only_types and kind not in rule.only_types:
                continue
            if any(_pattern(word).search(text) for word in rule.not_with):
                continue
            hit = _first_hit(rule, text)
            if hit is not None:
                found.append((rule.to, rule.weight, f"提到“{hit}”"))
        return found

    def _by_likeness(self, text: str) -> list[tuple[str, float, str]]:
        weight = self._rules.example_weight
        return [
            (department, weight * share, "与该部门常见的诉求相近")
            for department, share in self._likeness.shares(text).items()
            if share >= _NOTICEABLE
        ]

    def _or_triage(self, ranked: list[Suggestion]) -> list[Suggestion]:
        def triage(reason: str) -> list[Suggestion]:
            others = [s for s in ranked if s.department != HOTLINE]
            return [Suggestion(HOTLINE, 0.0, reason), *others]

        if not ranked:
            return triage("没有线索指向某个部门,由热线人工分派")
        best = ranked[0]
        if best.department == HOTLINE:
            return ranked
        if best.score < self._rules.enough:
            return triage("线索不够明确,由热线人工分派")
        if len(ranked) > 1 and best.score - ranked[1].score < self._rules.margin:
            names = "、".join(self._catalogue.departments[s.department].name for s in ranked[:2])
            return triage(f"{names}都有可能,由热线人工分派")
        return ranked


def route(
    text: str,
    services: Sequence[str] | Mapping[str, float] = (),
    type: str | None = None,  # noqa: A002 (the hotline's own word for it)
    county: str | None = None,
    *,
    danger: bool = False,
) -> list[Suggestion]:
    """Route with the project's own rules and catalogue; see ``Router.route``."""
    return _default_router().route(text, services, type, county, danger=danger)


@cache
def load_rules() -> RoutingRules:
    """Read the rules that lie beside this module."""
    return load_data(RoutingRules, Path(__file__).parent / "rules.yml")


@cache
def _default_router() -> Router:
    return Router(load_catalogue(), load_rules())


def _first_hit(rule: WordRule, text: str) -> str | None:
    for inside in rule.not_inside:
        text = _pattern(inside).sub("□", text)
    for word in rule.words:
        found = _pattern(word).search(text)
        if found is not None:
            return found.group()
    return None


@cache
def _pattern(rule: str) -> re.Pattern[str]:
    """Return a rule's pattern, made once: there are more of them than ``re`` itself remembers."""
    return linear(rule)


def _sentence(reasons: list[str], county: str | None) -> str:
    where = f"{county}:" if county else ""
    return where + ";".join(dict.fromkeys(reasons))
