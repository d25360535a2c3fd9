"""From a message to the details it asks for: learned from ``examples.yml``."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from pathlib import Path

from knowledge.catalogue import Detail
from nlu.language.patterns import linear
from nlu.understanding.facts.places import without_places
from nlu.understanding.topics.examples import Example, labelled_sentences
from nlu.understanding.topics.model import TopicModel
from nlu.understanding.topics.needs import Row
from nlu.understanding.topics.reading import Reading, unpack_vector
from nlu.understanding.topics.signals import signals
from nlu.understanding.topics.thresholds import thresholds

GENERAL = "general"
"""The label of what asks for no detail."""

_WHOLE = 0.5
_CLAUSE = 0.75
_SHORTEST = 3
_STORY = 90
_RIVALS = ((Detail.FEE, Detail.AMOUNT), (Detail.DATE, Detail.DURATION))
_PHONE_GIVEN = "【电话】"
_BREAK = linear(r"[,，。?？!！;；、\s]+")


@cache
def detail_examples() -> tuple[Example, ...]:
    """Return the labelled questions."""
    told = labelled_sentences(Path(__file__).with_name("examples.yml"))
    return tuple(
        Example(sentence, label if label == GENERAL else Detail(label).value)
        for label, sentence in told
    )


class DetailReader:
    """Reads the details out of messages with one trained model."""

    def __init__(self, model: TopicModel) -> None:
        """Take the model that :func:`detail_examples` made."""
        self._model = model

    def details(self, reading: Reading) -> tuple[Detail, ...]:
        """Return what a message asks for: outright words first, then what its sentences are like.

        The whole message is compared by meaning and form; each clause of a longer one by form
        alone, for one message may ask for papers, fee and place.
        """
        said = signals().details_in(reading.text)
        if len(reading.text) > _STORY:
            # A story is full of 几回 and 每年 that ask for nothing.
            return tuple(detail for detail in said if detail is not Detail.FREQUENCY)
        shares = self._shares(reading)
        found = dict.fromkeys([*said, *self._likely(shares, _WHOLE), *self._clauses(reading.text)])
        if len(_BREAK.split(reading.text)) == 1:
            found = self._without_rivals(found, shares)
        if Detail.ADDRESS in found:
            found.pop(Detail.PLACE, None)
        if _PHONE_GIVEN in reading.text:
            # Who gives a number does not ask for one.
            found.pop(Detail.PHONE, None)
        return tuple(found)

    def _shares(self, reading: Reading) -> Row:
        vector = unpack_vector(reading.vector)[None, :]
        text = without_places(reading.text)
        shares: Row = self._model.shares([text], vector, thresholds().weights)[0]
        return shares

    def _without_rivals(self, found: dict[Detail, None], shares: Row) -> dict[Detail, None]:
        """Keep the likelier of two details that the same words ask for (好多钱, 好久).

        Where words say one of them, what the sentence is like says which it is.
        """
        kept = dict(found)
        for one, other in _RIVALS:
            if not {one, other} & set(found):
                continue
            likelier, less = sorted((one, other), key=self._share_in(shares), reverse=True)
            if less in kept and (likelier in kept or one in kept):
                kept = {likelier if detail is less else detail: None for detail in kept}
        return kept

    def _share_in(self, shares: Row) -> Callable[[Detail], float]:
        return lambda detail: float(shares[self._model.labels.index(detail.value)])

    def _clauses(self, text: str) -> list[Detail]:
        clauses = [part for part in _BREAK.split(text) if len(part) >= _SHORTEST]
        if len(clauses) < 2:
            return []
        shares = self._model.shares_by_form(clauses, thresholds().weights)
        return [detail for row in shares for detail in self._likely(row, _CLAUSE)]

    def _likely(self, shares: Row, least: float) -> list[Detail]:
        best = int(shares.argmax())
        label = self._model.labels[best]
        return [] if label == GENERAL or shares[best] < least else [Detail(label)]
