"""Which services are worth asking about for whom: ``entitlement.yml``."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from knowledge.catalogue import Catalogue
from knowledge.data_files import load_data


class Rule(BaseModel):
    """When a service is worth asking about."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    service: str
    age: tuple[int, int] | None = None
    stages: tuple[str, ...] = ()
    if_true: str | None = Field(default=None, alias="if")
    only_if: str | None = None
    unless: str | None = None

    def fits(self, answers: dict[str, Any]) -> bool:
        """Tell whether the answers leave the service possible; what was skipped rules out nothing.

        ``only_if`` wants the answer not to be no: services for a few are not offered to all.
        """
        age, stage = answers.get("child_age"), answers.get("school_stage")
        if self.age and isinstance(age, int) and not self.age[0] <= age <= self.age[1]:
            return False
        if self.stages and age is None and stage is not None and stage not in self.stages:
            return False
        if self.unless and answers.get(self.unless) is True:
            return False
        if self.if_true and answers.get(self.if_true) is False:
            return False
        return not (self.only_if and answers.get(self.only_if) is False)


@cache
def rules() -> tuple[Rule, ...]:
    """Return the rules of ``entitlement.yml``."""
    return load_data(tuple[Rule, ...], Path(__file__).with_name("entitlement.yml"))


def fitting(services: Sequence[str], age: int, catalogue: Catalogue) -> tuple[str, ...]:
    """Return the services, each replaced where the child is too young or old for it.

    那小的4岁呢 after a school is about the kindergarten: the one of the same area that fits.
    """
    return tuple(_fitting(service, age, catalogue) for service in services)


def _fitting(service: str, age: int, catalogue: Catalogue) -> str:
    spans = {rule.service: rule.age for rule in rules() if rule.age}
    if service not in spans or _within(age, spans[service]):
        return service
    alike = [
        other
        for other, span in spans.items()
        if _within(age, span) and _is_alike(catalogue, service, other)
    ]
    return alike[0] if alike else service


def _is_alike(catalogue: Catalogue, service: str, other: str) -> bool:
    return other in catalogue.services[service].related


def _within(age: int, span: tuple[int, int]) -> bool:
    return span[0] <= age <= span[1]
