"""Vectors of the pieces of documents of known places, made beside the index.

They are looked up by their words without the model, so that every process can compare a question
it was handed the vector of.
"""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.ingestion import PassageStore
from knowledge.ingestion.units import units
from knowledge.settings import Config
from nlu.embedding import Embedder, Vectors
from nlu.embedding.vector_cache import Progress, VectorCache

_FILE = "units.db"


def embed_units(
    config: Config, store: PassageStore, embedder: Embedder, progress: Progress | None = None
) -> None:
    """Embed what is new of the documents that have a place, and forget what is gone."""
    placed = [d for d in store.documents() if d.about.place and not d.withdrawn]
    texts = [unit.compared for document in placed for unit in units(store.blocks(document.id))]
    cache = _cache(config)
    try:
        if texts:
            cache.vectors(texts, embedder, progress)
        cache.keep_only(texts, embedder)
    finally:
        cache.close()


def kept_vectors(config: Config, texts: Sequence[str], model: str) -> list[Vectors | None]:
    """Return the vectors of pieces as far as they were made with a model."""
    cache = _cache(config)
    try:
        return cache.kept(texts, model)
    finally:
        cache.close()


def _cache(config: Config) -> VectorCache:
    return VectorCache(config.home / "index" / _FILE)
