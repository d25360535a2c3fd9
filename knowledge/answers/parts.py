"""What every answer is made from: entries in the language spoken, their departments, citations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from knowledge.answers.answer import Citation
from knowledge.answers.compose import Composer
from knowledge.catalogue import Catalogue, LegalFact, Service

MOST_CHOICES = 3


class AnswerParts:
    """The entries, and what belongs to those chosen."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the catalogue whose entries are told."""
        self._entries = catalogue
        self.compose = Composer(catalogue)

    @property
    def catalogue(self) -> Catalogue:
        """The entries in the language that is spoken."""
        return self._entries.told

    def departments(self, chosen: Sequence[Service]) -> tuple[str, ...]:
        """Return the departments of services, those that lead first."""
        leads = [service.lead for service in chosen]
        assisting = [name for service in chosen for name in service.assisting]
        return tuple(dict.fromkeys([*leads, *assisting]))

    def suggestions(self, chosen: Sequence[Service]) -> tuple[str, ...]:
        """Return the names of services related to those chosen."""
        known = {service.id for service in chosen}
        related = dict.fromkeys(
            identifier
            for service in chosen
            for identifier in service.related
            if identifier not in known
        )
        return tuple(self.catalogue.services[name].plain_name for name in related)[:MOST_CHOICES]

    def legal_citations(self, facts: Iterable[LegalFact]) -> list[Citation]:
        """Return where facts of the law stand."""
        return [citation for fact in facts for citation in self.compose.legal_citations(fact)]
