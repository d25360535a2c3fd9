"""Numbers that identify a person: identity cards, bank cards, account names, mail addresses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from nlu.language.patterns import linear, span_of

GAP = r"[ \-.·_()]{0,2}"
"""What people put between groups of digits."""

_ID18 = linear(
    rf"(?<![0-9])[1-9](?:{GAP}[0-9]){{5}}{GAP}(?:1{GAP}9|2{GAP}0)(?:{GAP}[0-9]){{2}}"
    rf"(?:{GAP}[0-9]){{7}}{GAP}[0-9Xx](?![0-9A-Za-z])"
)
_ID17X = linear(rf"(?<![0-9])[1-9](?:{GAP}[0-9]){{16}}{GAP}[Xx*](?![0-9A-Za-z])")
_ID15 = linear(
    r"(?<![0-9])[1-9][0-9]{5}[0-9]{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])[0-9]{3}(?![0-9])"
)
_CARD = linear(rf"(?<![0-9])[1-9](?:{GAP}[0-9]){{15,18}}(?![0-9])")
_MAIL = linear(r"[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){1,4}")
_ACCOUNT_WORD = r"(?:微信|薇信|威信|weixin|wechat|v信|vx|wx|qq|扣扣|企鹅)"
_ACCOUNT = linear(
    rf"{_ACCOUNT_WORD}(?:号码|号|id)?[ ]?(?:是|为|:|=|加)?[ ]?"
    r"(?P<account>[A-Za-z0-9][-_A-Za-z0-9]{4,29})",
    ignore_case=True,
)
_BARE_ACCOUNT = linear(r"(?<![A-Za-z0-9])wxid_[A-Za-z0-9]{4,30}")
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


@dataclass(frozen=True)
class Identifier:
    """A stretch of a normalised text that identifies someone."""

    kind: str
    start: int
    end: int


def find_identifiers(text: str) -> Iterator[Identifier]:
    """Yield identity cards, bank cards, mail addresses and account names, surest kind first.

    An 18-digit number is an identity card when its check digit is right or a date of birth
    stands in it; other numbers of 16 to 19 digits are taken for bank cards.
    """
    for pattern, kind in ((_MAIL, "mail"), (_BARE_ACCOUNT, "account")):
        for found in pattern.finditer(text):
            yield Identifier(kind, *found.span())
    for found in _ACCOUNT.finditer(text):
        yield Identifier("account", *span_of(found, "account"))
    for pattern in (_ID18, _ID17X, _ID15):
        for found in pattern.finditer(text):
            yield Identifier("identity_card", *found.span())
    for found in _CARD.finditer(text):
        kind = "identity_card" if is_identity_number(found.group()) else "bank_card"
        yield Identifier(kind, *found.span())


def is_identity_number(written: str) -> bool:
    """Tell whether 18 characters carry the right check digit of an identity card."""
    compact = re.sub(r"[^0-9Xx]", "", written).upper()
    if len(compact) != 18 or "X" in compact[:17]:
        return False
    total = sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, compact, strict=False))
    return _CHECK[total % 11] == compact[17]
