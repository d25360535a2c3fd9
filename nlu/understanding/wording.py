"""What the words of a message say before any model reads it: ``wording.yml``, compiled once."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainValidator

from knowledge.data_files import load_data
from nlu.language.patterns import linear
from nlu.understanding.facts import without_facts
from nlu.understanding.pinyin import spelt_out

Pattern = Annotated[re.Pattern[str], PlainValidator(linear)]

LONGEST = 10_000
"""Characters of a message that are read."""

_KEPT_CONTROLS = "\n\t"
_NOTHING = linear(r"(?:\W|_)+")
_HAN = linear(r"[\u3400-\u9fff]")
_LATIN_WORD = linear(r"[A-Za-z]{2,}")
_REQUEST_NUMBER_TRIED = linear(r"(?<![A-Z0-9])G\s?Z[\s-]?[0-9]{4}", ignore_case=True)
_ENGLISH_WORDS = 2
# Only the last part says what is wanted: 不是幼儿园,是小学 · 我问的是小学 · 打错了,是小学 ·
# 诉求改一下,是学校乱收费.
_CORRECTED = linear(
    r"(?s)^(?:不对|错了|不)?[,，。\s]*(?:我?(?:说|问|讲)的)?不是[^不,，。;；是][^,，。;；是]{0,19}[,，。;；\s]*"
    r"(?:我?(?:说|问|讲|要问)的?)?(?:而是|是)(?P<meant>.{2,})$"
    r"|^(?:[^,，。;；]{1,12}[,，。;；\s]+)?(?:不对|错了|不是|不)?[,，。\s]*我?(?:是)?"
    r"(?:问|说|讲|想问)的是(?P<asked>.{2,})$"
    r"|^(?:哦|噢|啊|哎呀?|不对|不是|对不起|不好意思|我|刚才|刚刚|前面|[,，。\s])*"
    r"(?:打|说|写|讲|搞|弄|填|发)错(?:字)?了?(?:[,，。;；:：\s]|应该|其实|的?是)+(?P<instead>.{2,})$"
    r"|^(?:我)?(?:要|想)?(?:把)?(?:改(?:一?下|哈)?)?(?:诉求|需求|要办的事|事情|内容)"
    r"(?:要|想|得)?(?:改成|改为|换成|改(?:一?下|哈)?|错了|不对|写错了|说错了)?"
    r"[,，。:：\s]*(?:应该|其实)?(?:是)?(?P<need>.{4,})$",
)


class Wording(BaseModel):
    """The patterns of ``wording.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    bare_request: Pattern
    fact_words: Pattern
    cry: Pattern
    english_dangers: tuple[tuple[Pattern, str], ...]
    english: tuple[tuple[Pattern, str], ...]
    english_wishes: tuple[tuple[Pattern, str], ...]
    english_details: tuple[tuple[Pattern, str], ...]


@cache
def wording() -> Wording:
    """Return the patterns."""
    return load_data(Wording, Path(__file__).with_name("wording.yml"))


def clean(text: str) -> str:
    """Return the text without control characters and lone surrogates, at most 10,000 long.

    Words typed in pinyin are the words they spell from here on.
    """
    kept = (
        char
        for char in text[:LONGEST]
        if char in _KEPT_CONTROLS or unicodedata.category(char) not in ("Cc", "Cs", "Cn", "Co")
    )
    return spelt_out("".join(kept).strip())


def meant(text: str) -> str:
    """Return the part of a correction that says what is meant; otherwise the whole text."""
    found = _CORRECTED.match(text)
    return next(filter(None, found.groups()), text) if found else text


def cries_for_help(text: str) -> bool:
    """Tell a bare cry for help: 救命 · 我要报警."""
    return wording().cry.search(text.lower()) is not None


def says_only_facts(text: str) -> bool:
    """Tell a message that gives fields of a request, or wishes for one, but not what for."""
    beside = _NOTHING.sub("", without_facts(text))
    beside = wording().fact_words.sub("", beside)
    return not wording().bare_request.sub("", beside)


def is_english(text: str) -> bool:
    """Tell a message written in Latin letters only, in more than one word."""
    words = len(_LATIN_WORD.findall(text)) >= _ENGLISH_WORDS
    return words and not _HAN.search(text) and not _REQUEST_NUMBER_TRIED.search(text)


def is_strange(text: str) -> bool:
    """Tell words of a language that is neither Chinese nor English."""
    letters = [char for char in text if char.isalpha()]
    return bool(letters) and not _HAN.search(text) and not all(map(str.isascii, letters))


def in_chinese(text: str) -> str:
    """Return the gist of an English message in the words the reader knows, or the text itself."""
    lowered = text.lower()
    found = _chinese_for(lowered, wording().english)
    wished = _chinese_for(lowered, wording().english_wishes)
    asked = _chinese_for(lowered, wording().english_details)
    return "，".join([*found[:1], *wished, *asked]) or text


def danger_in_chinese(text: str) -> str:
    """Return the dangers that an English message names, in Chinese words."""
    return "，".join(_chinese_for(text.lower(), wording().english_dangers))


def _chinese_for(lowered: str, known: Sequence[tuple[re.Pattern[str], str]]) -> list[str]:
    return [chinese for pattern, chinese in known if pattern.search(lowered)]
