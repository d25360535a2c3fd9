"""The topic model: four heads, weighed, trained once at set-up and kept beside the index."""

from __future__ import annotations

import hashlib
import pickle
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import numpy as np

from knowledge.errors import NotSetUpError
from knowledge.whole_files import written_aside
from nlu.embedding import Embedder, VectorCache, Vectors
from nlu.understanding.topics.examples import Example
from nlu.understanding.topics.heads import (
    CharacterHead,
    GramHead,
    Head,
    MeaningHead,
    Nearest,
    NeighbourHead,
    Scores,
    syllable_grams,
)
from nlu.understanding.topics.linear import Shares, normalised
from nlu.understanding.topics.thresholds import Weights

_FLOOR = 1e-6
_KEPT_BESIDE = 4
_FORMAT = "10"
_DAMAGED = (
    *(pickle.UnpicklingError, EOFError, ValueError, KeyError, OSError, ImportError),
    *(AttributeError, IndexError),
)


class TopicModel:
    """Gives every label a share for a text and its vector."""

    def __init__(self, labels: list[str], heads: dict[str, Head]) -> None:
        """Take trained heads by the name their weight has, and the labels in their order."""
        self.labels = labels
        self._heads = heads

    @classmethod
    def train(cls, examples: Sequence[Example], vectors: Vectors) -> TopicModel:
        """Train all heads; ``vectors`` has shape ``(len(examples), dimensions)``."""
        heads: dict[str, Head] = {
            "meaning": MeaningHead(),
            "characters": CharacterHead(),
            "sounds": GramHead(syllable_grams),
            "neighbours": NeighbourHead(),
        }
        texts = [example.text for example in examples]
        labels = [example.label for example in examples]
        for head in heads.values():
            head.fit(texts, vectors, labels)
        return cls(sorted(set(labels)), heads)

    def shares(self, texts: Sequence[str], vectors: Vectors, weights: Weights) -> Shares:
        """Return shares of shape ``(len(texts), len(labels))``, all four views weighed."""
        return normalised(self.logits(texts, vectors, weights))

    def logits(self, texts: Sequence[str], vectors: Vectors, weights: Weights) -> Shares:
        """Return the weighed mean of the heads' log shares, so that rules can add to it."""
        return self._weighed(texts, vectors, weights, self._heads)

    def shares_by_form(self, texts: Sequence[str], weights: Weights) -> Shares:
        """Return shares from characters and sounds alone: quick, for parts of a message."""
        nothing = np.zeros((len(texts), 0), dtype=np.float32)
        form = {name: self._heads[name] for name in ("characters", "sounds")}
        return normalised(self._weighed(texts, nothing, weights, form))

    def shares_of_halves(self, text: str) -> tuple[Shares, Shares]:
        """Return what the characters before and after every place of a text say."""
        characters = self._heads["characters"]
        assert isinstance(characters, CharacterHead)
        return characters.shares_of_halves(text)

    def logits_and_nearest(
        self, texts: Sequence[str], vectors: Vectors, weights: Weights
    ) -> tuple[Shares, Nearest]:
        """Return the logits, and the nearest examples found on the way, for :meth:`nearer`."""
        nearest = self._neighbours.nearest(vectors)
        known = {"neighbours": self._neighbours.shares_of(nearest)}
        return self._weighed(texts, vectors, weights, self._heads, known), nearest

    def nearer(self, nearest: Nearest, prefix: str) -> Scores:
        """Return how much nearer texts are to examples of one kind of label than to all others."""
        return self._neighbours.nearer(nearest, prefix)

    @property
    def _neighbours(self) -> NeighbourHead:
        neighbours = self._heads["neighbours"]
        assert isinstance(neighbours, NeighbourHead)
        return neighbours

    def _weighed(
        self,
        texts: Sequence[str],
        vectors: Vectors,
        weights: Weights,
        heads: dict[str, Head],
        known: Mapping[str, Shares] = MappingProxyType({}),
    ) -> Shares:
        # A mean, not a sum: four views of one text are not independent evidence.
        total = np.zeros((len(texts), len(self.labels)))
        counted = np.full((len(texts), 1), _FLOOR)
        for name, head in heads.items():
            weight = weights[name] * head.sees(texts)[:, None]
            shares = known[name] if name in known else head.shares(texts, vectors)
            total += weight * np.log(shares + _FLOOR)
            counted += weight
        mean: Shares = total / counted
        return mean


def model_version(examples: Sequence[Example], embedder: Embedder) -> str:
    """Return the id of the model that these examples and this embedding model make."""
    digest = hashlib.sha256(f"{_FORMAT}:{embedder.fingerprint}".encode())
    for example in examples:
        digest.update(f"{example.label}\t{example.text}\n".encode())
    return digest.hexdigest()[:12]


def build_topic_model(
    folder: Path,
    examples: Sequence[Example],
    embedder: Embedder,
    progress: Callable[[str], None],
    *,
    beside: bool = False,
) -> bool:
    """Train and save the model unless ``folder`` already holds this version; tell whether it did.

    ``beside`` leaves the last other versions where they are: one still serves, and what is taken
    back serves again at once. The file is written aside and renamed, so a killed build leaves the
    old model in place.
    """
    target = folder / f"{model_version(examples, embedder)}.pickle"
    if target.exists():
        return False
    progress(f"embedding what is new of {len(examples)} example questions")
    vectors = _vectors_of(examples, embedder, folder / "vectors.db")
    progress("training the topic model")
    model = TopicModel.train(examples, vectors)
    folder.mkdir(parents=True, exist_ok=True)
    with written_aside(target) as part:
        pickle.dump(model, part, pickle.HIGHEST_PROTOCOL)
    remove_old_models(folder, keep=_KEPT_BESIDE if beside else 1)
    return True


def remove_old_models(folder: Path, *, keep: int) -> None:
    """Remove every version but the newest ones."""
    versions = sorted(folder.glob("*.pickle"), key=lambda file: file.stat().st_mtime, reverse=True)
    for old in versions[keep:]:
        old.unlink()


def _vectors_of(examples: Sequence[Example], embedder: Embedder, kept_in: Path) -> Vectors:
    texts = [example.text for example in examples]
    cache = VectorCache(kept_in)
    try:
        vectors = cache.vectors(texts, embedder, questions=True)
        cache.keep_only(texts, embedder, questions=True)
    finally:
        cache.close()
    return vectors


def load_topic_model(folder: Path, version: str) -> TopicModel:
    """Load one version of a model.

    Raises:
        NotSetUpError: it has not been built, or cannot be read.
    """
    file = folder / f"{version}.pickle"
    try:
        model: TopicModel = pickle.loads(file.read_bytes())
    except FileNotFoundError as error:
        raise NotSetUpError("the topic model is not built yet; run `tongxing build`") from error
    except _DAMAGED as error:
        raise NotSetUpError(
            f"the topic model {file.name} is damaged; delete it and run `tongxing build`"
        ) from error
    return model
