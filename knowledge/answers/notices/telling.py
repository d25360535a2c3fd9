"""Tells what the documents at hand say to a question: whose they are, word for word, with source.

A parent meets the documents of the own county first, then those of prefecture, province, nation.
Another county's is never passed off as one's own, one that has ended never as current.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace

from knowledge.answers.notices.asked import RULE, Asked, asked_of, sought
from knowledge.answers.notices.naming import names
from knowledge.answers.notices.rules import notice_rules
from knowledge.answers.notices.selection import IndexedNotice, NoticeIndex, places_of
from knowledge.answers.notices.texts import telling_texts
from knowledge.answers.notices.told import (
    Finding,
    Told,
    Whose,
    pointed_at,
    pointed_elsewhere,
    services_of,
    shown_as_near,
    told_by,
)
from knowledge.ingestion.recognition import official_place, recognition_rules
from nlu.understanding.facts.places import County, gazetteer
from nlu.understanding.topics.reading import Kind, Reading, Subject

_LIKELY_TOPIC = 0.2


class Notices:
    """Answers from one shelf of documents."""

    def __init__(self, shelf: NoticeIndex) -> None:
        """Take the shelf."""
        self._shelf = shelf

    def tell(
        self, reading: Reading, place: str | None, services: Sequence[str] = ()
    ) -> Told | None:
        """Return what the documents say, or ``None`` where they have nothing to the question.

        Args:
            reading: the question.
            place: county or prefecture the parent asks about or lives in, if known.
            services: ids of the services it is known to be about.
        """
        if self._shelf.is_empty():
            # What is asked takes words and dictionaries to tell; here nothing is there to be found.
            return None
        asked = asked_of(reading)
        place = self._meant_place(reading, place)
        about = set(services) or _services_asked(reading)
        details = sought(asked)
        named = self._named(reading, asked, place)
        own = [finding for d in details if (finding := self._own(d, asked, about, place, named))]
        current = [finding for finding in own if not finding.shelved.ended]
        answered = {finding.detail for finding in current} | {
            detail
            for detail in details
            for one in current
            for finder in [self._shelf.finder(one.shelved.document, asked.model)]
            if finder.is_likeliest(detail, asked, one.found)
        }
        missing = tuple(detail for detail in asked.details if detail not in answered)
        if own:
            told = told_by(own, Whose.OWN, missing)
            return replace(told, answered=tuple(d for d in details if d in answered))
        if near := self._nearest(reading, asked, set(services), place, named):
            return shown_as_near(near)
        if asked.details and (notice := self._notice_about(about, asked, place)):
            return pointed_at(notice, missing)
        return self._elsewhere(asked.details, asked, about, place)

    def leaves(self, document_id: str, reading: Reading) -> bool:
        """Tell whether a document may be quoted for its likeness to a question alone.

        Not one of a place of Guizhou that the question is not about, not one that has ended, and
        not one of known services when a detail is asked for: what it holds of that is told.
        """
        shelved = self._shelf.get(document_id)
        if shelved is None:
            return True
        about = shelved.document.about
        if shelved.ended or (about.services and asked_of(reading).details):
            return False
        return official_place(about.place) is None or about.place in places_of(reading.place or "")

    def names_notice(self, reading: Reading, place: str | None) -> bool:
        """Tell whether a question names a notice that holds where the parent lives."""
        if self._shelf.is_empty():
            return False
        where = self._meant_place(reading, place)
        return bool(self._named(reading, asked_of(reading), where))

    def _meant_place(self, reading: Reading, lives_in: str | None) -> str:
        return reading.place or self._named_in(reading.text) or lives_in or ""

    def _named(self, reading: Reading, asked: Asked, place: str) -> list[IndexedNotice]:
        """Return the current documents that hold for a place and whose subject is named."""
        held = self._current_for(places_of(place), asked)
        return [each for each in held if names(each.document.title, reading.text)]

    def _own(
        self,
        detail: str,
        asked: Asked,
        about: set[str],
        place: str,
        named: Sequence[IndexedNotice],
    ) -> Finding | None:
        """Return what documents that hold for a place say, the nearest and current ones first.

        Those that the question names first of all. Those of the place itself that the parent lives
        in or names are asked whatever they were filed under: a notice says more than its service,
        and short questions are misread.
        """
        ended: Finding | None = None
        if (finding := self._best(detail, asked, named)) is not None:
            return finding
        for level in places_of(place):
            documents = self._of_years(level, asked)
            if level != place:
                documents = _matching(documents, about)
            for current in (True, False):
                held = [document for document in documents if document.ended is not current]
                finding = self._best(detail, asked, held)
                if finding is not None and current:
                    return finding
                ended = ended or finding
        return ended

    def _of_years(self, place: str, asked: Asked) -> list[IndexedNotice]:
        """Return the documents of a place, of the years asked for if any are.

        Who asks for a year that is over wants to know what held then.
        """
        documents = self._shelf.at(place)
        if not asked.years:
            return documents
        return [replace(each, ended=False) for each in documents if each.names_one_of(asked.years)]

    def _nearest(
        self,
        reading: Reading,
        asked: Asked,
        services: set[str],
        place: str,
        named: Sequence[IndexedNotice],
    ) -> list[Finding]:
        """Return the lines of one notice of the place that come nearest, best first.

        Where no detail is recognised, only for questions that nothing else answers, or that name
        the notice.
        """
        unanswered = reading.kind is Kind.OUT_OF_SCOPE and reading.quote is None
        details = asked.details or ((RULE,) if unanswered or named else ())
        meant = services | _services_named(reading)
        found = [
            Finding(detail, one, notice)
            for notice in named or self._that_may_answer(asked, place, meant)
            for detail in details
            for one in self._shelf.finder(notice.document, asked.model).nearest(
                detail, asked, named=bool(named)
            )
        ]
        ranked = sorted(found, key=lambda finding: -finding.found.score)
        once = {finding.found.lines: finding for finding in reversed(ranked)}
        best = [finding for finding in ranked if once[finding.found.lines] is finding]
        of_one = [finding for finding in best if finding.shelved == best[0].shelved]
        return of_one[: notice_rules().most_near]

    def _that_may_answer(self, asked: Asked, place: str, meant: set[str]) -> list[IndexedNotice]:
        """Return the current documents of the services meant, the county's own whatever it is."""
        if meant:
            return _matching(self._current_for(places_of(place), asked), meant)
        return self._current_for([place], asked) if _is_county(place) else []

    def _current_for(self, places: Sequence[str], asked: Asked) -> list[IndexedNotice]:
        """Return the documents of places that hold now, or held in the years asked for."""
        held = (each for place in places for each in self._of_years(place, asked))
        return [each for each in held if not each.ended]

    def _notice_about(self, about: set[str], asked: Asked, place: str) -> IndexedNotice | None:
        """Return the nearest current notice of a service that holds for a place."""
        return next(iter(_matching(self._current_for(places_of(place), asked), about)), None)

    def _named_in(self, text: str) -> str:
        """Return the one county a question names, where documents of it are at hand.

        A short name that is a word of its own too (水城, 金沙) is a place then.
        """
        named = {
            mention.place.name
            for mention in gazetteer().mentions(text)
            if isinstance(mention.place, County) and self._shelf.at(mention.place.name)
        }
        return named.pop() if len(named) == 1 else ""

    def _elsewhere(
        self, details: Sequence[str], asked: Asked, about: set[str], place: str
    ) -> Told | None:
        """Tell what another county's document says, as that; ask back where several do."""
        documents = _matching(self._shelf.near(place), about)
        current = [
            shelved
            for shelved in documents
            if not shelved.ended and (not asked.years or shelved.names_one_of(asked.years))
        ]
        found = [f for d in details if (f := self._best(d, asked, current))]
        if details and current and _is_county(place):
            nearest = found[0].shelved if found else current[0]
            return pointed_elsewhere(nearest, place, tuple(details))
        if not found:
            return None
        counties = dict.fromkeys(
            shelved.document.about.place
            for shelved in current
            if any(self._best(finding.detail, asked, [shelved]) for finding in found)
        )
        if len(counties) > 1 and not _is_county(place):
            text = telling_texts().which_county.format(places="、".join(counties))
            return Told(text, (), services_of(found), (), tuple(details), asks_county=True)
        held = {finding.detail for finding in found}
        missing = tuple(detail for detail in details if detail not in held)
        return told_by(found, Whose.UNKNOWN, missing)

    def _best(
        self, detail: str, asked: Asked, documents: Iterable[IndexedNotice]
    ) -> Finding | None:
        findings = [
            Finding(detail, found, shelved)
            for shelved in documents
            for finder in [self._shelf.finder(shelved.document, asked.model)]
            if (found := finder.find(detail, asked, ended=shelved.ended))
        ]
        return max(findings, key=lambda finding: finding.found.score, default=None)


def _is_county(place: str) -> bool:
    return place in gazetteer().counties


def _matching(documents: Iterable[IndexedNotice], about: set[str]) -> list[IndexedNotice]:
    return [each for each in documents if about & set(each.document.about.services)]


def _services_asked(reading: Reading) -> set[str]:
    """Return the services a question names, and those it may be about."""
    likely = {
        topic.id
        for topic in reading.topics
        if topic.subject is Subject.SERVICE and topic.share >= _LIKELY_TOPIC
    }
    return _services_named(reading) | likely


def _services_named(reading: Reading) -> set[str]:
    """Return the services a question names in the words of documents, or surely asks about."""
    terms = recognition_rules().service_terms
    named = {service for service, pattern in terms.items() if pattern.search(reading.text)}
    return {*named, *reading.needs}
