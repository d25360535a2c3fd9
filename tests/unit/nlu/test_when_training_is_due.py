from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from bot.launch import training
from bot.launch.dialogue import Dialogue
from knowledge.errors import NotSetUpError
from knowledge.settings import load_config


@pytest.fixture
def dialogue(tmp_path: Path) -> Dialogue:
    found = Dialogue(replace(load_config(), home=tmp_path))
    found.examples.mkdir(parents=True)
    (found.examples / "greet.yml").write_text("nlu: []", encoding="utf-8")
    return found


def _trained(dialogue: Dialogue) -> None:
    dialogue.model.parent.mkdir(parents=True)
    dialogue.model.write_bytes(b"model")
    note = dialogue.model.with_name("dialogue.inputs")
    note.write_text(training.inputs_digest(dialogue), encoding="ascii")


def test_nothing_trained_is_not_current(dialogue: Dialogue) -> None:
    assert not training.is_current(dialogue)


def test_unchanged_inputs_are_current(dialogue: Dialogue) -> None:
    _trained(dialogue)
    assert training.is_current(dialogue)


def test_a_changed_example_makes_training_due(dialogue: Dialogue) -> None:
    _trained(dialogue)
    (dialogue.examples / "greet.yml").write_text("nlu: [changed]", encoding="utf-8")
    assert not training.is_current(dialogue)


def test_a_changed_pipeline_makes_training_due(dialogue: Dialogue) -> None:
    _trained(dialogue)
    values = {**dialogue.config.values, "pipeline": [{"name": "WhitespaceTokenizer"}]}
    assert not training.is_current(Dialogue(replace(dialogue.config, values=values)))


def test_sections_that_are_not_rasas_do_not_make_training_due(dialogue: Dialogue) -> None:
    _trained(dialogue)
    values = {**dialogue.config.values, "web": {"anything": 1}}
    assert training.is_current(Dialogue(replace(dialogue.config, values=values)))


def test_another_sentence_model_makes_training_due(dialogue: Dialogue) -> None:
    _trained(dialogue)
    dialogue.sentence_model.mkdir(parents=True)
    (dialogue.sentence_model / "meta.json").write_text('{"fingerprint": "other"}')
    assert not training.is_current(dialogue)


def test_a_model_that_is_gone_makes_training_due(dialogue: Dialogue) -> None:
    _trained(dialogue)
    dialogue.model.unlink()
    assert not training.is_current(dialogue)


def test_serving_untrained_says_what_to_run(dialogue: Dialogue) -> None:
    with pytest.raises(NotSetUpError, match="tongxing train"):
        dialogue.serve_command(1, dialogue.write_endpoints(2))


def test_rasas_processes_inherit_neither_paths_nor_secrets(
    dialogue: Dialogue, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONPATH", "/somewhere")
    monkeypatch.setenv("TONGXING_TELEGRAM_TOKEN", "secret")
    environment = dialogue.environment
    assert "PYTHONPATH" not in environment
    assert "secret" not in environment.values()
    assert environment["RASA_TELEMETRY_ENABLED"] == "false"
    assert environment["TONGXING_HOME"] == str(dialogue.config.home)
    assert environment["PATH"] == os.environ["PATH"]
