"""Cross-validate the dialogue acts with the real pipeline, in Rasa's environment.

``python -m nlu.rasa_project.crossvalidate CONFIG FOLDS REPORT DATA…`` writes a JSON report:
accuracy, and for each act its precision, recall, F1 and number of examples; the share left to
retrieval; the most frequent confusions. Folds are stratified and the same each time.
"""

import skops.io  # noqa: F401, I001  (before TensorFlow, see nlu.rasa_project.start)
import asyncio
import json
import logging
import random
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
import structlog
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.nlu.test import generate_folds
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLWriter
from rasa.shared.nlu.training_data.training_data import TrainingData
from sklearn.metrics import classification_report

from nlu.rasa_project.components import sentence_vector

FALLBACK = "nlu_fallback"
CONFUSIONS = 20


def main(config: str, folds: int, report: Path, data: list[str]) -> None:
    """Run all folds and write ``report``."""
    # Unconfigured, it writes every sentence it parses.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    np.random.seed(0)
    random.seed(0)
    examples = TrainingDataImporter.load_from_dict(training_data_paths=data).get_nlu_data()
    remember_vectors([example.get("text") for example in examples.intent_examples])
    results: list[tuple[str, str]] = []
    for number, (train, test) in enumerate(generate_folds(folds, examples), start=1):
        print(f"fold {number} of {folds}", flush=True)
        results += asyncio.run(one_fold(config, train, test))
    report.write_text(json.dumps(summary(results), ensure_ascii=False, indent=1), "utf-8")


def remember_vectors(texts: list[str]) -> None:
    """Take the vectors of all examples from where training keeps them, once for all folds."""
    model = sentence_vector.SentenceEncoder(sentence_vector.model_folder())
    kept = sentence_vector.kept_vectors(model).encode(texts)
    known = dict(zip(texts, kept, strict=True))

    class Remembered(sentence_vector.SentenceEncoder):
        def encode(self, texts: list[str]) -> np.ndarray:
            return np.array([known[text] for text in texts]).reshape(-1, self.dimensions)

    sentence_vector.SentenceEncoder = Remembered  # type: ignore[misc]
    sentence_vector.kept_vectors = lambda encoder: encoder  # type: ignore[assignment]


async def one_fold(config: str, train: TrainingData, test: TrainingData) -> list[tuple[str, str]]:
    """Train on one part and return (true act, found act) for the other."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "train.yml"
        RasaYAMLWriter().dump(file, train)
        agent = Agent.load(train_nlu(config, str(file), folder))
        results = []
        for example in test.intent_examples:
            parsed = await agent.parse_message(example.get("text"))
            results.append((example.get("intent"), parsed["intent"]["name"]))
        return results


def summary(results: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the report."""
    true, found = zip(*results, strict=True)
    table = classification_report(true, found, output_dict=True, zero_division=0)
    confused = Counter(pair for pair in results if pair[0] != pair[1])
    return {
        "accuracy": sum(one == other for one, other in results) / len(results),
        "left_to_retrieval": found.count(FALLBACK) / len(results),
        "acts": {act: table[act] for act in sorted(set(true))},
        "confusions": [[*pair, count] for pair, count in confused.most_common(CONFUSIONS)],
    }


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4:])
