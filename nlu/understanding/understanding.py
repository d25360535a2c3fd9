"""The one door: a person's text in, what it says out, the same for every channel."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from knowledge.catalogue import Detail
from nlu.language import normalise
from nlu.understanding.consent import ConsentReader
from nlu.understanding.details import DetailReader
from nlu.understanding.facts import Facts, extract_facts, mask_personal
from nlu.understanding.law import Found, LawFinder
from nlu.understanding.topics.reader import POLICY_ACT, Reader
from nlu.understanding.topics.reading import Kind, Reading
from nlu.understanding.topics.signals import signals
from nlu.understanding.topics.wanting import WantReader
from nlu.understanding.wishes import wants_request, without_contact
from nlu.understanding.wording import (
    clean,
    cries_for_help,
    danger_in_chinese,
    in_chinese,
    is_english,
    meant,
    says_only_facts,
)

_SHORT = 10
"""Characters of a message that says hardly more than a fact."""


@dataclass(frozen=True)
class Understanding:
    """What one text says.

    Attributes:
        text: as it was typed, cleaned and with personal data replaced.
        english: it is written in Latin letters; the reading is of its gist in Chinese.
        corrects: it takes something back; the reading is of what it says instead.
        facts: everything it states; personal, so it never leaves the process.
        reading: what it is about, and whether a child is in danger.
    """

    text: str
    english: bool
    corrects: bool
    facts: Facts
    reading: Reading


@dataclass(frozen=True)
class _Prepared:
    """A text before the model reads it; ``core`` is what it says, in Chinese words if known."""

    text: str
    core: str
    english: bool
    facts: Facts

    @property
    def with_gist(self) -> str | None:
        """English with its Chinese gist beside it; ``None`` where there is nothing to add."""
        is_gist = self.english and self.core != self.text
        return f"{self.text},{self.core}" if is_gist else None


class Understander:
    """Understands texts with one reader."""

    def __init__(
        self,
        reader: Reader,
        details: DetailReader,
        law: LawFinder,
        wants: WantReader,
        consent: ConsentReader,
    ) -> None:
        """Take the parts; they hold the models."""
        self._reader = reader
        self._details = details
        self._law = law
        self._wants = wants
        self._consent = consent

    @property
    def reader(self) -> Reader:
        """What tells the topics."""
        return self._reader

    def understand(
        self,
        text: str,
        expecting: str | None = None,
        *,
        facts: Facts | None = None,
        tapped: bool = False,
    ) -> Understanding:
        """Return what one text says.

        Args:
            text: as it was typed, of any length and script.
            expecting: the field the assistant asked for last, see :func:`extract_facts`.
            facts: those of the text, where the caller knows more than the text says.
            tapped: the text is the words of a button or command, which never cry for help.
        """
        prepared = _prepared(text, expecting, facts)
        (reading,) = self._read([prepared])
        if not tapped:
            decided = self._consent.decide(prepared.facts, prepared.text, reading, expecting)
            prepared = replace(prepared, facts=decided)
        return self._particular(_settled(prepared, reading, tapped=tapped))

    def about(self, service: str, name: str, said: Reading) -> Reading:
        """Return what a message without a subject of its own says of a service, called ``name``.

        The details are those it asks for with the name before it and without.
        """
        reading = self._reader.read(f"{name},{said.text}")
        details = tuple(dict.fromkeys((*said.details, *self._details.details(reading))))
        found = self._law.find(reading, details)
        return replace(
            reading,
            kind=Kind.POLICY,
            act=POLICY_ACT,
            needs=(service,),
            crisis=(),
            details=details,
            law=found.facts,
            place=said.place,
        )

    def understand_batch(self, texts: Sequence[str]) -> list[Understanding]:
        """Return what many texts say, embedded together."""
        prepared = [_prepared(text, None, None) for text in texts]
        readings = self._read(prepared)
        return [
            self._particular(_settled(one, reading, tapped=False))
            for one, reading in zip(prepared, readings, strict=True)
        ]

    def _read(self, prepared: Sequence[_Prepared]) -> list[Reading]:
        """Read texts; English that tells of no danger is read once more with its gist."""
        read = [one.text if one.english else without_contact(one.core) for one in prepared]
        readings = self._reader.read_batch(read)
        for place, one in enumerate(prepared):
            if one.with_gist and readings[place].kind is not Kind.CRISIS:
                readings[place] = self._reader.read(one.with_gist)
        return readings

    def _particular(self, said: Understanding) -> Understanding:
        """Add what exactly is asked, and which facts of the law answer it."""
        reading = said.reading
        if reading.kind is Kind.CRISIS:
            # Help is all that is said of details; what the law says of such a case may follow it.
            found = self._law.find(reading, ()) if reading.vector else Found()
            return replace(said, reading=replace(reading, law=found.facts))
        details = self._details.details(reading)
        if said.facts.child_age is not None and len(reading.text) <= _SHORT:
            # 那小的4岁呢 tells an age, it asks for none.
            details = tuple(detail for detail in details if detail is not Detail.AGE)
        found = self._law.find(self._in_chinese(said), details)
        reading = replace(reading, details=details, law=found.facts)
        if found.service and (found.certain or reading.kind is Kind.POLICY):
            reading = _on_the_law(reading, found.service)
        if reading.kind is Kind.POLICY and self._wants_request(said):
            reading = replace(reading, kind=Kind.REQUEST, act=Kind.REQUEST)
        return replace(said, reading=reading)

    def _in_chinese(self, said: Understanding) -> Reading:
        """Return the reading the law is looked up with: of English that of its gist alone.

        The facts of the law are known by Chinese questions.
        """
        if not said.english or said.reading.text == normalise(said.text):
            return said.reading
        gist = self._reader.read(said.reading.text)
        return replace(said.reading, vector=gist.vector)

    def _wants_request(self, said: Understanding) -> bool:
        """Tell a wish for somebody to act: said outright, or by how its last clauses are put."""
        letter = said.reading.is_letter
        told = self._wants.wants_action(said.reading.text, letter=letter)
        return told or wants_request(said.text)


def danger_said(text: str) -> Reading | None:
    """Return the reading of a text whose words alone tell of danger, otherwise ``None``.

    Needs no model: for when there is no time to read. A bare cry for help names no kind. The
    reading holds no words: they are not masked.
    """
    core = danger_in_chinese(text) if is_english(text) else meant(text)
    dangers = signals().dangers_in(normalise(core))
    if not dangers and not cries_for_help(text):
        return None
    return Reading(
        text="",
        kind=Kind.CRISIS,
        act=Kind.CRISIS,
        topics=(),
        needs=(),
        confidence=1.0,
        margin=1.0,
        crisis=dangers,
        details=(),
        elsewhere=None,
        vector="",
        model="",
    )


def _prepared(text: str, expecting: str | None, facts: Facts | None) -> _Prepared:
    typed = clean(text)
    facts = facts or extract_facts(typed, expecting)
    masked = mask_personal(typed, facts)
    english = is_english(masked)
    return _Prepared(masked, in_chinese(masked) if english else meant(masked), english, facts)


def _settled(prepared: _Prepared, reading: Reading, *, tapped: bool) -> Understanding:
    if prepared.english:
        gist = normalise(prepared.core)
        reading = replace(reading, text=gist, details=signals().details_in(gist))
    # In a letter a cry is a figure of speech (救救我 said of a bill) unless the model hears danger.
    if cries_for_help(prepared.text) and not tapped and not reading.is_letter:
        reading = replace(reading, kind=Kind.CRISIS, act=Kind.CRISIS, needs=(), confidence=1.0)
    elif reading.kind is Kind.CRISIS and not reading.crisis and _answers(prepared, reading, tapped):
        reading = replace(reading, kind=Kind.SMALLTALK, act="chitchat", confidence=0.0)
    return Understanding(
        text=prepared.text,
        english=prepared.english,
        corrects=prepared.core != prepared.text and not prepared.english,
        facts=prepared.facts,
        reading=replace(reading, place=_place(prepared.facts)),
    )


def _on_the_law(reading: Reading, service: str) -> Reading:
    """Let a fact of the law say what a question is about that the topics leave open."""
    if reading.kind is Kind.OUT_OF_SCOPE and not reading.is_letter:
        reading = replace(reading, kind=Kind.POLICY, act=POLICY_ACT, confidence=1.0)
    return replace(reading, needs=(service,)) if reading.kind is Kind.POLICY else reading


def _place(facts: Facts) -> str | None:
    place = facts.county or facts.prefecture
    return place.name if place else None


def _answers(prepared: _Prepared, reading: Reading, tapped: bool) -> bool:
    """Tell a tap or a bare answer (跳过, 我在花溪): no danger, whatever a model makes of it."""
    facts = prepared.facts
    decided = facts.affirmed is not None or facts.consented is not None
    decided = decided or facts.skipped or facts.cancelled
    return tapped or decided or says_only_facts(reading.text)
