"""What a message points at: an earlier item (第二个), a request number, a rating."""

from __future__ import annotations

import re
from functools import cache

from nlu.language.patterns import linear
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.message import Message, any_of
from nlu.understanding.facts.numerals import NUMBER, read_number
from nlu.understanding.facts.request_numbers import find_number

_ORDINAL = linear(
    rf"第(?P<n>{NUMBER})(?:(?:个|条|项|点|种|样|件|款)(?!月|娃|孩|小孩|崽|儿|女|学期|年|学年|星期|周)|(?=$|[,。?!的]))"
)
_BARE = linear(rf"(?:选|就|看|要|那)*(?P<n>{NUMBER})(?:号|吧|嘛|\.)?")
_SCORE = linear(
    r"(?:打|给|评)?(?P<n>[1-5一二两三四五])(?:个)?(?:分|星|颗星)(?!钟)|(?:打|评|评分)(?:个|:)?(?P<m>[1-5])(?![0-9])"
)
# Years and hotline numbers have four and five digits as well, but nobody asked for them then.
_CHECK = linear(r"(?<![0-9A-Z-])(?:[0-9]{6}|[0-9]{4})(?![0-9])")
_NUMBER = linear(r"G\s*Z[\s-]*[0-9]{6}[\s-]*[0-9A-Z]{8}")


def find_ordinal(message: Message) -> int | None:
    """Return which earlier item is meant, counted from one."""
    found = _ORDINAL.search(message.text)
    if found is None and message.expecting in (None, "need"):
        found = _BARE.fullmatch(message.text.strip())
    number = read_number(found["n"]) if found else None
    return number.value if number is not None and 1 <= number.value <= 20 else None


def find_rating(message: Message) -> int | None:
    """Return a rating from 1 to 5, given in points or in words."""
    found = _SCORE.search(message.text)
    written = (found["n"] or found["m"]) if found else None
    if written is None and message.expecting == "rating":
        bare = _BARE.fullmatch(message.text.strip())
        written = bare["n"] if bare else None
    number = read_number(written) if written else None
    if number is not None:
        return number.value if 1 <= number.value <= 5 else None
    return _rating_in_words(message)


def find_request_number(message: Message) -> str | None:
    """Return the first request number in its stored form."""
    return find_number(message.text)


def find_check_code(message: Message) -> str | None:
    """Return the four or six digits that stand alone: end of a phone number, or a check code."""
    found = _CHECK.search(_NUMBER.sub(" ", message.text.upper()))
    return found.group() if found else None


def _rating_in_words(message: Message) -> int | None:
    words = vocabulary.phrases().rating_words
    for clause in message.clauses:
        found = _rating_word().fullmatch(clause.text)
        if found and not clause.asked:
            return words[found["word"]]
    return None


@cache
def _rating_word() -> re.Pattern[str]:
    words = any_of(vocabulary.phrases().rating_words)
    return linear(rf"(?:我|还|挺|总体|对?结果|觉得|都|也)*(?P<word>{words})(?:的|了|吧|嘛|啊|哦)*")
