from __future__ import annotations

import subprocess
import sys

import numpy as np

from knowledge.settings import PROJECT_ROOT, load_config
from nlu.embedding import Embedder, exported_model_folder

QUESTIONS = ("娃儿在贵阳读一年级，没得本地户口读得成公办不", "打疫苗", "a" * 600, "")


def test_an_answer_loads_neither_torch_nor_scikit_learn(embedder: Embedder) -> None:
    asked = (
        "import sys\n"
        "from knowledge.base import KnowledgeBase\n"
        "from knowledge.settings import load_config\n"
        "print(KnowledgeBase.open(load_config()).ask('娃儿打疫苗在哪点').services)\n"
        "heavy = {'torch', 'transformers', 'sklearn', 'joblib'}\n"
        "print(sorted(heavy & set(sys.modules)))\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", asked], capture_output=True, text=True, check=True, cwd=PROJECT_ROOT
    )
    assert done.stdout.splitlines() == ["('vaccination',)", "[]"]


def test_the_served_vectors_are_close_to_those_of_sentence_transformers(embedder: Embedder) -> None:
    folder = exported_model_folder(load_config())
    assert folder.exists()
    served = embedder.queries(QUESTIONS)
    original = Embedder(embedder._name)
    asked, odd = np.split(np.sum(served * original.queries(QUESTIONS), axis=1), [2])
    assert asked.min() > 0.995
    assert odd.min() > 0.98
    assert embedder.fingerprint != original.fingerprint


def test_a_vector_does_not_depend_on_the_texts_it_is_made_with(embedder: Embedder) -> None:
    together = embedder.queries(QUESTIONS)
    alone = np.concatenate([embedder.queries([question]) for question in QUESTIONS])
    assert np.array_equal(together, alone)
