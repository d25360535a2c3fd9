"""Sentences for one entry: what it offers, for whom, who is responsible, on what it rests."""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.answers.answer import Choice, Citation
from knowledge.answers.asked_details import AskedDetails
from knowledge.answers.texts import texts
from knowledge.catalogue import (
    Catalogue,
    Detail,
    DocumentStatement,
    Helpline,
    LegalCitation,
    LegalFact,
    Measure,
    Service,
)
from knowledge.languages import joined

_Entry = Service | Measure | DocumentStatement
_ALWAYS = (("110", "danger"), ("120", "injury"))
"""Given whatever the danger is: the number, and which words say what it is for."""


class Composer:
    """Turns entries of one catalogue into text and citations; adds nothing of its own."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Take the catalogue whose entries are told."""
        self._entries = catalogue

    @property
    def _catalogue(self) -> Catalogue:
        """The entries in the language that is spoken; citations name sources as they are."""
        return self._entries.told

    def asked_details(self, told: AskedDetails, place: str | None, *, alone: bool = False) -> str:
        """Return the answer about one service: what was asked first, then what belongs to it.

        Args:
            told: what it is answered with.
            place: the county or prefecture whose notice would say what is absent, if known.
            alone: only what was asked, for a parent who was told the rest.
        """
        service = told.service
        lines = self._by_entry(told)
        legal = [line for fact in told.facts for line in self._fact(fact, told.heard)]
        absent = [self._absent(service, told.absent, place)] if told.absent else []
        # What was asked comes first, even where it is not known.
        spoken_of = {detail for fact in told.facts for detail in (*fact.answers, *fact.leaves)}
        lines.extend([*legal, *absent] if spoken_of & set(told.heard) else [*absent, *legal])
        if not lines:
            lines.append(self.service(service))
        elif not alone:
            lines.append(self.besides(service))
        return "\n".join(lines)

    def _by_entry(self, told: AskedDetails) -> list[str]:
        """Return the sentences that answer a detail from the entry, where no fact does."""
        service = told.service
        lead, who = self._catalogue.departments[service.lead].name, service.who or ""
        words = {
            "frequency": service.frequency,
            "whom": who if lead in who else texts().lead_and_who.format(lead=lead, who=who),
        }
        by_law = {detail for fact in told.facts for detail in fact.answers}
        return [
            texts().by_entry[asked.detail].format(**words)
            for asked in told.asked
            if asked.answered and asked.detail not in by_law and asked.detail in texts().by_entry
        ]

    def fact(self, fact: LegalFact, details: Sequence[Detail] = ()) -> str:
        """Return what a fact of the law says of the details asked, with its source."""
        return "\n".join(self._fact(fact, details))

    def _fact(self, fact: LegalFact, details: Sequence[Detail]) -> list[str]:
        differs = [texts().differs.format(differs=fact.differs)] if fact.differs else []
        return [fact.told_of(details), *differs, self._legal_source(fact)]

    def _legal_source(self, fact: LegalFact) -> str:
        return texts().law.format(
            support=texts().support[self._catalogue.support_of(fact)],
            cited=joined(map(self._cited, fact.cites)),
            checked=self._catalogue.checked(fact),
        )

    def _cited(self, cited: LegalCitation) -> str:
        law = self._catalogue.laws[cited.law]
        return texts().cited.format(
            law=law.name,
            article=cited.article,
            issuer=law.issuer,
            version=law.version,
            read_in=texts().read_in.format(read_in=law.read_in) if law.read_in else "",
        )

    def legal_citations(self, fact: LegalFact) -> list[Citation]:
        """Return the citations of a fact of the law, one per law it stands in."""
        return [self._legal_citation(fact, cited) for cited in fact.cites]

    def _legal_citation(self, fact: LegalFact, cited: LegalCitation) -> Citation:
        law = self._catalogue.laws[cited.law]
        return Citation(
            id=fact.id,
            document=f"《{law.name}》",
            issuer=law.issuer,
            date=law.version,
            locator=cited.article,
            support=law.support.value,
        )

    def besides(self, service: Service) -> str:
        """Return in short what may be said about a service, after something else was told."""
        if service.offers is None:
            return self.service(service)
        return texts().besides.format(
            plain_name=service.plain_name,
            offers=service.offers,
            who=service.who,
            source=self.source(service),
        )

    def service(self, service: Service) -> str:
        """Return what may be said about a service."""
        source = self.source(service)
        if service.offers is None:
            lead = self._catalogue.departments[service.lead].name
            return texts().area_only.format(source=source, department=lead)
        return texts().service.format(
            plain_name=service.plain_name,
            offers=service.offers,
            for_whom=service.for_whom,
            who=service.who,
            support=texts().support[service.support],
            source=source,
        )

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
        note = texts().source_year_inferred if source.date_note else ""
        return texts().source.format(
            issuer=source.issuer,
            date=f"{source.date}{note}",
            short=source.short,
            locator=entry.locator,
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

    def _absent(self, service: Service, details: Sequence[Detail], place: str | None) -> str:
        """Return what is not known, by its name, and the offer to ask for it."""
        named = joined(texts().details[detail] for detail in details)
        department = self._catalogue.departments[service.lead].name
        words = {"name": service.plain_name, "details": named}
        lines = [texts().detail_absent.format(whose=place or texts().no_county, **words)]
        if Detail.PHONE in details:
            lines.extend(self._helpline_of(service.lead))
        lines.append(texts().detail_next.format(department=department, **words))
        return "\n".join(lines)

    def _helpline_of(self, department: str) -> list[str]:
        number = self._catalogue.departments[department].helpline
        if number is None:
            return []
        line = self._catalogue.helplines[number]
        name = self._catalogue.departments[department].name
        note = line.note or texts().checked_on.format(day=f"{line.checked:%Y-%m-%d}")
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
        named = [self._catalogue.helplines[number] for number, _ in _ALWAYS]
        for number, use in _ALWAYS:
            lines.append(
                words.line.format(uses=words.uses[use], number=number, name=words.names[number])
            )
        for line in self._catalogue.helplines_for(*(dangers or ("violence",))):
            if line in named:
                continue
            named.append(line)
            if "self_harm" in line.uses:
                mental = words.uses["mental"]
                lines.append(words.line.format(uses=mental, number=line.number, name=line.name))
            else:
                note = words.note.format(note=line.note) if line.note else ""
                told = words.unconfirmed.format(number=line.number, name=line.name, note=note)
                lines.append(told)
        lines.append(words.close)
        return "\n".join(lines), named
