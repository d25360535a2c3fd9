"""Personal details out of a text before it is stored, logged or passed on.

The only place that masks, with one set of marks: the dialogue, the stores, the desk and the
dialogue's training examples (``{phone}``) all take them from here.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from datetime import date

from nlu.language.patterns import linear
from nlu.understanding.facts.contact_names import find_all_introduced
from nlu.understanding.facts.extraction import Facts
from nlu.understanding.facts.identity import GAP, find_identifiers
from nlu.understanding.facts.message import read_message
from nlu.understanding.facts.normal_form import NormalText, normal_form
from nlu.understanding.facts.numerals import SPOKEN_DIGITS
from nlu.understanding.facts.phones import mobile_numbers
from nlu.understanding.facts.request_numbers import find_number

PLACEHOLDERS = {
    "phone": "【电话】",
    "identity_card": "【身份证】",
    "bank_card": "【银行卡】",
    "mail": "【邮箱】",
    "account": "【账号】",
    "name": "【姓名】",
    "number": "【号码】",
    "address": "【住址】",
}
_LANDLINE = linear(r"(?<![0-9])\(?0[1-9][0-9]{1,2}\)?[ -]?[1-9][0-9]{6,7}(?![0-9])")
_NEARLY_MOBILE = linear(rf"(?<![0-9A-Za-z])1[3-9](?:{GAP}[0-9]){{7,11}}(?![0-9])")
# Cut by what no list of prices has between its figures: one by one (also keycaps), or 3-4-4.
_CUT = r"[^0-9A-Za-z\u3400-\u9fff]{1,4}"
_CUT_MOBILE = linear(
    rf"(?<![0-9])1(?:{_CUT}[0-9]){{10}}(?![0-9])"
    rf"|(?<![0-9])1[3-9][0-9]{_CUT}[0-9]{{4}}{_CUT}[0-9]{{4}}(?![0-9])"
)
_CUT_LANDLINE = linear(
    rf"(?<![0-9])0[1-9][0-9]{{1,2}}{_CUT}[1-9][0-9]{{2,3}}{_CUT}[0-9]{{4}}(?![0-9])"
)
# A house: the street or village with its number, or the number of building and flat alone. The
# county before it is not personal, and what is said rests on it.
_COUNT = r"[0-9零一二三四五六七八九十百]{1,5}"
_STREET = r"(?:路|街|巷|弄|大道|小区|花园|公寓|家园|新村|村|寨|社区|乡|镇)"
_HOUSE = r"(?:号|栋|幢|单元|室|层|楼|组)"
_ADDRESS = linear(
    rf"(?:[^\W\d_省市州县区住在，,。]{{1,8}}{_STREET}){{1,4}}[东西南北中]?[段侧]?"
    rf"(?:{_COUNT}{_HOUSE}){{1,5}}(?:[0-9]{{2,4}}室?)?"
    rf"|[0-9]{{1,4}}[栋幢](?:{_COUNT}{_HOUSE}){{1,3}}(?:[0-9]{{2,4}}室?)?"
)
_LONG_NUMBER = linear(rf"[0-9](?:{GAP}[0-9]){{8,}}")
_SPOKEN_NUMBER = linear(
    rf"[0-9零〇一二两三四五六七八九幺](?:{GAP}[0-9零〇一二两三四五六七八九幺]){{8,}}"
)


def mask_personal(text: str, facts: Facts) -> str:
    """Return ``text`` with phones, id and card numbers, accounts and names replaced.

    Everything else stays as it was typed. ``facts`` are those of the same message, or of the
    conversation: the contact name they hold is replaced wherever it stands.
    """
    return mask_names_and_numbers(text, filter(None, [facts.contact_name]))


def mask_names_and_numbers(text: str, names: Iterable[str] = ()) -> str:
    """Return ``text`` masked as by :func:`mask_personal`, with these names replaced as well."""
    normal = normal_form(text)
    return _replaced(text, normal, _personal(normal, set(names)))


def mask_contact(text: str, name: str, phone: str) -> str:
    """Return ``text`` without one person's name and telephone number, and else as it was written.

    For what officials write to a parent: the number of an office is what they want to tell.
    """
    normal = normal_form(text)
    return _replaced(text, normal, _contact(normal, name, phone))


def _replaced(text: str, normal: NormalText, found: Iterable[tuple[int, int, str]]) -> str:
    taken: list[tuple[int, int, str]] = []
    for start, end, kind in found:
        if end > start and all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, kind))
    masked, position = [], 0
    for start, end, kind in sorted(taken):
        first, last = normal.origin[start], normal.origin[end - 1] + 1
        masked += [text[position:first], PLACEHOLDERS[kind]]
        position = last
    return "".join(masked) + text[position:]


def _contact(normal: NormalText, name: str, phone: str) -> Iterator[tuple[int, int, str]]:
    if phone:
        spelt = linear(rf"(?<![0-9])(?:\+?86{GAP})?{GAP.join(phone)}(?![0-9])")
        for found in spelt.finditer(normal.text):
            yield *found.span(), "phone"
    if len(name) >= 2:
        for found in re.finditer(re.escape(name), normal.typed):
            yield *found.span(), "name"


def mask_phone(phone: str) -> str:
    """Return 138****8000, for showing a contact; anything too short is hidden whole."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def mask_name(name: str) -> str:
    """Return the first character and a star for each of the others, one after a bare surname."""
    return name[:1] + "*" * max(len(name) - 1, len(name[:1]))


def _personal(normal: NormalText, names: Collection[str]) -> Iterator[tuple[int, int, str]]:
    """Yield what to hide, the surest kind first: an overlapping later one is dropped."""
    text = normal.text
    for one in find_identifiers(text):
        yield one.start, one.end, one.kind
    for _, span in mobile_numbers(text):
        yield span.start, span.end, "phone"
    spoken = text.translate(SPOKEN_DIGITS)
    for pattern, spelt in (
        (_LANDLINE, text),
        (_NEARLY_MOBILE, text),
        (_CUT_MOBILE, text),
        (_CUT_MOBILE, spoken),
        (_CUT_LANDLINE, text),
    ):
        for found in pattern.finditer(spelt):
            yield *found.span(), "phone"
    for found in _ADDRESS.finditer(text):
        yield *found.span(), "address"
    for pattern, spelt in ((_LONG_NUMBER, text), (_SPOKEN_NUMBER, text)):
        for found in pattern.finditer(spelt):
            if not _is_request_number(text, found.start()):
                yield *found.span(), "number"
    yield from _names(normal, names)


def _is_request_number(text: str, start: int) -> bool:
    """A request number may hold digits only after its letters; it names nobody."""
    return find_number(text[max(0, start - 3) : start + 24]) is not None


def _names(normal: NormalText, given: Collection[str]) -> Iterator[tuple[int, int, str]]:
    message = read_message(normal, None, date.min)
    names = {*given, *find_all_introduced(message)}
    for name in sorted(filter(None, names), key=len, reverse=True):
        spaced = r"\s*".join(map(re.escape, name))
        # A family name alone stands in many other words.
        pattern = rf"(?<=姓){spaced}|\A\W*{spaced}\W*\Z" if len(name) == 1 else spaced
        for found in re.finditer(pattern, normal.typed):
            yield *found.span(), "name"
