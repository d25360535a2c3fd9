"""The numbers that Word makes itself: 第一条, （二）, 3. in front of a paragraph."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

from knowledge.ingestion.readers.docx_parts import attribute, child, children, value_of

_PLACE = re.compile(r"%([1-9])")
_DIGITS = "〇一二三四五六七八九"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_ROMAN = ((50, "l"), (40, "xl"), (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


@dataclass(frozen=True)
class _Level:
    format: str
    text: str
    start: int


class Numbers:
    """Counts the paragraphs of every numbered list of one document, in reading order."""

    def __init__(self, numbering: etree._Element | None) -> None:
        """Take the root of the numbering part, if the document has one."""
        self._levels: dict[str, dict[int, _Level]] = {}
        self._list_of: dict[str, str] = {}
        self._counts: dict[str, dict[int, int]] = defaultdict(dict)
        if numbering is not None:
            self._read(numbering)

    def label(self, list_id: str, depth: int) -> str:
        """Return the number of the next paragraph of a list at a depth; bullets have none."""
        shared = self._list_of.get(list_id, "")
        levels = self._levels.get(shared, {})
        if depth not in levels:
            return ""
        counts = self._counts[shared]
        counts[depth] = counts.get(depth, levels[depth].start - 1) + 1
        for deeper in [each for each in counts if each > depth]:
            del counts[deeper]
        label = _PLACE.sub(
            lambda place: self._number(levels, counts, int(place[1]) - 1), levels[depth].text
        )
        return f"{label} " if label[-1:].isalnum() and label[-1:].isascii() else label

    @staticmethod
    def _number(levels: dict[int, _Level], counts: dict[int, int], depth: int) -> str:
        level = levels.get(depth)
        if level is None or level.format in ("bullet", "none"):
            return ""
        return _written(counts.get(depth, level.start), level.format)

    def _read(self, numbering: etree._Element) -> None:
        for definition in children(numbering, "abstractNum"):
            levels = {
                int(attribute(level, "ilvl") or 0): _Level(
                    value_of(level, "numFmt") or "decimal",
                    "" if value_of(level, "numFmt") == "bullet" else value_of(level, "lvlText"),
                    int(value_of(level, "start") or 1),
                )
                for level in children(definition, "lvl")
            }
            self._levels[attribute(definition, "abstractNumId")] = levels
        for number in children(numbering, "num"):
            identifier = attribute(number, "numId")
            shared = value_of(number, "abstractNumId")
            # A list that starts anew counts for itself.
            if child(number, "lvlOverride") is not None and shared in self._levels:
                self._levels[f"num{identifier}"] = self._levels[shared]
                shared = f"num{identifier}"
            self._list_of[identifier] = shared


def _written(number: int, format_name: str) -> str:
    writer = _WRITERS.get(format_name)
    return writer(number) if writer else str(number)


def _chinese(number: int) -> str:
    if number <= 0 or number >= 100:
        return "".join(_DIGITS[int(digit)] for digit in str(max(number, 0)))
    tens, ones = divmod(number, 10)
    head = "" if tens == 0 else "十" if tens == 1 else f"{_DIGITS[tens]}十"
    return head + (_DIGITS[ones] if ones else "")


def _letters(number: int) -> str:
    return chr(ord("a") + (number - 1) % 26) * ((number - 1) // 26 + 1) if number > 0 else ""


def _roman(number: int) -> str:
    written = ""
    for value, sign in _ROMAN:
        count, number = divmod(number, value)
        written += sign * count
    return written


def _one_of(signs: str) -> Callable[[int], str]:
    return lambda number: signs[number - 1] if 0 < number <= len(signs) else str(number)


_WRITERS: dict[str, Callable[[int], str]] = {
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "ideographDigital": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "chineseLegalSimplified": _chinese,
    "ideographTraditional": _one_of(_STEMS),
    "decimalEnclosedCircle": _one_of(_CIRCLED),
    "decimalEnclosedCircleChinese": _one_of(_CIRCLED),
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
}
