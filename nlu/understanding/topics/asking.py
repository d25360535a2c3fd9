"""Which clauses want something, and which only tell how things are.

打完预防针了 names a service and asks nothing of it. The model that tells the two apart learns from
``telling.yml`` and from the example questions that say one thing.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from knowledge.catalogue import Catalogue
from nlu.language import normalise
from nlu.understanding.topics.clauses import clauses
from nlu.understanding.topics.examples import Example, training_examples
from nlu.understanding.topics.reading import Subject

ASKS = "asks"
TELLS = "tells"
_LONGEST = 30
_TIMES = 2
_Sentences = TypeAdapter(dict[str, tuple[str, ...]])


def asking_examples(catalogue: Catalogue) -> list[Example]:
    """Return clauses that tell, and twice as many that ask, spread evenly over the services."""
    told = [Example(text, TELLS) for text in _telling()]
    asked = [
        Example(example.text, ASKS)
        for example in training_examples(catalogue)
        if example.label.startswith(f"{Subject.SERVICE}:") and _says_one_thing(example.text)
    ]
    return told + asked[:: max(1, len(asked) // (_TIMES * len(told)))]


def _says_one_thing(text: str) -> bool:
    return len(text) <= _LONGEST and len(clauses(text)) == 1


@cache
def _telling() -> tuple[str, ...]:
    text = Path(__file__).with_name("telling.yml").read_text(encoding="utf-8")
    groups = _Sentences.validate_python(yaml.safe_load(text))
    return tuple(normalise(sentence) for sentences in groups.values() for sentence in sentences)
