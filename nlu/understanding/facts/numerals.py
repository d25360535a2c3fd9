"""Numbers as parents write them: 7, 七, 十二, 六七 (six or seven), 6.5."""

from __future__ import annotations

from dataclasses import dataclass

from nlu.language.patterns import linear

NUMBER = r"(?:[0-9]{1,3}(?:\.[0-9])?|[零一二两俩三四五六七八九十百壹贰叁肆伍陆柒捌玖拾]{1,4})"
"""A pattern for a small number in either script."""

SPOKEN_DIGITS = str.maketrans(
    "零〇一二两三四五六七八九幺壹贰叁肆伍陆柒捌玖", "0012234567891123456789"
)
"""Digits read one by one, as in phone numbers; 幺 is one."""

_DIGITS = {
    char: value
    for value, chars in enumerate(("零", "一壹", "二两俩贰", "三叁", "四肆"))
    for char in chars
} | {
    char: value
    for value, chars in enumerate(("五伍", "六陆", "七柒", "八捌", "九玖"), start=5)
    for char in chars
}
_TENS = linear(r"(?P<tens>[^十拾百]?)[十拾](?P<ones>[^十拾百]{0,2})")


@dataclass(frozen=True)
class Number:
    """A whole number; ``approximate`` for 六七 and the like, where the lower one is kept."""

    value: int
    approximate: bool = False


def read_number(written: str) -> Number | None:
    """Return the number, rounded down, or None when the characters make none."""
    if written[:1].isascii():
        return Number(int(float(written))) if written else None
    if len(written) == 1 and written in _DIGITS:
        return Number(_DIGITS[written])
    tens = _TENS.fullmatch(written)
    if tens is None:
        return _two_neighbours(written, base=0)
    base = 10 * (_DIGITS[tens["tens"]] if tens["tens"] else 1)
    ones = tens["ones"]
    if len(ones) == 2:
        return _two_neighbours(ones, base)
    return Number(base + (_DIGITS[ones] if ones else 0))


def _two_neighbours(written: str, base: int) -> Number | None:
    if len(written) != 2 or any(char not in _DIGITS for char in written):
        return None
    low, high = (_DIGITS[char] for char in written)
    return Number(base + low, approximate=True) if high == low + 1 else None
