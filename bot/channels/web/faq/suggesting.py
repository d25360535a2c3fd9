"""Suggestions while somebody types: no model, so that each takes well under a millisecond.

Latin letters are pinyin, whole (``dayimiao``) or its initials (``dym``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import quote

from pypinyin import Style, lazy_pinyin

from knowledge.catalogue import Catalogue
from knowledge.languages import language, spoken
from nlu.language import normalise, syllables

LONGEST_QUERY = 40
_MOST = 8
_MOST_QUESTIONS = 4
_FEWEST_LETTERS = 2
_TWO_SYLLABLES = 4


@dataclass(frozen=True)
class Suggestion:
    """Something to choose: the words shown and where they lead."""

    text: str
    url: str


@dataclass(frozen=True)
class _Candidate:
    text: str
    sounds: str
    spelt: str
    initials: str
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
        sounds, letters = _joined(syllables(text)), _letters(text)
        ranked = sorted(
            (
                (rank, len(candidate.text), candidate)
                for candidate in self._candidates
                if (rank := _rank(candidate, text, sounds, letters)) is not None
            ),
            key=lambda found: found[:2],
        )
        return _distinct([candidate for _, _, candidate in ranked])


def _rank(candidate: _Candidate, text: str, sounds: str, letters: str) -> int | None:
    if candidate.text.startswith(text):
        return 1 if candidate.question else 0
    if text in candidate.text:
        return 3 if candidate.question else 2
    # 衣保 for 医保: two syllables at least, or everything would sound alike.
    if not candidate.question and sounds.count(" ") >= 3 and sounds in candidate.sounds:
        return 4
    return _letters_rank(candidate, letters) if letters else None


def _letters_rank(candidate: _Candidate, letters: str) -> int | None:
    if not candidate.question:
        if candidate.initials == letters:
            return 0
        if candidate.spelt.startswith(letters):
            return 1
        if candidate.initials.startswith(letters):
            return 5
    # Shorter runs of letters stand across the syllables of almost anything.
    return 6 if len(letters) >= _TWO_SYLLABLES and letters in candidate.spelt else None


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
            yield _candidate(name, here)
    for measure in catalogue.measures.values():
        yield _candidate(measure.title, Suggestion(measure.title, f"/measure/{measure.id}"))
    for department in catalogue.departments.values():
        there = Suggestion(department.name, f"/department/{department.id}")
        for name in (department.name, *department.words):
            yield _candidate(name, there)
    for examples in catalogue.examples.values():
        if examples.service is None:
            continue
        service = catalogue.services[examples.service]
        here = Suggestion(service.plain_name, f"/service/{service.id}")
        for alias in examples.aliases:
            yield _candidate(alias, here)
        for question in examples.questions.get(language(spoken()).style, ()):
            asked = Suggestion(question, f"/search?q={quote(question)}")
            yield _candidate(question, asked, question=True)


def _candidate(name: str, suggestion: Suggestion, *, question: bool = False) -> _Candidate:
    text = normalise(name).lower()
    spelt = lazy_pinyin(text, style=Style.NORMAL, errors="ignore")
    return _Candidate(
        text=text,
        sounds=_joined(syllables(text)),
        spelt="".join(spelt),
        initials="".join(one[0] for one in spelt),
        suggestion=suggestion,
        question=question,
    )


def _letters(text: str) -> str:
    """Return the letters of something typed in letters alone, two at least; otherwise nothing."""
    letters = text.replace(" ", "").replace("'", "")
    is_typed_so = len(letters) >= _FEWEST_LETTERS and letters.isascii() and letters.isalpha()
    return letters if is_typed_so else ""


def _joined(sounds: tuple[str, ...]) -> str:
    return f" {' '.join(sounds)} "
