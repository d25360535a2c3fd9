"""What exactly was asked about a service, and what that is answered from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from knowledge.catalogue import Catalogue, Detail, LegalFact, Service, Support

# What an entry of the report tells of any service: whom to turn to, and that it is there.
_TOLD_BY_ENTRY = frozenset({Detail.RULE, Detail.STEPS, Detail.PLACE, Detail.DEPARTMENT})
# A fact that was found by the question settles these, whatever else it is about.
_SETTLED_BY_ANY = frozenset({Detail.RULE})


@dataclass(frozen=True)
class AskedDetail:
    """One detail that was asked for; ``support`` is what its answer rests on."""

    detail: Detail
    answered: bool
    support: Support


@dataclass(frozen=True)
class AskedDetails:
    """Everything one service is answered with.

    Attributes:
        service: the entry.
        facts: the facts of the law that the question found for it, best first.
        asked: the details asked for, in the order of the question.
        heard: those the question itself names; where none, ``asked`` is what the fact answers.
    """

    service: Service
    facts: tuple[LegalFact, ...]
    asked: tuple[AskedDetail, ...]
    heard: tuple[Detail, ...] = ()

    @property
    def absent(self) -> tuple[Detail, ...]:
        """The details that nothing at hand answers."""
        return tuple(asked.detail for asked in self.asked if not asked.answered)


def asked_details(
    catalogue: Catalogue,
    service: Service,
    details: Sequence[Detail],
    law: Sequence[str],
    *,
    alone: bool = False,
    beside: bool = False,
) -> AskedDetails:
    """Return what a service is answered with.

    Args:
        catalogue: where the facts stand.
        service: the service asked about.
        details: what is asked for.
        law: ids of the facts that the question found, best first; those of other services are
            left out where one of this service is among them.
        alone: the question names no service (那要钱不): a fact is then found by the detail.
        beside: another service is answered in the same reply: a fact of that is told there.
    """
    found = [catalogue.facts[fact] for fact in law]
    facts = tuple(fact for fact in found if service.id in fact.services)
    if not facts and not alone and not beside and not set(details) - _SETTLED_BY_ANY:
        # The best fact is told even where it is filed under another service than the one heard;
        # it settles no detail of that one.
        facts = tuple(found[:1])
    if alone and not facts:
        facts = _by_detail(catalogue, service, details)
    # Where no detail was heard, the fact that the question found says what it answers.
    heard = details or [detail for fact in facts[:1] for detail in fact.answers[:1]]
    asked = tuple(_settled(catalogue, service, detail, heard, facts) for detail in heard)
    return AskedDetails(service, facts, asked, tuple(details))


def _by_detail(
    catalogue: Catalogue, service: Service, details: Sequence[Detail]
) -> tuple[LegalFact, ...]:
    """Return what the law says of a detail of this very service.

    A fact that is filed under it as well may speak of another thing: the day for a child's first
    shots is no day on which school enrolment begins.
    """
    wanted = set(details) - _TOLD_BY_ENTRY
    own = (fact for fact in catalogue.facts_of(service.id) if fact.services[0] == service.id)
    telling = (fact for fact in own if wanted & set(fact.answers))
    return tuple(islice(telling, 1))


def _settled(
    catalogue: Catalogue,
    service: Service,
    detail: Detail,
    details: Sequence[Detail],
    facts: Sequence[LegalFact],
) -> AskedDetail:
    for fact in facts:
        if detail in fact.answers or detail in _SETTLED_BY_ANY:
            return AskedDetail(detail, answered=True, support=catalogue.support_of(fact))
    if _entry_tells(service, detail, details):
        return AskedDetail(detail, answered=True, support=service.support)
    return AskedDetail(detail, answered=False, support=Support.ABSENT)


def _entry_tells(service: Service, detail: Detail, details: Sequence[Detail]) -> bool:
    if service.support is Support.ABSENT:
        return False
    if detail is Detail.FREQUENCY or (detail is Detail.DATE and Detail.FREQUENCY in details):
        return service.frequency is not None
    return detail in _TOLD_BY_ENTRY
