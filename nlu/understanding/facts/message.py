"""What every finder works on, and how one of several values is chosen."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Generic, TypeVar

from nlu.language.patterns import linear
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.normal_form import Clause, NormalText

ValueT = TypeVar("ValueT", covariant=True)


@dataclass(frozen=True)
class Message:
    """A normalised message, its clauses and what the assistant had asked for.

    ``fault`` is where the last word of correcting ("打错了", "改成") ends, if there is one.
    """

    normal: NormalText
    clauses: tuple[Clause, ...]
    expecting: str | None
    today: date
    fault: int | None

    @property
    def text(self) -> str:
        """The text every pattern is matched against."""
        return self.normal.text

    def clause_at(self, position: int) -> Clause | None:
        """Return the clause around a position."""
        return next((c for c in self.clauses if c.start <= position < c.end), None)

    def corrected_clauses(self) -> list[Clause]:
        """Return what is said after the word of correcting, clause by clause."""
        if self.fault is None:
            return []
        return [
            Clause(c.text[max(0, self.fault - c.start) :], max(c.start, self.fault), c.end, c.asked)
            for c in self.clauses
            if c.end > self.fault
        ]


@dataclass(frozen=True)
class Candidate(Generic[ValueT]):
    """A value and where it stands; ``negated`` when the parent says it is not this one."""

    value: ValueT
    start: int
    negated: bool = False


def read_message(normal: NormalText, expecting: str | None, today: date) -> Message:
    """Prepare a normalised text for the finders."""
    wrong = list(_wrong().finditer(normal.text))
    if expecting in ("confirm", "consent"):
        wrong += _instead().finditer(normal.text)
    return Message(
        normal=normal,
        clauses=tuple(normal.clauses()),
        expecting=expecting,
        today=today,
        fault=max((found.end() for found in wrong), default=None),
    )


def choose(candidates: Iterable[Candidate[ValueT]], message: Message) -> ValueT | None:
    """Return the value meant: the last one after a correction, otherwise the first."""
    kept = [candidate for candidate in candidates if not candidate.negated]
    if message.fault is not None:
        corrected = [one for one in kept if one.start >= message.fault]
        if corrected:
            return corrected[-1].value
    return kept[0].value if kept else None


def is_corrected(candidates: Iterable[Candidate[object]], message: Message) -> bool:
    """Tell whether a value of this kind is denied or given anew."""
    return any(
        one.negated or (message.fault is not None and one.start >= message.fault)
        for one in candidates
    )


def is_negated(text: str, start: int) -> bool:
    """Tell whether 不是, 不在 or the like stands right before a position."""
    return _not_this().search(text, max(0, start - 8), start) is not None


def any_of(words: Iterable[str]) -> str:
    """Return a pattern for any of the words, the longest first."""
    return "(?:" + "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True)) + ")"


@cache
def _wrong() -> re.Pattern[str]:
    # 对不对 asks; it corrects nothing. A bare 不是 before the right value does: "哦不是,是汇川".
    return linear(
        rf"(?<!对){any_of(vocabulary.phrases().wrong)}|改(?={_field_words()})"
        r"|(?<![^,。;!\s])[哦噢啊嗯呃]{0,9}(?:不是的?|不|错)(?:嘞|哦|啊)?[,。;!\s]"
    )


@cache
def _instead() -> re.Pattern[str]:
    """After the summary "是花溪区" and "电话应该是139…" put a value in the place of another."""
    return linear(
        rf"(?<![^,。;!\s])(?:{_field_words()}(?:号码)?|其实|娃)?(?:应该)?是(?![的对嘛啊呀嘞不]|\Z)"
        # 桐梓改习水
        r"|(?<![不莫别要用])[改换](?![了的一哈下个掉]|\Z)"
    )


def _field_words() -> str:
    return any_of(word for words in vocabulary.phrases().fields.values() for word in words)


@cache
def put_elsewhere() -> re.Pattern[str]:
    """莫写成: what follows is what must not stand there."""
    words = vocabulary.phrases()
    return linear(rf"{any_of(words.forbidden)}{any_of(words.put_down)}")


@cache
def _not_this() -> re.Pattern[str]:
    # 是不是 and 在不在 ask; they deny nothing.
    words = vocabulary.phrases()
    forbidden = rf"{any_of(words.forbidden)}(?:给我|再)?{any_of(words.put_down)}"
    return linear(rf"(?:(?<![是在]){any_of(words.not_this)}|{forbidden})\Z")
