from __future__ import annotations

import pytest
from dialogue_servers import is_trained

from bot.launch.dialogue import Dialogue
from bot.launch.training import crossvalidate, prepare, validate
from knowledge.settings import load_config

pytestmark = pytest.mark.slow

_FOLDS = 2
_LEAST_ACCURACY = 0.64  # of more than thirty acts, learned from half of the examples
_LEAST_OF_ACTS = {"ask": 0.70, "crisis": 0.75, "affirm": 0.65, "cancel": 0.65, "correct": 0.67}
"""Recall of the acts that cost most when they are missed; the words decide before the act does."""


@pytest.fixture(scope="module")
def dialogue() -> Dialogue:
    if not is_trained():
        pytest.skip("the dialogue is not trained: run `tongxing train`")
    prepared = Dialogue(load_config())
    prepare(prepared, _silent)
    return prepared


def test_rasa_finds_no_fault_in_configuration_domain_rules_and_examples(dialogue: Dialogue) -> None:
    validate(dialogue, _silent)


def test_acts_of_unseen_sentences_are_told_apart(dialogue: Dialogue) -> None:
    report = crossvalidate(dialogue, _FOLDS, _silent)
    assert report["accuracy"] >= _LEAST_ACCURACY
    for act, least in _LEAST_OF_ACTS.items():
        assert report["acts"][act]["recall"] >= least, act


def _silent(progress: str) -> None:
    """Progress is for people who wait."""
