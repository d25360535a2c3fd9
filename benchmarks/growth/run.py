"""Build or search an index of some size: ``python -m benchmarks.growth.run build|serve SIZE``."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np

from benchmarks.collection import STATE, Collection, fresh_folder, open_collection
from benchmarks.measuring import current_memory, latency, size_on_disk, timed
from knowledge.ingestion import Passage
from knowledge.retrieval import PassageIndex
from knowledge.retrieval.index import prepare
from nlu.embedding import Vectors

_QUESTIONS = 300
_WARM_UP = 10


def main(step: str, size: int) -> None:
    collection = open_collection()
    result = build(collection, size) if step == "build" else serve(collection, size)
    print(json.dumps(result))


def build(collection: Collection, size: int) -> dict[str, float]:
    """Build an index of ``size`` passages; return what it took."""
    passages, vectors = enlarged(collection, size)
    folder = fresh_folder(f"growth-{size}")
    index, seconds = timed(
        lambda: PassageIndex.build(passages, collection.embedder, folder, vectors=vectors)
    )
    index.close()
    return {"build_seconds": seconds, "disk": size_on_disk(folder)}


def serve(collection: Collection, size: int) -> dict[str, float]:
    """Search the index of ``size`` passages; return what it took."""
    texts = [question.text for question in collection.questions[:_QUESTIONS]]
    vectors = collection.embedder.queries([prepare(text) for text in texts])
    before = current_memory()
    folder: Path = STATE / f"growth-{size}"
    index, seconds = timed(lambda: PassageIndex.open(folder, collection.embedder))
    for text in texts[:_WARM_UP]:
        index.search(text)
    searching, whole = [], []
    for text, vector in zip(texts, vectors, strict=True):
        searching.append(timed(partial(index.search, text, vector=vector))[1])
        whole.append(timed(partial(index.search, text))[1])
    alone, together = latency(searching), latency(whole)
    return {
        "open_seconds": seconds,
        "search_p50": alone.p50,
        "search_p95": alone.p95,
        "whole_p50": together.p50,
        "whole_p95": together.p95,
        "memory": current_memory() - before,
    }


def enlarged(collection: Collection, size: int) -> tuple[list[Passage], Vectors]:
    """Return ``size`` passages: the real ones, then mixtures of two, with their vectors."""
    real, vectors = collection.passages, collection.vectors
    if size <= len(real):
        return real[:size], vectors[:size]
    pairs = np.array(list(_pairs(len(real), size - len(real))))
    mixed = vectors[pairs[:, 0]] + vectors[pairs[:, 1]]
    mixed /= np.linalg.norm(mixed, axis=1, keepdims=True)
    made = [_mixture(real[first], real[second], step) for step, (first, second) in enumerate(pairs)]
    return [*real, *made], np.concatenate([vectors, mixed])


def _pairs(count: int, wanted: int) -> Iterator[tuple[int, int]]:
    """Yield different pairs of passages, always the same ones."""
    for made in range(wanted):
        first, step = made % count, made // count + 1
        yield first, (first + 7 * step) % count


def _mixture(first: Passage, second: Passage, step: int) -> Passage:
    halves = first.text[: len(first.text) // 2], second.text[len(second.text) // 2 :]
    # As many passages per document as real documents have.
    document = f"made-{step // 7}"
    return replace(
        first,
        id=f"{document}#{step % 7 + 1}",
        document_id=document,
        text="".join(halves),
        ordinal=step % 7 + 1,
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
