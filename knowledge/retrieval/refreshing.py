"""Keeps the index in step with what may be served, the model and the parameters."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from knowledge.catalogue import load_catalogue
from knowledge.ingestion import Passage, open_store
from knowledge.ingestion.units import CUT
from knowledge.retrieval.builds import Builds
from knowledge.retrieval.entries import entry_passages, entry_wordings
from knowledge.retrieval.errors import IndexMissingError, IndexUnusableError
from knowledge.retrieval.index import FORMAT, PassageIndex, compared_texts, described_size
from knowledge.retrieval.ranking import load_ranking
from knowledge.retrieval.settings import RetrievalSettings
from knowledge.retrieval.unit_vectors import embed_units
from knowledge.settings import Config
from nlu.embedding import Embedder, Vectors, words_fingerprint
from nlu.embedding.vector_cache import Progress, VectorCache

ReadT = TypeVar("ReadT")

_FOLDER = "index"
_VECTORS = "vectors.db"
_ATTEMPTS = 3


def refresh(
    config: Config, *, embedder: Embedder | None = None, progress: Progress | None = None
) -> bool:
    """Build the index anew if anything it rests on has changed; return whether it had.

    The old index serves until the new one is whole. Only passages that were never embedded with
    this model are embedded.

    Args:
        config: whose state folder and settings are used.
        embedder: the model, if the caller has it loaded.
        progress: told while passages are embedded.

    Raises:
        NotSetUpError: the model has not been made yet.
        IndexUnusableError: there is nothing to index.
    """
    embedder = embedder or Embedder.from_config(config)
    settings = config.section("retrieval", RetrievalSettings)
    builds = _builds(config)
    with builds.locked():
        passages, wordings, placed = _content(config)
        name = _name([*passages, wordings, placed], embedder, settings)
        if builds.current() == name:
            return False
        with open_store(config) as store:
            embed_units(config, store, embedder, progress)
        vectors = _vectors(config, compared_texts(passages, wordings), embedder, progress)

        def write(folder: Path) -> None:
            PassageIndex.build(
                passages,
                embedder,
                folder,
                wordings=wordings,
                vectors=vectors,
                settings=settings,
            ).close()

        builds.make(name, write)
    return True


def open_current(config: Config, embedder: Embedder) -> PassageIndex:
    """Open the index that serves now.

    Raises:
        IndexMissingError: none has been built.
        IndexUnusableError: it is damaged or made with another model.
    """
    settings = config.section("retrieval", RetrievalSettings)
    return _of_current(
        config, lambda folder: PassageIndex.open(folder, embedder, settings=settings)
    )


def current_size(config: Config) -> int:
    """Return how many passages the index that serves now holds, without opening it.

    Raises:
        IndexMissingError: none has been built.
        IndexUnusableError: it is damaged.
    """
    return _of_current(config, described_size)


def _of_current(config: Config, read: Callable[[Path], ReadT]) -> ReadT:
    """Read the build that serves now, once more where another process switched meanwhile."""
    builds = _builds(config)
    for _ in range(_ATTEMPTS):
        name = builds.current()
        if name is None:
            break
        try:
            return read(builds.folder / name)
        except IndexUnusableError:
            # Another process may have switched between reading the pointer and opening.
            if builds.current() == name:
                raise
    raise IndexMissingError("the search index is not built yet; run `tongxing build`")


def current_build(config: Config) -> str | None:
    """Return the name of the build that serves, to tell cheaply whether to open it anew."""
    return _builds(config).current()


def _builds(config: Config) -> Builds:
    return Builds(config.home / _FOLDER)


def _content(config: Config) -> tuple[list[Passage], dict[str, str], list[str]]:
    """Return what is indexed: passages, other wordings of the entries, documents of a place."""
    catalogue = load_catalogue()
    with open_store(config) as store:
        passages = [*entry_passages(catalogue), *store.current_passages()]
        placed = sorted(document.id for document in store.documents() if document.about.place)
    return passages, entry_wordings(catalogue), placed


def _name(content: Sequence[object], embedder: Embedder, settings: RetrievalSettings) -> str:
    """Name a build by all it rests on: the same name, the same index."""
    digest = hashlib.sha256()
    ranking = load_ranking().bm25
    models = (embedder.fingerprint, words_fingerprint())
    parameters = (FORMAT, CUT, *models, ranking, settings.exact_up_to)
    for part in (parameters, *content):
        digest.update(repr(part).encode("utf-8", "surrogatepass"))
    return f"build-{digest.hexdigest()[:16]}"


def _vectors(
    config: Config, texts: Sequence[str], embedder: Embedder, progress: Progress | None
) -> Vectors:
    cache = VectorCache(config.home / _FOLDER / _VECTORS)
    try:
        vectors = cache.vectors(texts, embedder, progress)
        cache.keep_only(texts, embedder)
    finally:
        cache.close()
    return vectors
