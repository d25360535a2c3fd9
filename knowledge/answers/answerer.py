"""Decides what a reading is answered with, and whether it may be answered at all."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.answers.about_document import LIMITS, statement_for
from knowledge.answers.answer import Answer, Citation
from knowledge.answers.asked_details import AskedDetail, AskedDetails, asked_details
from knowledge.answers.document_answers import DocumentAnswers
from knowledge.answers.notices import Notices
from knowledge.answers.parts import MOST_CHOICES, AnswerParts
from knowledge.answers.texts import texts
from knowledge.catalogue import HOTLINE, Catalogue, Detail
from nlu.understanding.topics.reading import Kind, Reading, Subject, Topic
from nlu.understanding.topics.thresholds import thresholds

_LEGAL = frozenset({Kind.POLICY, Kind.PRIVACY})
_SURELY_THE_DOCUMENT = 0.7
_CRISIS_DEPARTMENT = "public-security"
_SAFETY = "safety-and-law"


class Answerer(AnswerParts):
    """Composes cited answers from the catalogue. Needs no model: it works on readings."""

    def __init__(self, catalogue: Catalogue, build: str, notices: Notices | None = None) -> None:
        """Take the catalogue, the id of the build that answers are stamped with, and documents."""
        super().__init__(catalogue)
        self._build = build
        self._documents = DocumentAnswers(catalogue, notices)

    def answer(self, reading: Reading, place: str | None = None) -> Answer:
        """Return the answer to a message that stands alone.

        Args:
            reading: the message.
            place: county or prefecture where the parent lives, if the conversation told.
        """
        answer = self._from_entries(reading, place)
        return self._documents.first(answer, reading, place)

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
        return self._documents.of_notices(answer, reading, place)

    def _entries_about(
        self, services: Sequence[str], reading: Reading, place: str | None, *, alone: bool = False
    ) -> Answer:
        chosen = [self.catalogue.services[identifier] for identifier in services]
        parts = [
            asked_details(
                self.catalogue,
                service,
                reading.details,
                reading.law,
                alone=alone,
                beside=len(chosen) > 1,
            )
            for service in chosen
        ]
        lead, details = parts[0], _details_of(parts)
        whose = reading.place or place
        lines = [self.compose.asked_details(part, whose, alone=alone) for part in parts]
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
            departments=self.departments(chosen),
            text="\n".join(lines),
            citations=(
                *map(self.compose.citation, chosen),
                *self.legal_citations(facts.values()),
            ),
            suggestions=self.suggestions(chosen),
            details=details,
        )

    def _law_alone(self, reading: Reading) -> Answer | None:
        """Return what the law says on a matter of no service, such as a child's personal data."""
        if reading.kind not in _LEGAL or not reading.law or reading.needs:
            return None
        top = reading.topics[0]
        if top.subject is Subject.DOCUMENT and top.share >= _SURELY_THE_DOCUMENT:
            return None
        fact = self.catalogue.facts[reading.law[0]]
        if fact.services:
            return None
        support = self.catalogue.support_of(fact)
        return replace(
            self._empty(reading),
            departments=(HOTLINE,) if reading.kind is Kind.POLICY else (),
            text=self.compose.fact(fact, reading.details),
            citations=tuple(self.legal_citations([fact])),
            details=tuple(
                AskedDetail(detail, answered=True, support=support)
                for detail in reading.details
                if detail in fact.answers
            ),
        )

    def helplines(self, dangers: Sequence[str]) -> str:
        """Return whom to call now, for the kinds of danger recognised (none: for any)."""
        return self.compose.crisis(dangers)[0]

    def crisis(self, reading: Reading) -> Answer:
        """Return the helplines for the dangers recognised, then what the law says of it."""
        text, _ = self.compose.crisis(reading.crisis)
        facts = [self.catalogue.facts[fact] for fact in reading.law]
        facts = [fact for fact in facts if _SAFETY in fact.services][:1]
        said = [texts().crisis.law.format(fact=self.compose.fact(fact)) for fact in facts]
        return replace(
            self._empty(reading),
            kind=Kind.CRISIS,
            departments=(_CRISIS_DEPARTMENT,),
            text="\n".join([text, *said]),
            citations=tuple(self.legal_citations(facts)),
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
        measure = self.catalogue.measures[topic.id]
        return replace(
            self._empty(reading),
            measures=(measure.id,),
            departments=measure.departments,
            text=f"{self.compose.measure(measure)}\n{texts().next}",
            citations=(self.compose.citation(measure),),
        )

    def _document(self, reading: Reading) -> Answer:
        wanted = statement_for(reading)
        absent = wanted == LIMITS
        statement = self.catalogue.document[wanted]
        citation: Citation = self.compose.citation(statement)
        return replace(
            self._empty(reading),
            abstained=absent,
            reason="number_absent" if absent else None,
            departments=(HOTLINE,),
            text=self.compose.statement(statement),
            citations=(citation,),
            suggestions=tuple(area.hint for area in self.catalogue.areas.values())[:3],
        )

    def _ask_back(self, reading: Reading) -> Answer:
        services = [t for t in reading.topics if t.subject is Subject.SERVICE][:MOST_CHOICES]
        ids = [topic.id for topic in services]
        text, choices = self.compose.choices(ids)
        chosen = [self.catalogue.services[identifier] for identifier in ids]
        return replace(
            self._empty(reading),
            reason="ambiguous",
            services=tuple(ids),
            departments=self.departments(chosen),
            text=text,
            citations=tuple(self.compose.citation(service) for service in chosen),
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
        chosen = [self.catalogue.services[identifier] for identifier in reading.needs]
        departments = self.departments(chosen) or (HOTLINE,)
        name = self.catalogue.departments[departments[0]].name
        is_request = reading.kind is Kind.REQUEST
        return replace(
            self._empty(reading),
            services=reading.needs if is_request else (),
            departments=departments if is_request else (),
            text=texts().acts[reading.act].format(department=name),
        )

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
