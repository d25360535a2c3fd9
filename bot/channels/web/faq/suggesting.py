"""Suggestions while somebody types: no model, so that each takes well under a millisecond."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from knowledge.catalogue import Catalogue
from nlu.language import normalise, syllables

LONGEST_QUERY = 40
_MOST = 8
_MOST_QUESTIONS = 4
_SHOWN_STYLE = "plain"


@dataclass(frozen=True)
class Suggestion:
    """Something to choose: the words shown and where they lead."""

    text: str
    url: str


@dataclass(frozen=True)
class _Candidate:
    text: str
    sounds: str
    suggestion: Suggestion
    question: bool


class Suggester:
    """Finds names, aliases and known questions that begin with or hold what was typed."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Prepare the candidates of one catalogue."""
        self._candidates = list(_candidates(catalogue))

    def suggest(self, typed: str) -> list[Suggestion]:
        """Return at most eight suggestions, names of services first."""
        text = normalise(typed[:LONGEST_QUERY]).lower()
        if not text:
            return []
        sounds = _joined(syllables(text))
        ranked = sorted(
            (
                (rank, len(candidate.text), candidate)
                for candidate in self._candidates
                if (rank := _rank(candidate, text, sounds)) is not None
            ),
            key=lambda found: found[:2],
        )
        return _distinct([candidate for _, _, candidate in ranked])


def _rank(candidate: _Candidate, text: str, sounds: str) -> int | None:
    if candidate.text.startswith(text):
        return 1 if candidate.question else 0
    if text in candidate.text:
        return 3 if candidate.question else 2
    # 衣保 for 医保: two syllables at least, or everything would sound alike.
    if not candidate.question and sounds.count(" ") >= 3 and sounds in candidate.sounds:
        return 4
    return None


def _distinct(candidates: list[_Candidate]) -> list[Suggestion]:
    chosen: dict[str, Suggestion] = {}
    questions = 0
    for candidate in candidates:
        url = candidate.suggestion.url
        if url in chosen or (candidate.question and questions == _MOST_QUESTIONS):
            continue
        questions += candidate.question
        chosen[url] = candidate.suggestion
        if len(chosen) == _MOST:
            break
    return list(chosen.values())


def _candidates(catalogue: Catalogue) -> Iterator[_Candidate]:
    for service in catalogue.services.values():
        here = Suggestion(service.plain_name, f"/service/{service.id}")
        for name in (service.plain_name, service.name):
            yield _named(name, here)
    for measure in catalogue.measures.values():
        yield _named(measure.title, Suggestion(measure.title, f"/measure/{measure.id}"))
    for department in catalogue.departments.values():
        there = Suggestion(department.name, f"/department/{department.id}")
        for name in (department.name, *department.words):
            yield _named(name, there)
    for examples in catalogue.examples.values():
        if examples.service is None:
            continue
        service = catalogue.services[examples.service]
        here = Suggestion(service.plain_name, f"/service/{service.id}")
        for alias in examples.aliases:
            yield _named(alias, here)
        for question in examples.questions.get(_SHOWN_STYLE, ()):
            asked = Suggestion(question, f"/search?q={quote(question)}")
            yield _Candidate(normalise(question).lower(), "", asked, question=True)


def _named(name: str, suggestion: Suggestion) -> _Candidate:
    text = normalise(name).lower()
    return _Candidate(text, _joined(syllables(text)), suggestion, question=False)


def _joined(sounds: tuple[str, ...]) -> str:
    return f" {' '.join(sounds)} "
