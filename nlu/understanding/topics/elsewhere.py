"""Whether the matter of a message lies in the place outside Guizhou that it names.

娃在东莞读一年级 is Dongguan's matter, 他爸在东莞 tells only why the grandmother asks. Learned from
``elsewhere.yml``, in which every such place is one and the same.
"""

from __future__ import annotations

from pathlib import Path

from nlu.embedding import Embedder
from nlu.understanding.facts.places import outside_mentions, without_places
from nlu.understanding.topics.clauses import clauses
from nlu.understanding.topics.examples import Example, labelled_sentences
from nlu.understanding.topics.model import TopicModel
from nlu.understanding.topics.thresholds import thresholds

THERE = "there"
_SOMEWHERE = "外省"
_LONGEST = 60


def elsewhere_examples() -> tuple[Example, ...]:
    """Return messages that name such a place, by where their matter lies."""
    told = labelled_sentences(Path(__file__).with_name("elsewhere.yml"))
    return tuple(Example(_anywhere(sentence), label) for label, sentence in told)


class ElsewhereReader:
    """Hears where a matter lies with the model that :func:`elsewhere_examples` made."""

    def __init__(self, model: TopicModel, embedder: Embedder) -> None:
        """Take the model, and what makes vectors of the words around a place."""
        self._model = model
        self._embedder = embedder
        self._there = model.labels.index(THERE)

    def place(self, text: str) -> str | None:
        """Return the place outside Guizhou where the matter of a text in normal form lies."""
        named = outside_mentions(text)
        if not named:
            return None
        around = _anywhere(_around(text, named[0].start))
        vectors = self._embedder.queries([around])
        share = self._model.shares([around], vectors, thresholds().weights)[0, self._there]
        there = float(share) >= thresholds().elsewhere_share
        return text[named[0].start : named[0].end] if there else None


def _around(text: str, start: int) -> str:
    """Return a short text whole, of a longer one the clause of a place with its neighbours."""
    if len(text) <= _LONGEST:
        return text
    found = clauses(text)
    place = text[start : start + 2]
    at = next((i for i, clause in enumerate(found) if place in clause), 0)
    return ",".join(found[max(0, at - 1) : at + 2])[: 2 * _LONGEST]


def _anywhere(text: str) -> str:
    for mention in reversed(outside_mentions(text)):
        text = f"{text[: mention.start]}{_SOMEWHERE}{text[mention.end :]}"
    return without_places(text)
