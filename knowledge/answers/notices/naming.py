"""Which notices a question names: 法律援助, 育儿补贴, 图书馆 stand in a title and in few questions.

Such a question is one to that notice, whatever service it sounds like, and also where it sounds
like none of the services.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from knowledge.answers.notices.rules import notice_rules
from knowledge.catalogue import load_catalogue
from nlu.language.patterns import linear
from nlu.understanding.facts.places import without_places

_HAN = linear(r"[\u3400-\u9fff]{3,99}")
_SHORTEST, _LONGEST = 3, 8
_MOST_SAID = 0.004
"""The share of parents' example questions that may say what names one notice."""


def names(title: str, question: str) -> bool:
    """Tell whether a question says what this title and few parents' questions say."""
    return any(part in question for part in _telling_parts(title))


@lru_cache(maxsize=256)
def _telling_parts(title: str) -> tuple[str, ...]:
    texts = [text for each in load_catalogue().examples.values() for text in each.texts]
    most = _MOST_SAID * len(texts)
    return tuple(
        part
        for part in dict.fromkeys(_parts(notice_rules().general.sub(" ", without_places(title))))
        if sum(part in text for text in texts) <= most
    )


def _parts(title: str) -> Iterator[str]:
    for run in _HAN.findall(title):
        for size in range(_SHORTEST, min(len(run), _LONGEST) + 1):
            yield from (run[start : start + size] for start in range(len(run) - size + 1))
