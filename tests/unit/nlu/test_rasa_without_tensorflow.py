"""Rasa's own environment runs these checks: its classes are not importable here."""

from __future__ import annotations

import io
import json
import tarfile
from pathlib import Path

from rasa_environment import run_in_rasa

LINEAR = "rasa.nlu.classifiers.logistic_regression_classifier.LogisticRegressionClassifier"
NEURAL = "rasa.nlu.classifiers.diet_classifier.DIETClassifier"
SERVER = "import rasa.__main__, rasa.core.agent, rasa.core.run\n"


def a_model(folder: Path, component: str) -> Path:
    """A trained model as far as it says what it is made of."""
    described = {"predict_schema": {"nodes": {"classifier": {"uses": component}}}}
    content = json.dumps(described).encode()
    entry = tarfile.TarInfo("metadata.json")
    entry.size = len(content)
    with tarfile.open(folder / "model.tar.gz", "w:gz") as archive:
        archive.addfile(entry, io.BytesIO(content))
    return folder / "model.tar.gz"


def in_rasa(model: Path, then: str, version: str = "rasa.__version__") -> str:
    """Prints whether TensorFlow was left out, then what ``then`` prints."""
    script = (
        "import sys, rasa\n"
        "from pathlib import Path\n"
        "from nlu.rasa_project.without_tensorflow import leave_out\n"
        f"print(leave_out(Path({str(model)!r}), {version}))\n{then}"
    )
    return run_in_rasa("-c", script)


def test_a_server_whose_model_has_no_neural_part_imports_no_tensorflow(tmp_path: Path) -> None:
    real = "print('tensorflow.python' in sys.modules)"
    assert in_rasa(a_model(tmp_path, LINEAR), SERVER + real).split() == ["True", "False"]


def test_a_model_with_a_neural_part_gets_tensorflow(tmp_path: Path) -> None:
    assert in_rasa(a_model(tmp_path, NEURAL), "").split() == ["False"]


def test_a_model_that_cannot_be_read_gets_tensorflow(tmp_path: Path) -> None:
    (tmp_path / "model.tar.gz").write_bytes(b"no archive")
    assert in_rasa(tmp_path / "model.tar.gz", "").split() == ["False"]


def test_another_version_of_rasa_is_left_as_it_is(tmp_path: Path) -> None:
    assert in_rasa(a_model(tmp_path, LINEAR), "", "'3.7.0'").split() == ["False"]
