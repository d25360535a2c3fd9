"""Decides what a reading is answered with, and whether it may be answered at all."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.answers.about_document import LIMITS, statement_for
from knowledge.answers.answer import Answer, Citation
from knowledge.answers.asked_details import AskedDetail, AskedDetails, asked_details
from knowledge.answers.compose import Composer
from knowledge.answers.notices import Notices, Told
from knowledge.answers.texts import texts
from knowledge.catalogue import HOTLINE, Catalogue, Detail, LegalFact, Service, Support
from nlu.understanding.topics.reading import Kind, Quote, Reading, Subject, Topic
from nlu.understanding.topics.thresholds import thresholds

_MAX_CHOICES = 3
_QUOTABLE = frozenset({Kind.POLICY, Kind.OUT_OF_SCOPE})
_LEGAL = frozenset({Kind.POLICY, Kind.PRIVACY})
_SURELY_THE_DOCUMENT = 0.7
_CRISIS_DEPARTMENT = "public-security"
_SAFETY = "safety-and-law"


class Answerer:
    """Composes cited answers from the catalogue. Needs no model: it works on readings."""

    def __init__(self, catalogue: Catalogue, build: str, notices: Notices | None = None) -> None:
        """Take the catalogue, the id of the build that answers are stamped with, and documents."""
        self._entries = catalogue
        self._notices = notices
        self._compose = Composer(catalogue)
        self._build = build

    @property
    def _catalogue(self) -> Catalogue:
        """The entries in the language that is spoken."""
        return self._entries.told

    def answer(self, reading: Reading, place: str | None = None) -> Answer:
        """Return the answer to a message that stands alone.

        Args:
            reading: the message.
            place: county or prefecture where the parent lives, if the conversation told.
        """
        answer = self._from_entries(reading, place)
        told = self._told(reading, place, answer) if answer.kind in _QUOTABLE else None
        if told is not None:
            return self._with_notice(answer, told, reading)
        return self._with_quote(answer, reading.quote) if reading.quote else answer

    def _from_entries(self, reading: Reading, place: str | None) -> Answer:
        alone = self._law_alone(reading)
        if alone is not None:
            return alone
        match reading.kind:
            case Kind.CRISIS:
                return self.crisis(reading)
            case Kind.OUT_OF_SCOPE:
                return self._out_of_scope(reading)
            case Kind.POLICY:
                return self._policy(reading, place)
            case _:
                return self._act(reading)

    def about(
        self,
        services: Sequence[str],
        reading: Reading,
        place: str | None = None,
        *,
        alone: bool = False,
    ) -> Answer:
        """Return the answer about services already known, with the details the reading asks for.

        Args:
            services: their ids, the leading one first.
            reading: the message.
            place: county or prefecture where the parent lives, if the conversation told.
            alone: only the details asked for, where the rest was told before.
        """
        answer = self._entries_about(services, reading, place, alone=alone)
        told = self._told(reading, place, answer)
        return self._with_notice(answer, told, reading) if told else answer

    def _told(self, reading: Reading, place: str | None, answer: Answer) -> Told | None:
        if self._notices is None or reading.elsewhere:
            return None
        known = answer.services if not answer.choices else ()
        return self._notices.tell(reading, reading.place or place, known)

    def _with_notice(self, answer: Answer, told: Told, reading: Reading) -> Answer:
        """Let the documents speak first; the law answers what they lack."""
        if reading.details and not answer.abstained and not told.answered:
            return answer
        kept = [s for s in answer.services if s in told.services and not answer.choices]
        services = kept or [s for s in told.services if s in self._catalogue.services]
        chosen = [self._catalogue.services[service] for service in services]
        details = _details_beside(answer.details, told)
        facts = self._facts_for(reading.law, services, details)
        missing = [one.detail for one in details if not one.answered]
        reason = f"{missing[0]}_absent" if missing else None
        besides = [self._compose.besides(service) for service in chosen]
        return replace(
            answer,
            kind=Kind.POLICY,
            abstained=bool(missing),
            reason="ambiguous" if told.asks_county else reason,
            services=tuple(services),
            measures=tuple(dict.fromkeys(s.measure for s in chosen if s.measure)),
            departments=self._departments(chosen) or (HOTLINE,),
            text="\n".join([told.text, *map(self._compose.fact, facts), *besides, texts().next]),
            citations=(
                *told.citations,
                *map(self._compose.citation, chosen),
                *self._legal_citations(facts),
            ),
            suggestions=self._suggestions(chosen),
            details=details,
            choices=(),
        )

    def _facts_for(
        self, law: Sequence[str], services: Sequence[str], details: Sequence[AskedDetail]
    ) -> list[LegalFact]:
        """Return the facts that answer details which rest on the law."""
        legal = {d.detail for d in details if d.support in (Support.LAW, Support.REPORTED)}
        facts = [self._catalogue.facts[fact] for fact in law]
        return [f for f in facts if legal & set(f.answers) and set(services) & set(f.services)]

    def _entries_about(
        self, services: Sequence[str], reading: Reading, place: str | None, *, alone: bool = False
    ) -> Answer:
        chosen = [self._catalogue.services[identifier] for identifier in services]
        parts = [
            asked_details(self._catalogue, service, reading.details, reading.law, alone=alone)
            for service in chosen
        ]
        lead, details = parts[0], _details_of(parts)
        whose = reading.place or place
        lines = [self._compose.asked_details(part, whose, alone=alone) for part in parts]
        if len(chosen) > 1:
            lines.insert(0, texts().pair_heading)
        if not lead.absent and lead.service.offers:
            lines.append(texts().next)
        missing = [one.detail for one in details if not one.answered]
        reason = f"{missing[0]}_absent" if missing else None
        if lead.service.offers is None and not (lead.facts and reading.details and not missing):
            reason = "area_only"
        facts = {fact.id: fact for part in parts for fact in part.facts}
        return replace(
            self._empty(reading),
            kind=Kind.POLICY,
            abstained=reason is not None,
            reason=reason,
            services=tuple(services),
            measures=tuple(dict.fromkeys(s.measure for s in chosen if s.measure)),
            departments=self._departments(chosen),
            text="\n".join(lines),
            citations=(
                *map(self._compose.citation, chosen),
                *self._legal_citations(facts.values()),
            ),
            suggestions=self._suggestions(chosen),
            details=details,
        )

    def _law_alone(self, reading: Reading) -> Answer | None:
        """Return what the law says on a matter of no service, such as a child's personal data."""
        if reading.kind not in _LEGAL or not reading.law or reading.needs:
            return None
        top = reading.topics[0]
        if top.subject is Subject.DOCUMENT and top.share >= _SURELY_THE_DOCUMENT:
            return None
        fact = self._catalogue.facts[reading.law[0]]
        if fact.services:
            return None
        support = self._catalogue.support_of(fact)
        return replace(
            self._empty(reading),
            departments=(HOTLINE,) if reading.kind is Kind.POLICY else (),
            text=self._compose.fact(fact, reading.details),
            citations=tuple(self._legal_citations([fact])),
            details=tuple(
                AskedDetail(detail, answered=True, support=support)
                for detail in reading.details
                if detail in fact.answers
            ),
        )

    def helplines(self, dangers: Sequence[str]) -> str:
        """Return whom to call now, for the kinds of danger recognised (none: for any)."""
        return self._compose.crisis(dangers)[0]

    def crisis(self, reading: Reading) -> Answer:
        """Return the helplines for the dangers recognised, then what the law says of it."""
        text, _ = self._compose.crisis(reading.crisis)
        facts = [self._catalogue.facts[fact] for fact in reading.law]
        facts = [fact for fact in facts if _SAFETY in fact.services][:1]
        said = [texts().crisis.law.format(fact=self._compose.fact(fact)) for fact in facts]
        return replace(
            self._empty(reading),
            kind=Kind.CRISIS,
            departments=(_CRISIS_DEPARTMENT,),
            text="\n".join([text, *said]),
            citations=tuple(self._legal_citations(facts)),
        )

    def _policy(self, reading: Reading, place: str | None) -> Answer:
        top = reading.topics[0]
        if reading.confidence < thresholds().answer_share:
            return self._unsure(reading)
        if reading.needs:
            return self._entries_about(reading.needs, reading, place)
        if top.subject is Subject.MEASURE:
            return self._measure(top, reading)
        if top.subject is Subject.DOCUMENT:
            return self._document(reading)
        return self._ask_back(reading)

    def _measure(self, topic: Topic, reading: Reading) -> Answer:
        measure = self._catalogue.measures[topic.id]
        return replace(
            self._empty(reading),
            measures=(measure.id,),
            departments=measure.departments,
            text=f"{self._compose.measure(measure)}\n{texts().next}",
            citations=(self._compose.citation(measure),),
        )

    def _document(self, reading: Reading) -> Answer:
        wanted = statement_for(reading)
        absent = wanted == LIMITS
        statement = self._catalogue.document[wanted]
        citation: Citation = self._compose.citation(statement)
        return replace(
            self._empty(reading),
            abstained=absent,
            reason="number_absent" if absent else None,
            departments=(HOTLINE,),
            text=self._compose.statement(statement),
            citations=(citation,),
            suggestions=tuple(area.hint for area in self._catalogue.areas.values())[:3],
        )

    def _with_quote(self, answer: Answer, quote: Quote) -> Answer:
        """Let an ingested document answer what the entries could not."""
        cited = Citation(
            id=quote.id,
            document=quote.title,
            issuer=quote.issuer,
            date=quote.date,
            locator=quote.locator,
            support=Support.DOCUMENT.value,
            quote=quote.text,
        )
        told = texts().document_quote.format(
            title=quote.title,
            locator=quote.locator,
            quote=quote.text,
            source=f"{quote.issuer}{quote.date}" or texts().document_source_unknown,
        )
        kept = [self._catalogue.services[service] for service in quote.services]
        return replace(
            answer,
            kind=Kind.POLICY,
            abstained=False,
            reason=None,
            services=quote.services,
            measures=tuple(dict.fromkeys(s.measure for s in kept if s.measure)),
            departments=self._departments(kept) or (HOTLINE,),
            text="\n".join([told, *map(self._compose.besides, kept), texts().next]),
            citations=(cited, *map(self._compose.citation, kept)),
            choices=(),
        )

    def _ask_back(self, reading: Reading) -> Answer:
        services = [t for t in reading.topics if t.subject is Subject.SERVICE][:_MAX_CHOICES]
        ids = [topic.id for topic in services]
        text, choices = self._compose.choices(ids)
        chosen = [self._catalogue.services[identifier] for identifier in ids]
        return replace(
            self._empty(reading),
            reason="ambiguous",
            services=tuple(ids),
            departments=self._departments(chosen),
            text=text,
            citations=tuple(self._compose.citation(service) for service in chosen),
            choices=choices,
        )

    def _unsure(self, reading: Reading) -> Answer:
        return replace(
            self._empty(reading),
            abstained=True,
            reason="unsure",
            departments=(HOTLINE,),
            text=texts().unsure,
        )

    def _out_of_scope(self, reading: Reading) -> Answer:
        if reading.elsewhere:
            text = texts().elsewhere.format(place=reading.elsewhere)
            reason = "elsewhere"
        else:
            text, reason = texts().out_of_scope, "out_of_scope"
        return replace(self._empty(reading), abstained=True, reason=reason, text=text)

    def _act(self, reading: Reading) -> Answer:
        chosen = [self._catalogue.services[identifier] for identifier in reading.needs]
        departments = self._departments(chosen) or (HOTLINE,)
        name = self._catalogue.departments[departments[0]].name
        is_request = reading.kind is Kind.REQUEST
        return replace(
            self._empty(reading),
            services=reading.needs if is_request else (),
            departments=departments if is_request else (),
            text=texts().acts[reading.act].format(department=name),
        )

    def _legal_citations(self, facts: Iterable[LegalFact]) -> list[Citation]:
        return [citation for fact in facts for citation in self._compose.legal_citations(fact)]

    def _departments(self, chosen: Sequence[Service]) -> tuple[str, ...]:
        leads = [service.lead for service in chosen]
        assisting = [name for service in chosen for name in service.assisting]
        return tuple(dict.fromkeys([*leads, *assisting]))

    def _suggestions(self, chosen: Sequence[Service]) -> tuple[str, ...]:
        known = {service.id for service in chosen}
        related = dict.fromkeys(
            identifier
            for service in chosen
            for identifier in service.related
            if identifier not in known
        )
        return tuple(self._catalogue.services[name].plain_name for name in related)[:_MAX_CHOICES]

    def _empty(self, reading: Reading) -> Answer:
        return Answer(
            question=reading.text,
            kind=reading.kind,
            abstained=False,
            reason=None,
            services=(),
            measures=(),
            departments=(),
            confidence=reading.confidence,
            text="",
            citations=(),
            suggestions=(),
            build=self._build,
        )


def _details_of(parts: Sequence[AskedDetails]) -> tuple[AskedDetail, ...]:
    """Return each detail asked for once; where one service answers it, it is answered."""
    found: dict[Detail, AskedDetail] = {}
    for asked in (asked for part in parts for asked in part.asked):
        before = found.get(asked.detail)
        if before is None or (asked.answered and not before.answered):
            found[asked.detail] = asked
    return tuple(found.values())


def _details_beside(asked: Sequence[AskedDetail], told: Told) -> tuple[AskedDetail, ...]:
    """Return what was asked, with what documents answer and what is left to the entries."""
    known = {one.detail: one for one in asked}
    answered = [
        AskedDetail(Detail(d), answered=True, support=Support.DOCUMENT) for d in told.answered
    ]
    missing = [
        known.get(Detail(d), AskedDetail(Detail(d), answered=False, support=Support.ABSENT))
        for d in told.missing
    ]
    return (*answered, *missing)
