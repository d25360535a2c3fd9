"""Whether somebody is to act, not only to answer: told from the last clauses of a message.

People who write a letter say at its end what they want: 请安排人上门登记 wants somebody to act,
请问该找哪个 an answer, and 上次请社区登记过 tells of a wish of earlier days. Learned from
``wanting.yml``, from clauses that only tell and from the example questions.
"""

from __future__ import annotations

from pathlib import Path

from knowledge.catalogue import Catalogue
from nlu.understanding.facts.places import without_places
from nlu.understanding.topics.asking import ASKS, asking_examples
from nlu.understanding.topics.clauses import clauses
from nlu.understanding.topics.examples import Example, labelled_sentences
from nlu.understanding.topics.model import TopicModel
from nlu.understanding.topics.thresholds import thresholds

WANTS = "wants"
_LAST = 8
_SHORTEST = 4
_EVERY_SECOND = 2


def wanting_examples(catalogue: Catalogue) -> list[Example]:
    """Return clauses that want somebody to act, that want an answer, and that tell."""
    own = labelled_sentences(Path(__file__).with_name("wanting.yml"))
    others = asking_examples(catalogue)
    asked = [example for example in others if example.label == ASKS]
    told = [example for example in others if example.label != ASKS]
    written = [Example(sentence, label) for label, sentence in own]
    return [*written, *told, *asked[::_EVERY_SECOND]]


class WantReader:
    """Hears wishes with the model that :func:`wanting_examples` made."""

    def __init__(self, model: TopicModel) -> None:
        """Take the model."""
        self._model = model
        self._wants = model.labels.index(WANTS)

    def wants_action(self, text: str, *, letter: bool) -> bool:
        """Tell whether one of the last clauses wants somebody to act.

        By form alone: how a wish is put, not what it is about, makes it one. A letter ends in what
        it wants; of a short message more is needed, for there most wishes are questions.
        """
        found = [clause for clause in clauses(without_places(text)) if len(clause) >= _SHORTEST]
        if not found:
            return False
        shares = self._model.shares_by_form(found[-_LAST:], thresholds().weights)
        limits = thresholds()
        needed = limits.wants_share_of_letter if letter else limits.wants_share
        return float(shares[:, self._wants].max()) >= needed
