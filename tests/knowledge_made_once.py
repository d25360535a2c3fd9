"""What set-up or an earlier test has embedded already need not be embedded again."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.base import KnowledgeBase
from knowledge.catalogue import load_catalogue
from knowledge.settings import Config, load_config
from nlu.embedding import Embedder
from nlu.embedding.embedder import Vectors

_VECTORS = Path("index") / "vectors.db"
_remembered: dict[tuple[str, str, str], Vectors] = {}


class RememberingEmbedder(Embedder):
    """The real model, which remembers the vectors of the run: many tests ask the same."""

    def _encode(self, texts: list[str], role: Any) -> Vectors:
        keys = [(self.fingerprint, str(role), text) for text in texts]
        new = list(dict.fromkeys(key for key in keys if key not in _remembered))
        if new:
            made = super()._encode([text for *_, text in new], role)
            _remembered.update(zip(new, made, strict=True))
        vectors = [_remembered[key] for key in keys]
        return np.array(vectors, np.float32).reshape(-1, self.dimensions)


def open_remembering(config: Config) -> KnowledgeBase:
    """Return the knowledge base of an installation on a model that remembers."""
    return KnowledgeBase(config, load_catalogue(), RememberingEmbedder.from_config(config))


def with_vectors_of_the_entries(home: Path) -> None:
    """Give a new state folder what set-up embedded; its index is built there all the same."""
    made = load_config().home / _VECTORS
    if made.exists():
        (home / _VECTORS).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(made, home / _VECTORS)
