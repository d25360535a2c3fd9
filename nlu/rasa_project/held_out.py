"""How probable each act is of sentences the classifier was not trained on, in Rasa's environment.

``python -m nlu.rasa_project.held_out CONFIG FOLDS SENTENCES REPORT DATA…``: every example is parsed
by a model of the other folds, and so is every line of SENTENCES, which no training ever saw, by the
last of them. REPORT holds a JSON object a line: ``text``, ``act`` (none of a sentence), ``shares``.
"""

import skops.io  # noqa: F401, I001  (before TensorFlow, see nlu.rasa_project.start)
import asyncio
import json
import logging
import random
import sys
import tempfile
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Tuple

import numpy as np
import structlog
from rasa.core.agent import Agent
from rasa.model_training import train_nlu
from rasa.nlu.test import generate_folds
from rasa.shared.importers.importer import TrainingDataImporter
from rasa.shared.nlu.training_data.formats.rasa_yaml import RasaYAMLWriter
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.rasa_project.crossvalidate import remember_vectors

Labelled = Tuple[Text, Optional[Text]]


def main(config: str, folds: int, sentences: Path, report: Path, data: List[str]) -> None:
    """Run all folds and write ``report``."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    np.random.seed(0)
    random.seed(0)
    unseen = sentences.read_text("utf-8").splitlines()
    examples = TrainingDataImporter.load_from_dict(training_data_paths=data).get_nlu_data()
    remember_vectors([*(one.get("text") for one in examples.intent_examples), *unseen])
    rows: List[Dict[str, Any]] = []
    for number, (train, test) in enumerate(generate_folds(folds, examples), start=1):
        print(f"fold {number} of {folds}", flush=True)
        asked: List[Labelled] = [(e.get("text"), e.get("intent")) for e in test.intent_examples]
        if number == folds:
            asked += [(text, None) for text in unseen]
        rows += asyncio.run(_parsed(config, train, asked))
    lines = (json.dumps(row, ensure_ascii=False) for row in rows)
    report.write_text("\n".join(lines), "utf-8")


async def _parsed(config: str, train: TrainingData, asked: List[Labelled]) -> List[Dict[str, Any]]:
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "train.yml"
        RasaYAMLWriter().dump(file, train)
        agent = Agent.load(train_nlu(config, str(file), folder))
        rows = []
        for text, act in asked:
            parsed = await agent.parse_message(text)
            shares = {one["name"]: one["confidence"] for one in parsed["intent_ranking"]}
            rows.append({"text": text, "act": act, "shares": shares})
        return rows


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]), Path(sys.argv[4]), sys.argv[5:])
