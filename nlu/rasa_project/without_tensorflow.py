"""Rasa without TensorFlow, for models no part of which uses it.

Rasa 3.6.21 imports TensorFlow with the recipe, for its neural classifiers and policies: most of the
memory and half of the start of a dialogue server whose pipeline has none of them. In its place an
empty package is imported, in which every name is a class that does nothing. See
docs/decisions/serving-vectors.md.
"""

import importlib.abc
import importlib.machinery
import json
import logging
import sys
import tarfile
from abc import ABCMeta
from pathlib import Path
from types import ModuleType
from typing import Any, Optional, Sequence, Text

import rasa

logger = logging.getLogger(__name__)

KNOWN_VERSION = "3.6.21"
PACKAGES = ("tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras")
NEURAL = (
    "rasa.core.policies.ted_policy.",
    "rasa.core.policies.unexpected_intent_policy.",
    "rasa.nlu.classifiers.diet_classifier.",
    "rasa.nlu.featurizers.dense_featurizer.convert_featurizer.",
    "rasa.nlu.featurizers.dense_featurizer.lm_featurizer.",
    "rasa.nlu.selectors.response_selector.",
)
"""The modules of Rasa's own whose components compute with TensorFlow."""


class _AnyName(ABCMeta):
    """Gives a class every attribute it is asked for: the class itself."""

    def __getattr__(cls, name: Text) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return cls


class Nothing(metaclass=_AnyName):
    """Stands for whatever a module takes from TensorFlow when it is imported."""

    def __init__(self, *_: Any, **__: Any) -> None:
        """Take anything: decorators and constants are made at import."""


class _Empty(ModuleType):
    __path__: Sequence[Text] = ()

    def __getattr__(self, name: Text) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    def find_spec(
        self, fullname: Text, path: Optional[Sequence[Text]] = None, target: Any = None
    ) -> Optional[importlib.machinery.ModuleSpec]:
        if fullname.split(".")[0] not in PACKAGES:
            return None
        return importlib.machinery.ModuleSpec(fullname, self, is_package=True)

    def create_module(self, spec: importlib.machinery.ModuleSpec) -> ModuleType:
        return _Empty(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """Nothing is in it."""


def leave_out(model: Path, version: Text = rasa.__version__) -> bool:
    """Have an empty package imported for TensorFlow; tell whether that was done.

    Args:
        model: the trained model to be served; one that needs TensorFlow gets it.
        version: of Rasa. Another than the one this was written for is left as it is.
    """
    if version != KNOWN_VERSION:
        logger.warning("Rasa %s is not %s: TensorFlow is imported", version, KNOWN_VERSION)
        return False
    if needs_tensorflow(model):
        return False
    sys.meta_path.insert(0, _Finder())
    return True


def needs_tensorflow(model: Path) -> bool:
    """Tell whether a trained model has a part that computes with TensorFlow, or cannot be read."""
    try:
        with tarfile.open(model) as archive:
            described = archive.extractfile("metadata.json")
            schema = json.load(described)["predict_schema"]["nodes"] if described else {}
    except (OSError, KeyError, ValueError, tarfile.TarError):
        return True
    return any(node["uses"].startswith(NEURAL) for node in schema.values())
