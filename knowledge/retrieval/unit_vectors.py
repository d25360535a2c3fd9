"""Vectors and words of the pieces of documents of known places, made beside the index.

They are looked up by their words without the model, so that every process can compare a question
it was handed the vector of.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from knowledge.ingestion import PassageStore
from knowledge.ingestion.units import units
from knowledge.settings import Config
from nlu.embedding import Embedder, Vectors
from nlu.embedding.onnx_encoder import LATELY
from nlu.embedding.vector_cache import Progress, VectorCache, WordCache

_FILE = "units.db"


def embed_units(
    config: Config, store: PassageStore, embedder: Embedder, progress: Progress | None = None
) -> None:
    """Embed what is new of the documents that have a place, and forget what is gone."""
    placed = [d for d in store.documents() if d.about.place and not d.withdrawn]
    texts = [unit.compared for document in placed for unit in units(store.blocks(document.id))]
    titles = [document.title for document in placed]
    everything = list(dict.fromkeys([*titles, *texts]))
    with closing(_cache(config)) as cache, closing(_word_cache(config)) as words:
        for start in range(0, len(everything), LATELY):
            # The words of what was embedded last are at hand.
            some = everything[start : start + LATELY]
            cache.vectors(some, embedder)
            words.keep(some, embedder)
            if progress:
                progress(start + len(some), len(everything))
        cache.keep_only(everything, embedder)
        words.keep_only(everything, embedder)


def kept_vectors(config: Config, texts: Sequence[str], model: str) -> list[Vectors | None]:
    """Return the vectors of pieces as far as they were made with a model."""
    with closing(_cache(config)) as cache:
        return cache.kept(texts, model)


def kept_words(config: Config, texts: Sequence[str], model: str) -> list[Vectors | None]:
    """Return the words of pieces and titles as far as they were made with a model."""
    with closing(_word_cache(config)) as cache:
        return cache.kept(texts, model)


def _cache(config: Config) -> VectorCache:
    return VectorCache(config.home / "index" / _FILE)


def _word_cache(config: Config) -> WordCache:
    return WordCache(config.home / "index" / _FILE)
