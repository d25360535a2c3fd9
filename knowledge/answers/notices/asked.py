"""What a question asks of a document: the details, and the words that tell what about."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from math import log

from knowledge.answers.notices.rules import notice_rules
from knowledge.catalogue import load_catalogue
from nlu.embedding import Vectors, unpack_words
from nlu.understanding.facts.places import gazetteer
from nlu.understanding.topics.reading import Reading, unpack_vector

RULE = "rule"
_GRAMMAR = frozenset("dcprmqfuyteo")
"""The word classes of jieba's dictionary, by first letter, that only hold a sentence together:
adverbs, conjunctions, prepositions, pronouns, numbers, measures, directions, particles, times."""
_COMMON = 300
"""How often jieba's texts have a word that names nothing in particular."""
_WORD = re.compile(r"[\u3400-\u9fff]+|[A-Za-z0-9]+")


@dataclass(frozen=True)
class Asked:
    """What a question asks of a document.

    Attributes:
        bare: the question in normal form without places, asking words and ``concepts``.
        details: what is asked for, most telling first; empty where nothing is recognised.
        concepts: rows of words of one meaning that the question uses one of.
        loose: rows of such words that need not stand beside what is found.
        telling: further words, each with how seldom parents say it.
        years: the years it names for which something holds; none where it says none.
        bodies: the bodies with a name of their own that it names: 栽麻镇, 开怀街道.
        vector: the vector of the question, if it was read with a model.
        model: the fingerprint of that model.
        words: its words as that model has them, see :class:`nlu.embedding.words.Projection`.
    """

    bare: str
    details: tuple[str, ...]
    concepts: tuple[tuple[str, ...], ...]
    loose: tuple[tuple[str, ...], ...]
    telling: dict[str, float] = field(default_factory=dict)
    years: tuple[int, ...] = ()
    bodies: tuple[str, ...] = ()
    vector: Vectors | None = None
    model: str = ""
    words: Vectors | None = None


def asked_of(reading: Reading) -> Asked:
    """Return what the question of a reading asks of a document."""
    vector = unpack_vector(reading.vector) if reading.vector else None
    words = unpack_words(reading.words) if reading.words else None
    asked = asked_in(reading.text, reading.details)
    return replace(asked, vector=vector, model=reading.model, words=words)


def asked_in(question: str, known: Sequence[str] = ()) -> Asked:
    """Return what a question in normal form asks, beside the details already known."""
    text = _without_places(question)
    rules = notice_rules()
    details = details_in(text, known)
    concepts = tuple(row for row in rules.concepts if any(word in text for word in row))
    loose = tuple(row for row in rules.loose if any(word in text for word in row))
    said = text
    for name in set(details) - {RULE}:
        said = rules.details[name].asks.sub(" ", said)
    for row in (*concepts, *loose):
        for word in sorted(row, key=len, reverse=True):
            said = said.replace(word, " ")
    telling = {word: _seldom(word) for word in _words(said) if not rules.general.fullmatch(word)}
    bare = rules.general.sub(" ", said)
    bodies = tuple(_named_bodies(rules.general.sub(" ", text)))
    return Asked(bare, details, concepts, loose, telling, years_in(text), bodies)


def sought(asked: Asked) -> tuple[str, ...]:
    """Return the details to look for: where none is recognised, what the document rules."""
    return asked.details or (RULE,)


def years_in(text: str) -> tuple[int, ...]:
    """Return the years a text names, but those somebody was born in."""
    return tuple(int(named["year"]) for named in notice_rules().year.finditer(text))


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


def _words(text: str) -> Iterable[str]:
    """Yield words of two characters or more."""
    import jieba

    _quiet()
    for run in _WORD.findall(text):
        yield from (word for word in jieba.cut(run, HMM=False) if len(word) > 1)


def bodies_in(text: str, kind: str) -> set[str]:
    """Return what a text names of a kind of body, by the two characters before it."""
    found = notice_rules().body.finditer(text)
    return {body.group() for body in found if body["kind"] == kind}


def _named_bodies(text: str) -> Iterable[str]:
    """Yield bodies called by what is no common word: 公办幼儿园 is any of many."""
    import jieba

    _quiet()
    said, _ = _said_by_parents()
    for body in notice_rules().body.finditer(text):
        name = body["name"]
        common = jieba.dt.FREQ.get(name, 0) >= _COMMON or said[name] > 0
        if not common and name not in _words_of_grammar():
            yield body.group()


def _seldom(word: str) -> float:
    """Return how seldom parents say a word: what they say all the time tells nothing."""
    if word in _words_of_grammar():
        return 0.0
    counts, total = _said_by_parents()
    return log(total / (1 + counts[word]))


@cache
def _words_of_grammar() -> frozenset[str]:
    """Return the words that name neither thing nor deed: 之内, 马上, 那次, 两天.

    A document that lacks them lacks nothing that is asked for.
    """
    import jieba

    with jieba.get_dict_file() as lines:
        entries = (line.decode("utf-8").split() for line in lines)
        return frozenset(entry[0] for entry in entries if entry[-1][0] in _GRAMMAR)


@cache
def _said_by_parents() -> tuple[Counter[str], int]:
    """Return in how many example questions each word stands, and how many there are."""
    texts = [text for each in load_catalogue().examples.values() for text in each.texts]
    return Counter(word for text in texts for word in set(_words(text))), len(texts)


@cache
def _quiet() -> None:
    import logging

    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.initialize()
