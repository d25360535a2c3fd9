"""Sentences for one entry: what it offers, for whom, who is responsible, on what it rests."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.answers.answer import Choice, Citation
from knowledge.answers.texts import texts
from knowledge.catalogue import (
    Catalogue,
    DocumentStatement,
    Helpline,
    Measure,
    Service,
    Support,
)

_Entry = Service | Measure | DocumentStatement


class Composer:
    """Turns entries of one catalogue into text and citations; adds nothing of its own."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the catalogue whose entries are told."""
        self._catalogue = catalogue

    def service(self, service: Service, *, with_frequency: bool = False) -> str:
        """Return what may be said about a service."""
        source = self.source(service)
        if service.offers is None:
            lead = self._catalogue.departments[service.lead].name
            return texts().area_only.format(source=source, department=lead)
        text = texts().service.format(
            plain_name=service.plain_name,
            offers=service.offers,
            for_whom=service.for_whom,
            who=service.who,
            support=texts().support[service.support],
            source=source,
        )
        if with_frequency and service.frequency:
            return f"{texts().frequency.format(frequency=service.frequency)}\n{text}"
        return text

    def measure(self, measure: Measure) -> str:
        """Return what may be said about a measure."""
        return texts().measure.format(
            title=measure.title,
            says=measure.says,
            who=measure.who,
            support=texts().support[measure.support],
            source=self.source(measure),
        )

    def statement(self, statement: DocumentStatement) -> str:
        """Return what may be said about the document as a whole."""
        return texts().statement.format(
            says=statement.says,
            support=texts().support[statement.support],
            source=self.source(statement),
        )

    def source(self, entry: _Entry) -> str:
        """Return the source line of an entry: issuer, date, locator."""
        source = self._catalogue.sources[entry.source]
        note = f"（{texts().source_year_inferred}）" if source.date_note else ""
        return texts().source.format(
            issuer=source.issuer, date=f"{source.date}{note}", locator=entry.locator
        )

    def citation(self, entry: _Entry) -> Citation:
        """Return the citation of an entry."""
        source = self._catalogue.sources[entry.source]
        return Citation(
            id=entry.id,
            document=source.document,
            issuer=source.issuer,
            date=source.date,
            locator=entry.locator,
            support=entry.support.value,
        )

    def absent_details(self, details: Sequence[str], department: str) -> str:
        """Return the sentence that says which asked details the report lacks, and what to do."""
        named = "、".join(texts().details[detail] for detail in details)
        name = self._catalogue.departments[department].name
        lines = [texts().detail_absent.format(details=named)]
        if "phone" in details:
            lines.extend(self._helpline_of(department))
        lines.append(texts().detail_next.format(department=name))
        return "\n".join(lines)

    def _helpline_of(self, department: str) -> list[str]:
        number = self._catalogue.departments[department].helpline
        if number is None:
            return []
        line = self._catalogue.helplines[number]
        name = self._catalogue.departments[department].name
        note = line.note or f"{line.checked:%Y-%m-%d}核实"
        return [texts().helpline.format(department=name, number=number, note=note)]

    def choices(self, services: Sequence[str]) -> tuple[str, tuple[Choice, ...]]:
        """Return the question back and its choices, one for each of ``services``."""
        lines = [texts().ask_back]
        choices = []
        for number, identifier in enumerate(services, 1):
            service = self._catalogue.services[identifier]
            department = self._catalogue.departments[service.lead].name
            lines.append(
                texts().ask_back_line.format(
                    number=number, plain_name=service.plain_name, department=department
                )
            )
            choices.append(Choice(service.plain_name, identifier))
        return "\n".join(lines), tuple(choices)

    def crisis(self, dangers: Sequence[str]) -> tuple[str, list[Helpline]]:
        """Return the words for a child in danger, and the helplines they name."""
        words = texts().crisis
        lines = [words.lead]
        named = [self._catalogue.helplines["110"], self._catalogue.helplines["120"]]
        lines.append(words.line.format(uses=words.uses["danger"], number="110", name="报警"))
        lines.append(words.line.format(uses=words.uses["injury"], number="120", name="急救"))
        for line in self._catalogue.helplines_for(*(dangers or ("violence",))):
            if line in named:
                continue
            named.append(line)
            if "self_harm" in line.uses:
                mental = words.uses["mental"]
                lines.append(words.line.format(uses=mental, number=line.number, name=line.name))
            else:
                note = f"，{line.note}" if line.note else ""
                told = words.unconfirmed.format(number=line.number, name=line.name, note=note)
                lines.append(told)
        lines.append(words.close)
        return "\n".join(lines), named


def is_stated(service: Service) -> bool:
    """Tell whether the report says anything of a service's content."""
    return service.support is not Support.ABSENT
