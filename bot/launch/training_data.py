"""Examples of the dialogue acts, taken from the knowledge base's content.

What parents say is written once, in ``knowledge/content``; here it becomes Rasa's training data.
The mapping and the numbers are in ``training_data.yml``.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import chain, zip_longest
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

from knowledge.catalogue import Catalogue
from knowledge.catalogue.entries import Examples, Lookalike, Utterances
from knowledge.data_files import load_data
from knowledge.errors import ConfigurationError
from nlu.understanding.facts import PLACEHOLDERS

PLAN_FILE = Path(__file__).with_name("training_data.yml")
RASA_FORMAT = "3.1"
OTHER_GROUPS = "*"


class Questions(BaseModel):
    """The act of questions and how many of each entry are taken."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    act: str
    per_entry: int = Field(ge=1)


class Plan(BaseModel):
    """Which content becomes examples of which act (``training_data.yml``)."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    acts: dict[str, str | dict[str, str]]
    lookalikes: str
    lookalike_acts: dict[str, str]
    questions: Questions
    masked: dict[str, tuple[str, ...]]

    def acts_named(self) -> set[str]:
        """Return every act that some content becomes examples of."""
        of_content = (
            one.values() if isinstance(one, dict) else [one] for one in self.acts.values()
        )
        others = (*self.lookalike_acts.values(), self.questions.act, *self.masked)
        return {*chain.from_iterable(of_content), *others}


def load_plan(file: Path = PLAN_FILE) -> Plan:
    """Read the plan."""
    return load_data(Plan, file)


def generate(catalogue: Catalogue, plan: Plan, handwritten: set[str]) -> dict[str, list[str]]:
    """Return examples by act.

    A sentence belongs to one act only: what is written by hand comes first, then the acts in the
    plan's order, then questions. (``要得`` is agreement before it is chit-chat.)

    Raises:
        ConfigurationError: the plan names content that does not exist, or misses some.
    """
    _check_plan(catalogue, plan)
    taken = {_key(text) for text in handwritten}
    examples: dict[str, list[str]] = {}
    for act, text in chain(
        (
            (act, text.format(**PLACEHOLDERS))
            for act, texts in plan.masked.items()
            for text in texts
        ),
        *(_said(name, catalogue.acts[name], act) for name, act in plan.acts.items()),
        _lookalikes(catalogue.acts[plan.lookalikes], plan),
        _questions(catalogue.examples.values(), plan.questions),
    ):
        line = _one_line(text)
        if line and _key(line) not in taken:
            taken.add(_key(line))
            examples.setdefault(act, []).append(line)
    return examples


def write(examples: dict[str, list[str]], folder: Path) -> None:
    """Write one Rasa file per act into ``folder``; files of acts that are gone are removed."""
    folder.mkdir(parents=True, exist_ok=True)
    for stale in folder.glob("*.yml"):
        if stale.stem not in examples:
            stale.unlink()
    for act, texts in examples.items():
        (folder / f"{act}.yml").write_text(_rasa_file(act, texts), encoding="utf-8")


def read_handwritten(folder: Path) -> set[str]:
    """Return every example sentence in the Rasa files under ``folder``."""
    sentences: set[str] = set()
    for file in sorted(folder.rglob("*.yml")):
        for part in yaml.safe_load(file.read_text(encoding="utf-8")).get("nlu", []):
            lines = part["examples"].splitlines()
            sentences.update(line.removeprefix("-").strip() for line in lines)
    return sentences - {""}


def _check_plan(catalogue: Catalogue, plan: Plan) -> None:
    planned = {*plan.acts, plan.lookalikes}
    for name in sorted(planned ^ set(catalogue.acts)):
        problem = "is not in the plan" if name in catalogue.acts else "does not exist"
        raise ConfigurationError(f"{PLAN_FILE.name}: knowledge/content/acts/{name}.yml {problem}")


def _said(name: str, content: Utterances, act: str | dict[str, str]) -> Iterable[tuple[str, str]]:
    groups = content.utterances
    if not isinstance(groups, dict):
        groups = {"": tuple(text for text in groups if isinstance(text, str))}
    for group, texts in groups.items():
        chosen = act if isinstance(act, str) else act.get(group) or act[OTHER_GROUPS]
        for text in texts:
            yield chosen, text


def _lookalikes(act: Utterances, plan: Plan) -> Iterable[tuple[str, str]]:
    for item in act.utterances:
        if isinstance(item, Lookalike):
            target = "service" if item.service else "measure" if item.measure else item.kind
            if target not in plan.lookalike_acts:
                raise ConfigurationError(
                    f"{PLAN_FILE.name}: lookalike_acts has no act for {target!r} ({item.text})"
                )
            yield plan.lookalike_acts[target], item.text


def _questions(entries: Iterable[Examples], questions: Questions) -> Iterable[tuple[str, str]]:
    for entry in entries:
        # One of each style in turn, so that a cut keeps all styles.
        mixed = chain.from_iterable(zip_longest(*entry.questions.values()))
        spread = [text for text in mixed if text is not None]
        for text in spread[: questions.per_entry]:
            yield questions.act, text


def _rasa_file(act: str, texts: list[str]) -> str:
    lines = "".join(f"      - {text}\n" for text in texts)
    return f'version: "{RASA_FORMAT}"\n\nnlu:\n  - intent: {act}\n    examples: |\n{lines}'


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _key(text: str) -> str:
    return "".join(text.split()).casefold()
