"""The form in which each value of a request is stored: rules that return it, or refuse."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Sequence

from actions.requests.errors import InvalidFieldError
from actions.requests.texts import problem
from actions.texts import texts
from nlu.language import normalise
from nlu.understanding.facts.places import County, Mention, Outside, gazetteer

LONGEST_NEED = 4000
LONGEST_NAME = 40
# Mobile; 010 and 02x with eight digits. In Guizhou 0851 (Guiyang, Zunyi and Anshun, which gave up
# 0852 and 0853 for it) has eight, 0854 to 0859 have seven; elsewhere longer codes have either.
_PHONE = re.compile(
    r"1[3-9]\d{9}|0(?:10|2\d)[2-8]\d{7}"
    r"|0851[2-8]\d{7}|085[4-9][2-8]\d{6}|0(?!85)[3-9]\d{2}[2-8]\d{6,7}"
)


def official_county(text: str) -> str:
    """Return the official name of one of Guizhou's 88 counties.

    A prefecture or the province in front, spaces, Traditional script and an unambiguous short
    name are understood, and a full address: the county written out in it counts, whatever its
    streets are called.

    Raises:
        InvalidFieldError: it is none of them.
    """
    mentions = gazetteer().mentions(normalise(text).replace(" ", ""))
    written_out = _first_written_out(mentions)
    if written_out is not None:
        return written_out
    counties = {m.place.name for m in mentions if isinstance(m.place, County)}
    if len(counties) != 1 or any(isinstance(m.place, Outside) for m in mentions):
        raise InvalidFieldError("county", problem("county"))
    return counties.pop()


def _first_written_out(mentions: Sequence[Mention]) -> str | None:
    """Return the first county written in full (南明区), unless a place elsewhere stands before."""
    for mention in sorted(mentions, key=lambda one: one.start):
        if isinstance(mention.place, Outside):
            return None
        if isinstance(mention.place, County) and mention.wording == "full":
            return mention.place.name
    return None


def phone_digits(text: str) -> str:
    """Return the digits of a phone number written in any of the usual ways.

    Raises:
        InvalidFieldError: it is neither a Chinese mobile number nor a landline with its area code.
    """
    digits = re.sub(r"[\s\-–—()]", "", unicodedata.normalize("NFKC", text))
    digits = re.sub(r"^(?:\+|00)?86(?=1\d{10}$)", "", digits)
    if not (digits.isascii() and _PHONE.fullmatch(digits)):
        raise InvalidFieldError("contact_phone", problem("contact_phone"))
    return digits


def plain_need(text: str) -> str:
    """Return a need without what cannot be seen; its lines stay.

    Raises:
        InvalidFieldError: it says nothing, or too much.
    """
    clean = _visible(text).strip()
    if not _says_something(clean):
        raise InvalidFieldError("need", problem("need"))
    if len(clean) > LONGEST_NEED:
        raise InvalidFieldError("need", problem("need_long", most=LONGEST_NEED))
    return clean


def age_in_years(age: int | None) -> int | None:
    """Return a child's age as it is.

    Raises:
        InvalidFieldError: it is no child's.
    """
    if age is not None and not (isinstance(age, int) and 0 <= age <= 17):
        raise InvalidFieldError("child_age", problem("child_age"))
    return age


def plain_name(text: str) -> str:
    """Return a name on one line.

    Raises:
        InvalidFieldError: it has no letter, or too many.
    """
    clean = " ".join(unicodedata.normalize("NFKC", text).split())
    if not any(unicodedata.category(c)[0] == "L" for c in clean) or len(clean) > LONGEST_NAME:
        raise InvalidFieldError("contact_name", problem("contact_name", most=LONGEST_NAME))
    return "".join(c for c in clean if unicodedata.category(c)[0] != "C")


def few_words(field: str, longest: int = LONGEST_NAME) -> Callable[[str], str]:
    """Return the rule of a field that holds a few words on one line, whatever they are."""

    def rule(text: str) -> str:
        clean = " ".join(_visible(unicodedata.normalize("NFKC", str(text))).split())
        if not _says_something(clean) or len(clean) > longest:
            raise InvalidFieldError(field, texts().request.unusable[field])
        return clean

    return rule


def _visible(text: str) -> str:
    return "".join(c for c in text if c in "\n\t" or unicodedata.category(c)[0] != "C")


def _says_something(text: str) -> bool:
    return any(unicodedata.category(c)[0] in "LN" for c in text)
