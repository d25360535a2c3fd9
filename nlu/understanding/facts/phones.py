"""Mobile numbers, however they are spaced or spelt, and numbers that were meant as one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from nlu.language.patterns import linear
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.identity import GAP, find_identifiers
from nlu.understanding.facts.message import Candidate, Message, any_of, is_negated
from nlu.understanding.facts.numerals import SPOKEN_DIGITS

_MOBILE = linear(
    rf"(?<![0-9])\(?(?:(?:\+|00)?{GAP}86{GAP})?(?P<n>1{GAP}[3-9](?:{GAP}[0-9]){{9}})(?![0-9Xx])"
)
_DIGITS = linear(rf"(?<![0-9A-Za-z])\+?[0-9](?:{GAP}[0-9]){{2,15}}(?![0-9])")
_LANDLINE = linear(r"0[1-9][0-9]{8,10}")
_ATTEMPT = linear(r"1[3-9][0-9]{7,11}|1[0-9]{10}")


@dataclass(frozen=True)
class Span:
    """A stretch of a normalised text."""

    start: int
    end: int


def find_phones(message: Message) -> list[Candidate[str]]:
    """Return the mobile numbers of a message as 11 ASCII digits, in order."""
    text = message.text
    return [
        Candidate(
            number, span.start, is_negated(text, span.start) or _is_out_of_use(text, span.end)
        )
        for number, span in mobile_numbers(text)
    ]


def _is_out_of_use(text: str, end: int) -> bool:
    """Tell 138… 停机了: a number that is told so that nobody rings it."""
    return _out_of_use().match(text, end) is not None


@cache
def _out_of_use() -> re.Pattern[str]:
    return linear(rf"[那这个号 ,]{{0,3}}(?:已经?)?{any_of(vocabulary.phrases().out_of_use)}")


def mobile_numbers(text: str) -> list[tuple[str, Span]]:
    """Return every mobile number of a normalised text with its place.

    Digits in Chinese characters are read only where plain digits give no number: in
    "第一13800138000" the 一 is no digit of the number.
    """
    plain = _without_identity_numbers(text)
    found = _mobiles(plain)
    return found or _mobiles(plain.translate(SPOKEN_DIGITS))


def find_invalid_phone(message: Message) -> str | None:
    """Return the digits of a number that was meant as a phone and cannot be one."""
    text = _without_identity_numbers(message.text)
    for spelt in (text, text.translate(SPOKEN_DIGITS)):
        for found in _DIGITS.finditer(spelt):
            digits = re.sub(r"[^0-9]", "", found.group())
            if _was_meant_as_phone(message, digits, found):
                return digits
    return None


def _mobiles(text: str) -> list[tuple[str, Span]]:
    return [
        (re.sub(r"[^0-9]", "", found["n"]), Span(*found.span())) for found in _MOBILE.finditer(text)
    ]


def _was_meant_as_phone(message: Message, digits: str, found: re.Match[str]) -> bool:
    if _LANDLINE.fullmatch(digits) or _ATTEMPT.fullmatch(digits.removeprefix("86")):
        return True
    before = message.text[max(0, found.start() - 8) : found.start()]
    if len(digits) >= 6 and _phone_word().search(before):
        return True
    if message.expecting != "contact_phone":
        return False
    clause = message.clause_at(found.start())
    alone = clause is not None and found.end() - found.start() >= len(clause.text)
    return alone or len(digits) >= 5


def _without_identity_numbers(text: str) -> str:
    """Blank out identity and bank cards, whose middle may look like a phone."""
    for one in find_identifiers(text):
        if one.kind in ("identity_card", "bank_card"):
            text = text[: one.start] + "#" * (one.end - one.start) + text[one.end :]
    return text


@cache
def _phone_word() -> re.Pattern[str]:
    words = any_of(vocabulary.phrases().fields["contact_phone"])
    return linear(rf"{words}[^0-9,。]{{0,4}}\Z")
