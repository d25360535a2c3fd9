"""School stage and class, and the age usual in that class."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from nlu.language.patterns import linear
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.message import Candidate, Message, any_of, is_negated


@dataclass(frozen=True)
class Schooling:
    """A stage, the class if one was named, and the usual age in that class."""

    stage: str
    grade: str | None = None
    usual_age: int | None = None


_CHINESE_DIGITS = dict(zip("123456789", "一二三四五六七八九", strict=True))
_GRADE = linear(
    r"(?P<junior>初中?(?P<j>[一二三123])(?:年级)?(?![0-9]|十|百|天|晚|早))"
    r"|(?P<senior>高中?(?P<s>[一二三123])(?:年级)?(?![0-9]|十|百))"
    r"|(?P<primary>(?<![0-9十])(?P<p>[一二三四五六七八九1-9])年级)"
    r"|(?P<small>托班|小班|中班|大班(?!额)|学前班)"
)
_LUNAR = linear(r"(?:大年|正月|农历|腊月|月|每月|过年)\Z")
_WORKING_SHIFT = linear(r"(?:我|老公|他爸|他妈)(?:也|都|是|每天)?(?:上|在上)\Z")


def find_schooling(message: Message) -> list[Candidate[Schooling]]:
    """Return the classes named, then the stages named, each in order."""
    return [*_classes(message.text), *_stages(message.text)]


def _classes(text: str) -> Iterator[Candidate[Schooling]]:
    for found in _GRADE.finditer(text):
        before = text[max(0, found.start() - 6) : found.start()]
        if (found["junior"] and _LUNAR.search(before)) or _WORKING_SHIFT.search(before):
            continue
        name = _class_name(found)
        known = vocabulary.school().classes[name]
        yield Candidate(
            Schooling(known.stage, name, known.age), found.start(), is_negated(text, found.start())
        )


def _class_name(found: re.Match[str]) -> str:
    if found["small"]:
        return found["small"]
    digit = found["j"] or found["s"] or found["p"]
    digit = _CHINESE_DIGITS.get(digit, digit)
    if found["junior"]:
        return f"初{digit}"
    if found["senior"]:
        return f"高{digit}"
    # 七, 八, 九年级 are the three years of 初中.
    later = {"七": "初一", "八": "初二", "九": "初三"}
    return later.get(digit, f"{digit}年级")


def _stages(text: str) -> Iterator[Candidate[Schooling]]:
    for found in _stage_pattern().finditer(text):
        stage = str(found.lastgroup)
        yield Candidate(Schooling(stage), found.start(), is_negated(text, found.start()))


@cache
def _stage_pattern() -> re.Pattern[str]:
    stages = vocabulary.school().stages
    return linear("|".join(f"(?P<{name}>{any_of(words)})" for name, words in stages.items()))
