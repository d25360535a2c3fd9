"""Rasa's own FAQ recipe: one retrieval intent, one fixed response per service."""

from __future__ import annotations

import subprocess
import time
from collections import defaultdict

import httpx
import yaml

from benchmarks.collection import STATE, fresh_folder
from benchmarks.dialogue.bots import Bot
from bot.launch.dialogue import Dialogue
from knowledge.catalogue import Catalogue
from knowledge.settings import Config
from nlu.understanding.topics.examples import training_examples
from nlu.understanding.topics.reading import Subject

_EPOCHS = 20  # some fifteen seconds each
_FORMAT = "3.1"
_SERVICE = f"{Subject.SERVICE}:"


class PlainBot(Bot):
    """ResponseSelector over the example questions, rules and nothing else."""

    name = "plain Rasa FAQ bot"
    port = 18310
    ready_path = "/"

    def __init__(self, config: Config, catalogue: Catalogue, *, anew: bool = True) -> None:
        """Write the project into a fresh folder; not ``anew``, a trained one is used again."""
        self._rasa = Dialogue(config)
        self._folder = fresh_folder("plain-bot") if anew else STATE / "plain-bot"
        self._folder.mkdir(parents=True, exist_ok=True)
        for name, content in _project(catalogue).items():
            text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
            (self._folder / name).write_text(text, encoding="utf-8")

    def train(self) -> float:
        """Train as its documentation says."""
        started = time.perf_counter()
        files = ("--config", "config.yml", "--domain", "domain.yml", "--data", "data.yml")
        command = self._rasa.python("-m", "rasa", "train", *files, "--fixed-model-name", "plain")
        with (self._folder / "training.log").open("wb") as log:
            self._run(command, log.fileno()).wait()
        if not self.is_trained:
            raise RuntimeError(f"the plain bot could not be trained: {self._folder}/training.log")
        return time.perf_counter() - started

    @property
    def is_trained(self) -> bool:
        """Tell whether its folder holds a model."""
        return (self._folder / "models" / "plain.tar.gz").exists()

    def launch(self) -> subprocess.Popen[bytes]:
        """Start its server on loopback."""
        where = ("-i", "127.0.0.1", "-p", str(self.port), "--connector", "rest")
        command = self._rasa.python("-m", "rasa", "run", "-m", "models/plain.tar.gz", *where)
        return self._run(command, subprocess.DEVNULL)

    async def ask(self, client: httpx.AsyncClient, sender: str, text: str) -> str | None:
        """Take the response: its text is the service's id."""
        message = {"sender": sender, "message": text}
        reply = await client.post(f"{self.url}/webhooks/rest/webhook", json=message)
        reply.raise_for_status()
        return next((str(part["text"]) for part in reply.json()), None)

    def _run(self, command: tuple[str, ...], output: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            command,
            cwd=self._folder,
            env={**self._rasa.environment, "RASA_CACHE_DIRECTORY": str(self._folder / "cache")},
            stdout=output,
            stderr=output,
        )


def _project(catalogue: Catalogue) -> dict[str, dict[str, object]]:
    questions: dict[str, list[str]] = defaultdict(list)
    for example in training_examples(catalogue):
        if example.label.startswith(_SERVICE):
            questions[example.label.removeprefix(_SERVICE)].append(example.text)
    intents = [
        {"intent": f"faq/{service}", "examples": "".join(f"- {text}\n" for text in texts)}
        for service, texts in questions.items()
    ]
    rule = {"rule": "answer", "steps": [{"intent": "faq"}, {"action": "utter_faq"}]}
    responses = {f"utter_faq/{service}": [{"text": service}] for service in questions}
    return {
        "config.yml": _CONFIG,
        "domain.yml": {
            "version": _FORMAT,
            "intents": ["faq", "other"],
            "responses": responses,
        },
        "data.yml": {"version": _FORMAT, "nlu": [*intents, _OTHER], "rules": [rule]},
    }


_OTHER = {"intent": "other", "examples": "- 你好\n- 谢谢\n- 再见\n"}  # Rasa wants two intents
_CONFIG: dict[str, object] = {
    "recipe": "default.v1",
    "assistant_id": "plain",
    "language": "zh",
    "pipeline": [
        {"name": "JiebaTokenizer"},
        {"name": "CountVectorsFeaturizer"},
        {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 2},
        {"name": "LogisticRegressionClassifier"},
        {"name": "ResponseSelector", "epochs": _EPOCHS, "retrieval_intent": "faq"},
    ],
    "policies": [{"name": "RulePolicy"}],
}
