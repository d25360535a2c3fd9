"""What ingested documents answer: notices of the parent's place first, then a quote."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from knowledge.answers.answer import Answer, Citation
from knowledge.answers.asked_details import AskedDetail
from knowledge.answers.notices import Notices, Told
from knowledge.answers.parts import AnswerParts
from knowledge.answers.texts import texts
from knowledge.catalogue import HOTLINE, Catalogue, Detail, LegalFact, Support
from nlu.understanding.topics.reading import Kind, Quote, Reading
from nlu.understanding.wishes import is_question

_ANSWERED_BY_NOTICES = frozenset({Kind.POLICY, Kind.OUT_OF_SCOPE})


class DocumentAnswers(AnswerParts):
    """Lets documents speak before the entries, which answer what documents lack."""

    def __init__(self, catalogue: Catalogue, notices: Notices | None) -> None:
        """Take the entries and the notices; without any nothing changes."""
        super().__init__(catalogue)
        self._notices = notices

    def first(self, answer: Answer, reading: Reading, place: str | None) -> Answer:
        """Return an answer of the entries with what documents say put first.

        Args:
            answer: of the entries alone.
            reading: the message.
            place: county or prefecture where the parent lives, if the conversation told.
        """
        asked = answer.kind in _ANSWERED_BY_NOTICES or self._asks_a_notice(answer, reading, place)
        told = self._told(reading, place, answer) if asked else None
        if told is not None:
            return self._with_notice(answer, told, reading)
        return self._with_quote(answer, reading.quote) if reading.quote else answer

    def of_notices(self, answer: Answer, reading: Reading, place: str | None) -> Answer:
        """Return an answer of the entries with what notices of the place say put first."""
        told = self._told(reading, place, answer)
        return self._with_notice(answer, told, reading) if told else answer

    def _asks_a_notice(self, answer: Answer, reading: Reading, place: str | None) -> bool:
        """Tell a question to a notice it names that sounds like a wish for a request."""
        asks = answer.kind is Kind.REQUEST and bool(reading.details) and is_question(reading.text)
        return asks and self._notices is not None and self._notices.names_notice(reading, place)

    def _told(self, reading: Reading, place: str | None, answer: Answer) -> Told | None:
        if self._notices is None or reading.elsewhere:
            return None
        known = answer.services if not answer.choices else ()
        return self._notices.tell(reading, reading.place or place, known)

    def _with_notice(self, answer: Answer, told: Told, reading: Reading) -> Answer:
        """Let the documents speak first; the law answers what they lack."""
        stands = not answer.abstained and not answer.choices
        if reading.details and stands and not told.answered:
            return answer
        kept = [s for s in answer.services if s in told.services and not answer.choices]
        services = kept or [s for s in told.services if s in self.catalogue.services]
        chosen = [self.catalogue.services[service] for service in services]
        details = _details_beside(answer.details, told)
        facts = self._facts_for(reading.law, services, details)
        missing = [one.detail for one in details if not one.answered]
        reason = f"{missing[0]}_absent" if missing else None
        besides = [self.compose.besides(service) for service in chosen]
        return replace(
            answer,
            kind=Kind.POLICY,
            abstained=bool(missing),
            reason="ambiguous" if told.asks_county else reason,
            services=tuple(services),
            measures=tuple(dict.fromkeys(s.measure for s in chosen if s.measure)),
            departments=self.departments(chosen) or (HOTLINE,),
            text="\n".join([told.text, *map(self.compose.fact, facts), *besides, texts().next]),
            citations=(
                *told.citations,
                *map(self.compose.citation, chosen),
                *self.legal_citations(facts),
            ),
            suggestions=self.suggestions(chosen),
            details=details,
            choices=(),
        )

    def _facts_for(
        self, law: Sequence[str], services: Sequence[str], details: Sequence[AskedDetail]
    ) -> list[LegalFact]:
        """Return the facts that answer details which rest on the law."""
        legal = {d.detail for d in details if d.support in (Support.LAW, Support.REPORTED)}
        facts = [self.catalogue.facts[fact] for fact in law]
        return [f for f in facts if legal & set(f.answers) and set(services) & set(f.services)]

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
        kept = [self.catalogue.services[service] for service in quote.services]
        return replace(
            answer,
            kind=Kind.POLICY,
            abstained=False,
            reason=None,
            services=quote.services,
            measures=tuple(dict.fromkeys(s.measure for s in kept if s.measure)),
            departments=self.departments(kept) or (HOTLINE,),
            text="\n".join([told, *map(self.compose.besides, kept), texts().next]),
            citations=(cited, *map(self.compose.citation, kept)),
            choices=(),
        )


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
