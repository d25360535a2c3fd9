"""Personal details out of a text before it is stored, logged or passed on."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from nlu.language.patterns import linear
from nlu.understanding.facts.contact_names import find_all_introduced
from nlu.understanding.facts.extraction import Facts
from nlu.understanding.facts.identity import GAP, find_identifiers
from nlu.understanding.facts.message import read_message
from nlu.understanding.facts.normal_form import NormalText, normal_form
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
}
_LANDLINE = linear(r"(?<![0-9])\(?0[1-9][0-9]{1,2}\)?[ -]?[1-9][0-9]{6,7}(?![0-9])")
_NEARLY_MOBILE = linear(rf"(?<![0-9A-Za-z])1[3-9](?:{GAP}[0-9]){{7,11}}(?![0-9])")
_LONG_NUMBER = linear(rf"[0-9](?:{GAP}[0-9]){{8,}}")
_SPOKEN_NUMBER = linear(
    rf"[0-9零〇一二两三四五六七八九幺](?:{GAP}[0-9零〇一二两三四五六七八九幺]){{8,}}"
)


def mask_personal(text: str, facts: Facts) -> str:
    """Return ``text`` with phones, id and card numbers, accounts and names replaced.

    Everything else stays as it was typed. ``facts`` are those of the same message, or of the
    conversation: the contact name they hold is replaced wherever it stands.
    """
    normal = normal_form(text)
    taken: list[tuple[int, int, str]] = []
    for start, end, kind in _personal(normal, facts):
        if end > start and all(end <= other[0] or start >= other[1] for other in taken):
            taken.append((start, end, kind))
    masked, position = [], 0
    for start, end, kind in sorted(taken):
        first, last = normal.origin[start], normal.origin[end - 1] + 1
        masked += [text[position:first], PLACEHOLDERS[kind]]
        position = last
    return "".join(masked) + text[position:]


def mask_phone(phone: str) -> str:
    """Return 138****8000; anything too short for that is hidden whole."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def mask_name(name: str) -> str:
    """Return the first character and a star for each of the others, one after a bare surname."""
    return name[:1] + "*" * max(len(name) - 1, len(name[:1]))


def _personal(normal: NormalText, facts: Facts) -> Iterator[tuple[int, int, str]]:
    """Yield what to hide, the surest kind first: an overlapping later one is dropped."""
    text = normal.text
    for one in find_identifiers(text):
        yield one.start, one.end, one.kind
    for _, span in mobile_numbers(text):
        yield span.start, span.end, "phone"
    for pattern in (_LANDLINE, _NEARLY_MOBILE):
        for found in pattern.finditer(text):
            yield *found.span(), "phone"
    for pattern, spelt in ((_LONG_NUMBER, text), (_SPOKEN_NUMBER, text)):
        for found in pattern.finditer(spelt):
            if not _is_request_number(text, found.start()):
                yield *found.span(), "number"
    yield from _names(normal, facts)


def _is_request_number(text: str, start: int) -> bool:
    """A request number may hold digits only after its letters; it names nobody."""
    return find_number(text[max(0, start - 3) : start + 24]) is not None


def _names(normal: NormalText, facts: Facts) -> Iterator[tuple[int, int, str]]:
    message = read_message(normal, None, date.min)
    names = {facts.contact_name, *find_all_introduced(message)} - {None}
    for name in sorted(filter(None, names), key=len, reverse=True):
        spaced = r"\s*".join(map(re.escape, name))
        # A family name alone stands in many other words.
        pattern = rf"(?<=姓){spaced}|\A\W*{spaced}\W*\Z" if len(name) == 1 else spaced
        for found in re.finditer(pattern, normal.typed):
            yield *found.span(), "name"
