"""A Haystack pipeline as its documentation builds one: BM25 and embedding retriever, joined."""

from __future__ import annotations

import os
from pathlib import Path

# Measuring is nobody else's business.
os.environ["HAYSTACK_TELEMETRY_ENABLED"] = "False"

from haystack import Document, Pipeline
from haystack.components.joiners import DocumentJoiner
from haystack.components.retrievers.in_memory import (
    InMemoryBM25Retriever,
    InMemoryEmbeddingRetriever,
)
from haystack.document_stores.in_memory import InMemoryDocumentStore
from haystack_integrations.components.embedders.sentence_transformers import (  # type: ignore[import-not-found, unused-ignore]
    SentenceTransformersTextEmbedder,
)

from benchmarks.retrieval.material import LOOKED_AT, Material


class Haystack:
    """In-memory store with its default tokeniser (one token per Han character)."""

    def __init__(self, material: Material, weights: tuple[float, float] | None = None) -> None:
        self._material = material
        self._store = InMemoryDocumentStore(shared=False, return_embedding=False)
        self._store.write_documents(
            [
                Document(content=text, embedding=vector.tolist(), meta={"row": row})
                for row, (text, vector) in enumerate(
                    zip(material.texts, material.vectors, strict=True)
                )
            ]
        )
        self._pipeline = _pipeline(self._store, material.model, weights)

    def search(self, question: str) -> list[str]:
        """Return the documents of the passages the pipeline finds."""
        found = self._pipeline.run({"bm25": {"query": question}, "model": {"text": question}})
        return self._material.documents(
            int(document.meta["row"]) for document in found["joiner"]["documents"]
        )

    def save(self, folder: Path) -> None:
        """Write the store, vectors included."""
        self._store.save_to_disk(str(folder / "store.json"))


def _pipeline(
    store: InMemoryDocumentStore, model: Path, weights: tuple[float, float] | None
) -> Pipeline:
    pipeline = Pipeline()
    pipeline.add_component("bm25", InMemoryBM25Retriever(store, top_k=LOOKED_AT))
    embedder = SentenceTransformersTextEmbedder(
        model=str(model), prefix="query: ", progress_bar=False, normalize_embeddings=True
    )
    pipeline.add_component("model", embedder)
    pipeline.add_component("meaning", InMemoryEmbeddingRetriever(store, top_k=LOOKED_AT))
    joiner = DocumentJoiner(
        join_mode="reciprocal_rank_fusion",
        weights=list(weights) if weights else None,
        top_k=LOOKED_AT,
    )
    pipeline.add_component("joiner", joiner)
    pipeline.connect("bm25", "joiner")
    pipeline.connect("model.embedding", "meaning.query_embedding")
    pipeline.connect("meaning", "joiner")
    return pipeline
