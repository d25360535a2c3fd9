"""Trains the dialogue when what it is made of has changed."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from bot.launch.dialogue import SOURCES, Dialogue
from bot.launch.dialogue_domain import domain, rules, write_domain
from bot.launch.training_data import generate, load_plan, read_handwritten, write
from knowledge.catalogue import load_catalogue
from knowledge.errors import TongxingError
from knowledge.settings import PROJECT_ROOT
from nlu.embedding import Embedder
from nlu.embedding.onnx_encoder import is_export_of
from nlu.embedding.onnx_export import export_onnx, exported_fingerprint

RASA_KEYS = ("recipe", "assistant_id", "language", "pipeline", "policies")
SOURCE_FOLDERS = ("data", "components")
PROGRESS = re.compile(r"Starting to train component '(\w+)'|^(fold \d+ of \d+)$")

Say = Callable[[str], None]


class TrainingError(TongxingError):
    """Rasa refused its configuration, domain or data."""


def prepare(dialogue: Dialogue, say: Say) -> None:
    """Bring the exported sentence model, the domain and the generated examples up to date.

    Raises:
        NotSetUpError: the embedding model has not been made.
    """
    embedder = Embedder.from_config(dialogue.config)
    if not is_export_of(embedder.source, dialogue.sentence_model):
        say("exporting the sentence model for Rasa")
        export_onnx(embedder, dialogue.sentence_model)
    handwritten = read_handwritten(SOURCES / "data" / "nlu")
    write(generate(load_catalogue(), load_plan(), handwritten), dialogue.examples)
    write_domain(dialogue.domain)


def is_current(dialogue: Dialogue) -> bool:
    """Tell whether the trained model was made of the present inputs (after ``prepare``)."""
    return _noted_inputs(dialogue) == inputs_digest(dialogue)


def train(dialogue: Dialogue, say: Say) -> None:
    """Train and put the new model in place of the old one, which serves until then.

    Raises:
        TrainingError: with Rasa's own last words.
    """
    digest = inputs_digest(dialogue)
    draft = dialogue.state / "draft"
    shutil.rmtree(draft, ignore_errors=True)
    target = ("--out", str(draft), "--fixed-model-name", "dialogue")
    _run(dialogue, dialogue.command("train", *_inputs(dialogue), *target), say)
    dialogue.model.parent.mkdir(parents=True, exist_ok=True)
    (draft / dialogue.model.name).replace(dialogue.model)
    shutil.rmtree(draft)
    _note_file(dialogue).write_text(digest, encoding="ascii")


def validate(dialogue: Dialogue, say: Say) -> None:
    """Have Rasa check configuration, domain, rules and examples against each other.

    Raises:
        TrainingError: with Rasa's own last words.
    """
    arguments = ("data", "validate", "--fail-on-warnings", *_inputs(dialogue))
    _run(dialogue, dialogue.command(*arguments), say)


def crossvalidate(dialogue: Dialogue, folds: int, say: Say) -> dict[str, Any]:
    """Return how well acts are told apart that were not trained on; kept until inputs change.

    Returns:
        ``accuracy``, ``left_to_retrieval`` (shares), ``acts`` (precision, recall, F1 and support
        of each) and ``confusions`` (true act, found act, how often).

    Raises:
        TrainingError: with Rasa's own last words.
    """
    file = dialogue.state / f"acts-{folds}-{inputs_digest(dialogue)[:12]}.json"
    if not file.exists():
        for stale in dialogue.state.glob(f"acts-{folds}-*.json"):
            stale.unlink()
        data = (str(SOURCES / "data"), str(dialogue.examples))
        config = str(dialogue.config.path)
        arguments = ("-m", "nlu.rasa_project.crossvalidate", config, str(folds), str(file), *data)
        _run(dialogue, dialogue.python(*arguments), say)
    report: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
    return report


def inputs_digest(dialogue: Dialogue) -> str:
    """Return a digest of everything the trained model depends on."""
    values = dialogue.config.values
    digest = hashlib.sha256()
    digest.update(json.dumps({key: values.get(key) for key in RASA_KEYS}).encode())
    digest.update((exported_fingerprint(dialogue.sentence_model) or "").encode())
    digest.update(json.dumps([domain(), rules()]).encode())
    for file in _source_files(dialogue):
        digest.update(file.name.encode())
        digest.update(file.read_bytes())
    return digest.hexdigest()


def _source_files(dialogue: Dialogue) -> Iterator[Path]:
    yield SOURCES / "requirements.txt"
    for folder in (*(SOURCES / name for name in SOURCE_FOLDERS), dialogue.examples):
        yield from sorted(file for file in folder.rglob("*") if file.suffix in {".py", ".yml"})


def _inputs(dialogue: Dialogue) -> tuple[str, ...]:
    return (
        *("--config", str(dialogue.config.path)),
        *("--domain", str(dialogue.domain / "domain.yml")),
        *("--data", str(SOURCES / "data"), str(dialogue.examples)),
        str(dialogue.domain / "rules.yml"),
    )


def _noted_inputs(dialogue: Dialogue) -> str | None:
    if not dialogue.model.exists() or not _note_file(dialogue).exists():
        return None
    return _note_file(dialogue).read_text(encoding="ascii")


def _note_file(dialogue: Dialogue) -> Path:
    return dialogue.model.with_name("dialogue.inputs")


def _run(dialogue: Dialogue, command: Sequence[str], say: Say) -> None:
    """Run Rasa, tell how far it is, keep everything else in a log file."""
    log = dialogue.state / "training.log"
    log.parent.mkdir(parents=True, exist_ok=True)
    with (
        log.open("w", encoding="utf-8") as kept,
        subprocess.Popen(
            command,
            cwd=PROJECT_ROOT,
            env=dialogue.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            errors="replace",
        ) as rasa,
    ):
        assert rasa.stdout is not None
        for line in rasa.stdout:
            kept.write(line)
            if found := PROGRESS.search(line):
                say(f"  {found[1] or found[2]}")
    if rasa.returncode != 0:
        raise TrainingError(f"Rasa says: {_last_words(log)} (all of it: {log})")


def _last_words(log: Path) -> str:
    """Return the last line that is a message rather than a frame of a traceback."""
    plain = re.sub(r"\x1b\[[0-9;]*m", "", log.read_text(encoding="utf-8"))
    lines = [line.strip() for line in plain.splitlines() if line.strip(" ^~")]
    return lines[-1] if lines else "nothing"
