"""Fits actions/skills/wish.yml: when is a message a wish for a request, when a question?

    PYTHONPATH=$PWD .venv/bin/python benchmarks/fit_wish.py [--write]

Fitted on the project's own sentences that the topic model was not trained on: the examples of the
acts that are written by hand, each parsed by a classifier of the other folds, and the development
questions of knowledge/evaluation, which no training sees. So a new encoder or new examples ask for
nothing but another run. The threshold is chosen by hand and kept. Takes some four minutes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, cast

import numpy as np
import yaml

from actions.skills.message_metadata import Heard, Said
from actions.skills.resources import Resources
from actions.skills.talk import Talk
from actions.skills.wish import FILE, Signs, Weights, signs_of, weights
from bot.launch.dialogue import SOURCES, Dialogue
from bot.launch.training import prepare
from bot.launch.training_data import read_handwritten
from knowledge.base import KnowledgeBase
from knowledge.settings import PROJECT_ROOT, load_config
from nlu.understanding.understanding import Understanding

_FOLDS = 4
_WISHES = ("open_request", "ask_to_register", "resume", "request")
# A yes needs what was asked, a correction what is corrected; a person and danger go before.
_LEFT_OUT = ("affirm", "correct", "hand_over", "change_need", "all_clear", "crisis")
_SAMPLES = {"【姓名】": "王小明", "【电话】": "13800138000"}
_GIVEN = ("contact_name", "contact_phone")
_HEAD = FILE.read_text(encoding="utf-8").partition("wished_from:")[0]
_DEVELOPMENT = PROJECT_ROOT / "knowledge" / "evaluation" / "development.jsonl"
_SHOWN = 25


@dataclass(frozen=True)
class _Sentence:
    text: str
    wish: bool
    shares: dict[str, float]


def _sentences(dialogue: Dialogue) -> list[_Sentence]:
    """Return the labelled sentences with the shares of a classifier that has not seen them."""
    lines = _DEVELOPMENT.read_text(encoding="utf-8").splitlines()
    kinds = {" ".join(one["text"].split()): one["kind"] for one in map(json.loads, lines)}
    written = read_handwritten(SOURCES / "data" / "nlu")
    labelled = []
    for row in _parsed(dialogue, kinds):
        label = row["act"] or kinds[row["text"]]
        if label not in _LEFT_OUT and (row["act"] is None or row["text"] in written):
            labelled.append(_Sentence(row["text"], label in _WISHES, row["shares"]))
    return labelled


def _parsed(dialogue: Dialogue, unseen: Iterable[str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        asked, report = Path(folder) / "asked.txt", Path(folder) / "report.jsonl"
        asked.write_text("\n".join(unseen), encoding="utf-8")
        settings = (str(dialogue.config.path), str(_FOLDS), str(asked), str(report))
        data = (str(SOURCES / "data"), str(dialogue.examples))
        command = dialogue.python("-m", "nlu.rasa_project.held_out", *settings, *data)
        subprocess.run(command, cwd=PROJECT_ROOT, env=dialogue.environment, check=True)
        return [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]


def _talk(sentence: _Sentence, said: Understanding) -> Talk:
    given = {name: "*" for name in _GIVEN if getattr(said.facts, name) is not None}
    heard = Heard(said.reading, Said.from_facts(said.facts), "", "web", given)
    room = cast(Resources, None)  # the signs look at words alone
    act = max(sentence.shares, key=sentence.shares.__getitem__)
    return Talk(
        heard,
        room,
        act=act,
        confidence=sentence.shares[act],
        typed=said.text,
        shares=sentence.shares,
    )


def _read(sentences: list[_Sentence]) -> list[Understanding]:
    knowledge = KnowledgeBase.open(load_config())
    texts = []
    for sentence in sentences:
        text = sentence.text
        for mark, sample in _SAMPLES.items():
            text = text.replace(mark, sample)
        texts.append(text)
    return knowledge.understand_batch(texts)


def _fitted(rows: list[Signs], wishes: list[bool]) -> Weights:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2000)
    model.fit(_matrix(rows), wishes)
    names = [one.name for one in fields(Signs)]
    found = {
        name: round(float(weight), 2) for name, weight in zip(names, model.coef_[0], strict=True)
    }
    intercept = round(float(model.intercept_[0]), 2)
    return weights().model_copy(update={"intercept": intercept, "signs": found})


def _matrix(rows: list[Signs]) -> Any:
    return np.array([list(asdict(one).values()) for one in rows])


def main() -> None:
    """Fit, show, and with ``--write`` keep."""
    dialogue = Dialogue(load_config())
    prepare(dialogue, print)
    sentences = _sentences(dialogue)
    read = _read(sentences)
    heard = [(one, _talk(one, said)) for one, said in zip(sentences, read, strict=True)]
    rows, wishes = [signs_of(talk) for _, talk in heard], [one.wish for one, _ in heard]
    fitted = _fitted(rows, wishes)
    print(fitted)
    likely = [fitted.likelihood(row) for row in rows]
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        found = [share >= least for share, wish in zip(likely, wishes, strict=True) if wish]
        false = [share >= least for share, wish in zip(likely, wishes, strict=True) if not wish]
        print(
            f"from {least}: wishes heard {np.mean(found):.3f}, questions taken {np.mean(false):.3f}"
        )
    worst = sorted(zip(likely, wishes, heard, strict=True), key=lambda one: abs(one[0] - one[1]))
    for share, _wish, (sentence, talk) in worst[-_SHOWN:]:
        print(f"{share:.2f} {sentence.wish} {sentence.text} {signs_of(talk)}")
    if "--write" in sys.argv:
        told = yaml.safe_dump(fitted.model_dump(), sort_keys=False)
        FILE.write_text(_HEAD + told, encoding="utf-8")


if __name__ == "__main__":
    main()
