"""The real policy questions and their documents, ingested once; never copied, never shipped."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from benchmarks.page import ROOT
from knowledge.ingestion import DocumentMetadata, Passage, ingest, open_store
from knowledge.retrieval import refresh
from knowledge.retrieval.index import compared_texts
from knowledge.retrieval.progress import StderrProgress
from knowledge.settings import Config, load_config
from nlu.embedding import Embedder, Vectors
from nlu.embedding.embedder import default_model_folder
from nlu.embedding.vector_cache import VectorCache

DATA_VARIABLE = "TONGXING_BENCH_DATA"
DEFAULT_DATA = ROOT.parent / "shared" / "bench"
STATE = ROOT / "var" / "bench"
"""Vectors and passages are kept here, so that nothing is ever embedded twice."""


class MissingDataError(Exception):
    """The question set is not at hand; the message says where it was looked for."""


@dataclass(frozen=True)
class Question:
    """One labelled question; ``document`` is the id of the document that answers it."""

    id: str
    text: str
    document: str
    answer: str

    @property
    def is_held_out(self) -> bool:
        """Whether it was kept away from fitting; questions of one document stay together."""
        return sha256(self.document.encode()).digest()[0] % 2 == 1


class Collection:
    """Questions, passages as our own ingestion cuts them, and one vector per passage."""

    def __init__(self, data: Path, config: Config) -> None:
        """Take the folder of the data and a configuration whose home has everything ingested."""
        self.data = data
        self.config = config

    @cached_property
    def questions(self) -> list[Question]:
        """All labelled questions."""
        return [Question(**_row(line)) for line in _lines(self.data / "questions.jsonl")]

    @cached_property
    def passages(self) -> list[Passage]:
        """Every passage of every document, in the store's order."""
        with open_store(self.config) as store:
            return list(store.current_passages())

    @cached_property
    def embedder(self) -> Embedder:
        """The installation's own model."""
        return Embedder.from_config(self.config)

    @cached_property
    def vectors(self) -> Vectors:
        """The passages' unit vectors, from the cache wherever possible."""
        cache = VectorCache(self.config.home / "index" / "vectors.db")
        try:
            texts = compared_texts(self.passages, {})
            return cache.vectors(texts, self.embedder, StderrProgress())
        finally:
            cache.close()


def open_collection() -> Collection:
    """Return the collection, ingesting the documents into a home of their own the first time.

    Raises:
        MissingDataError: the data is not there.
    """
    data = Path(os.environ.get(DATA_VARIABLE) or DEFAULT_DATA)
    if not (data / "documents.jsonl").exists() or not (data / "questions.jsonl").exists():
        raise MissingDataError(f"the policy questions are not in {_shown(data)}: skipped")
    config = bench_config("home")
    ingest([data / "documents.jsonl"], DocumentMetadata(), config, refresh=refresh)
    return Collection(data, config)


def bench_config(home: str) -> Config:
    """Return this installation's configuration with a home of its own below ``var/bench``."""
    own = load_config()
    folder = STATE / home
    folder.mkdir(parents=True, exist_ok=True)
    config = Config(path=own.path, home=folder, values=own.values)
    _share_model(default_model_folder(own), default_model_folder(config))
    return config


def fresh_folder(name: str) -> Path:
    """Return an empty folder below ``var/bench``."""
    folder = STATE / name
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return folder


def _share_model(made: Path, wanted: Path) -> None:
    if not wanted.exists() and made.exists():
        wanted.parent.mkdir(parents=True, exist_ok=True)
        wanted.symlink_to(made, target_is_directory=True)


def _lines(file: Path) -> list[str]:
    return [line for line in file.read_text(encoding="utf-8").split("\n") if line.strip()]


def _row(line: str) -> Mapping[str, Any]:
    row = json.loads(line)
    return {key: row[key] for key in ("id", "text", "document", "answer")}


def _shown(data: Path) -> str:
    return os.path.relpath(data, ROOT)
