"""Fits wish.yml, lean.yml and instead.yml of actions/skills.

Is it a wish or a question, does it lean on the topic, does it put another matter in the place of
the one being registered?

    PYTHONPATH=$PWD .venv/bin/python benchmarks/fit_decisions.py [--write]

Fitted on the project's own sentences that the topic model was not trained on: the examples of the
acts that are written by hand, each parsed by a classifier of the other folds, and the development
questions of knowledge/evaluation, which no training sees; of these those that ask nothing also with
a bare wish before them or with name and phone after them, which makes a request of any matter. So a
new encoder or new examples ask for nothing but another run. The thresholds are chosen by hand and
kept. Takes some four minutes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import cycle
from pathlib import Path
from typing import Any, cast

import numpy as np
import yaml

from actions.skills import instead, lean, wish
from actions.skills.follow_up import named_services
from actions.skills.message_metadata import Heard, Said
from actions.skills.resources import Resources
from actions.skills.talk import Talk
from actions.skills.weighing import Weights, weights_in
from bot.launch.dialogue import SOURCES, Dialogue
from bot.launch.training import prepare
from bot.launch.training_data import read_handwritten
from knowledge.base import KnowledgeBase
from knowledge.settings import PROJECT_ROOT, load_config
from nlu.understanding.understanding import Understanding
from nlu.understanding.wishes import is_bare_request, is_question, wants_request

_FOLDS = 4
_SAMPLES = {"【姓名】": "王小明", "【电话】": "13800138000"}
_GIVEN = ("contact_name", "contact_phone")
_DEVELOPMENT = PROJECT_ROOT / "knowledge" / "evaluation" / "development.jsonl"
_SHOWN = 12
_EVERY = 3


@dataclass(frozen=True)
class _Decision:
    """One decision: its data, its signs, and of which acts and kinds the answer is yes."""

    file: Path
    signs: Callable[[Talk], dict[str, float]]
    yes: tuple[str, ...]
    no: tuple[str, ...]
    longest: int = 10_000
    of_a_matter: bool = False
    """Only sentences that name a matter are decided on."""


_DECISIONS = (
    _Decision(
        wish.FILE,
        wish.signs_of_wish,
        yes=("open_request", "ask_to_register", "resume", "request"),
        # A yes needs what was asked, a correction what is corrected; danger goes before.
        no=(
            *("policy", "out_of_scope", "status", "privacy", "smalltalk"),
            *("follow_up", "check_status", "why", "ask_source", "simpler", "repeat"),
            *("check_entitlement", "deny", "cancel", "skip", "inform"),
        ),
    ),
    _Decision(
        lean.FILE,
        lean.signs_of_leaning,
        yes=("follow_up",),
        no=("policy", "out_of_scope", "smalltalk"),
        longest=lean.LONGEST,
    ),
    _Decision(
        instead.FILE,
        instead.signs_of_replacing,
        yes=("change_need", "correct", "open_request", "resume", "request"),
        no=("policy", "follow_up", "inform", "why", "ask_source", "check_status", "privacy"),
        of_a_matter=True,
    ),
)


@dataclass(frozen=True)
class _Sentence:
    text: str
    label: str
    talk: Talk


def _sentences(dialogue: Dialogue) -> list[_Sentence]:
    """Return the labelled sentences as heard with a classifier that has not seen them."""
    lines = _DEVELOPMENT.read_text(encoding="utf-8").splitlines()
    kinds = {" ".join(one["text"].split()): one["kind"] for one in map(json.loads, lines)}
    kinds |= dict.fromkeys(_composed(kinds), "request")
    written = read_handwritten(SOURCES / "data" / "nlu")
    rows = [r for r in _parsed(dialogue, kinds) if r["act"] is None or r["text"] in written]
    said = _read([row["text"] for row in rows])
    return [
        _Sentence(row["text"], row["act"] or kinds[row["text"]], _talk(row["shares"], one))
        for row, one in zip(rows, said, strict=True)
    ]


def _composed(kinds: dict[str, str]) -> Iterator[str]:
    """Return matters with a bare wish before them, or with whom to call after them."""
    examples = read_handwritten(SOURCES / "data" / "nlu")
    wishes = sorted(one for one in examples if wants_request(one) and is_bare_request(one))
    told = [text for text, kind in kinds.items() if kind == "policy" and not is_question(text)]
    yield from (f"{wish} {text}" for wish, text in zip(cycle(wishes), told[::_EVERY], strict=False))
    yield from (f"{text} {' '.join(_SAMPLES)}" for text in told[1::_EVERY])


def _parsed(dialogue: Dialogue, unseen: Iterable[str]) -> list[dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        asked, report = Path(folder) / "asked.txt", Path(folder) / "report.jsonl"
        asked.write_text("\n".join(unseen), encoding="utf-8")
        settings = (str(dialogue.config.path), str(_FOLDS), str(asked), str(report))
        data = (str(SOURCES / "data"), str(dialogue.examples))
        command = dialogue.python("-m", "nlu.rasa_project.held_out", *settings, *data)
        subprocess.run(command, cwd=PROJECT_ROOT, env=dialogue.environment, check=True)
        return [json.loads(line) for line in report.read_text(encoding="utf-8").splitlines()]


def _talk(shares: dict[str, float], said: Understanding) -> Talk:
    given = {name: "*" for name in _GIVEN if getattr(said.facts, name) is not None}
    heard = Heard(
        said.reading, Said.from_facts(said.facts), "", "web", given, corrects=said.corrects
    )
    room = cast(Resources, None)  # the signs look at words alone
    act = max(shares, key=shares.__getitem__)
    return Talk(heard, room, act=act, confidence=shares[act], typed=said.text, shares=shares)


def _read(texts: list[str]) -> list[Understanding]:
    for mark, sample in _SAMPLES.items():
        texts = [text.replace(mark, sample) for text in texts]
    return KnowledgeBase.open(load_config()).understand_batch(texts)


def _names_a_matter(talk: Talk) -> bool:
    return bool(talk.reading.needs or named_services(talk.text))


def _fitted(decision: _Decision, rows: list[dict[str, float]], yes: list[bool]) -> Weights:
    from sklearn.linear_model import LogisticRegression

    model = LogisticRegression(C=1.0, class_weight="balanced", max_iter=2000)
    model.fit(np.array([list(row.values()) for row in rows]), yes)
    found = {name: round(float(w), 2) for name, w in zip(rows[0], model.coef_[0], strict=True)}
    intercept = round(float(model.intercept_[0]), 2)
    return weights_in(decision.file).model_copy(update={"intercept": intercept, "signs": found})


def _fit(decision: _Decision, sentences: list[_Sentence]) -> Weights:
    """Fit one decision and show how well it parts what it was fitted on."""
    labels = (*decision.yes, *decision.no)
    taken = [
        one
        for one in sentences
        if one.label in labels and len(one.talk.text) <= decision.longest
        if not decision.of_a_matter or _names_a_matter(one.talk)
    ]
    rows, yes = (
        [decision.signs(one.talk) for one in taken],
        [o.label in decision.yes for o in taken],
    )
    fitted = _fitted(decision, rows, yes)
    print(f"{decision.file.name}: {sum(yes)} yes, {len(yes) - sum(yes)} no; {fitted}")
    likely = [fitted.likelihood(row) for row in rows]
    for least in (0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        found = [share >= least for share, one in zip(likely, yes, strict=True) if one]
        false = [share >= least for share, one in zip(likely, yes, strict=True) if not one]
        print(f"from {least}: right {np.mean(found):.3f}, false {np.mean(false):.3f}")
    missed = sorted(zip(likely, yes, taken, strict=True), key=lambda one: abs(one[0] - one[1]))
    for share, right, one in missed[-_SHOWN:]:
        print(f"  {share:.2f} {right} {one.text}")
    return fitted


def main() -> None:
    """Fit, show, and with ``--write`` keep."""
    dialogue = Dialogue(load_config())
    prepare(dialogue, print)
    sentences = _sentences(dialogue)
    for decision in _DECISIONS:
        fitted = _fit(decision, sentences)
        if "--write" in sys.argv:
            head = decision.file.read_text(encoding="utf-8").partition("yes_from:")[0]
            told = yaml.safe_dump(fitted.model_dump(), sort_keys=False)
            decision.file.write_text(head + told, encoding="utf-8")


if __name__ == "__main__":
    main()
