"""Words of a text: whether a short name stands there, or only its characters (学习水平)."""

from __future__ import annotations

import logging
from functools import cache, lru_cache
from typing import Any

from nlu.understanding.facts import vocabulary

_AROUND = 12
"""Characters before and after a name that decide which words it stands among."""


_AFTER_NAMES = frozenset({"的", "上", "人", "住"})
"""道真的学校, 在清镇上学, 在清镇住, 四川人: what a word may hold after a name that is meant."""


def is_inside_other_words(text: str, start: int, end: int) -> bool:
    """Tell whether a longer word runs across an edge of a name, or holds it whole."""
    first = max(0, start - _AROUND)
    for begin, finish in _words(text[first : end + _AROUND]):
        begin, finish = begin + first, finish + first
        if begin < start < finish:
            return True
        if begin < end < finish and text[end:finish] not in _AFTER_NAMES:
            return True
    return False


def is_common_word(word: str) -> bool:
    """Tell a word people use, or one that begins with such a word: 时间紧."""
    known = _segmenter().FREQ
    return any(known.get(part, 0) >= _COMMON for part in (word, word[:2]))


def begins_with_everyday_word(word: str) -> bool:
    """Tell a word that is in use itself, or begins with one that everybody uses.

    苟安明 begins with a word of books, and is somebody's name.
    """
    return is_word(word) or bool(_segmenter().FREQ.get(word[:2], 0) >= _EVERYDAY)


def is_word(word: str) -> bool:
    """Tell a word people use, taken whole."""
    return bool(_segmenter().FREQ.get(word, 0) >= _COMMON)


_COMMON = 20
"""How often the dictionary has to know a word; names it knows are rarer."""
_EVERYDAY = 150
"""How often a word has to be known that a whole name of three characters may not begin with."""


@lru_cache(maxsize=256)
def _words(text: str) -> tuple[tuple[int, int], ...]:
    return tuple((begin, end) for _, begin, end in _segmenter().tokenize(text, HMM=False))


@cache
def _segmenter() -> Any:
    """Return jieba with every name of the gazetteer; it is loaded when the first name is met."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    segmenter.initialize()
    for name in _names():
        if not segmenter.FREQ.get(name):
            segmenter.add_word(name, freq=_RARE)
    return segmenter


_RARE = 3
"""How common a name counts that jieba does not know: any real word wins against it."""


def _names() -> list[str]:
    data = vocabulary.counties()
    prefectures = [entry.short for entry in data.prefectures]
    return prefectures + [c.short for entry in data.prefectures for c in entry.counties]
