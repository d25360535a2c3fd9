"""What a question asks of a document: the details, and the words that tell what about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from knowledge.answers.notices.rules import notice_rules
from nlu.understanding.facts.places import gazetteer
from nlu.understanding.topics.reading import Reading

RULE = "rule"
_WORD = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]+")
_NOUNS = ("n", "vn", "nz", "l", "j")


@dataclass(frozen=True)
class Asked:
    """What a question asks of a document.

    Attributes:
        bare: the question in normal form without places, asking words and ``concepts``.
        details: what is asked for, most telling first; empty where nothing is recognised.
        concepts: rows of words of one meaning that the question uses one of.
        loose: rows of such words that need not stand beside what is found.
        nouns: further words that name things.
        words: all further words, nouns among them.
    """

    bare: str
    details: tuple[str, ...]
    concepts: tuple[tuple[str, ...], ...]
    loose: tuple[tuple[str, ...], ...]
    nouns: tuple[str, ...]
    words: tuple[str, ...]


def asked_of(reading: Reading) -> Asked:
    """Return what the question of a reading asks of a document."""
    return asked_in(reading.text, reading.details)


def asked_in(question: str, known: Sequence[str] = ()) -> Asked:
    """Return what a question in normal form asks, beside the details already known."""
    text = _without_places(question)
    rules = notice_rules()
    concepts = tuple(row for row in rules.concepts if any(word in text for word in row))
    loose = tuple(row for row in rules.loose if any(word in text for word in row))
    bare = rules.general.sub(" ", text)
    for row in (*concepts, *loose):
        for word in sorted(row, key=len, reverse=True):
            bare = bare.replace(word, " ")
    words = dict(_words(bare))
    nouns = tuple(word for word, kind in words.items() if kind.startswith(_NOUNS))
    return Asked(bare, details_in(question, known), concepts, loose, nouns, tuple(words))


def details_in(question: str, known: Sequence[str] = ()) -> tuple[str, ...]:
    """Return the details asked for, by the names of ``notices.yml``."""
    rules = notice_rules()
    told = [rules.same.get(detail, detail) for detail in known]
    asking = [name for name, rule in rules.details.items() if rule.asks.search(question)]
    found = dict.fromkeys([*told, *asking])
    kept = [name for name in found if not set(rules.implied.get(name, ())) & set(found) - {name}]
    return tuple(name for name in kept if name in rules.details)


def _without_places(text: str) -> str:
    for mention in reversed(gazetteer().mentions(text)):
        text = f"{text[: mention.start]} {text[mention.end :]}"
    return text


def _words(text: str) -> Iterable[tuple[str, str]]:
    """Yield words of two characters or more with their part of speech."""
    from jieba import posseg

    _quiet()
    for run in _WORD.findall(text):
        for pair in posseg.cut(run):
            if len(pair.word) > 1:
                yield pair.word, pair.flag


@cache
def _quiet() -> None:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
