"""Texts to vectors: the default model through ONNX Runtime, others through sentence-transformers.

What ONNX Runtime serves is held in eight bits: its vectors are near those of the original (see
``docs/decisions/serving-vectors.md``), not the same, and never mixed with them.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import numpy as np
import numpy.typing as npt

from knowledge.errors import NotSetUpError
from knowledge.settings import Config, KnowledgeSettings
from nlu.embedding.onnx_encoder import OnnxEncoder, is_export_of, served_as
from nlu.embedding.recent_vectors import RecentVectors
from nlu.embedding.words import projection

if TYPE_CHECKING:
    from sentence_transformers import SentenceTransformer

Vectors = npt.NDArray[np.float32]
Role = Literal["query", "passage"]

DEFAULT_MODEL = "default"
EXPORT = "onnx"
QUERY_CHARACTERS = 500
"""Longer questions are cut: the need stands in the first sentences, and time grows with length."""
PASSAGE_CHARACTERS = 1200


class Embedder:
    """One sentence-transformers model, loaded at first use and shared by everything after."""

    def __init__(
        self, name: str, threads: int = 1, export: Path | None = None, *, kept: int = 0
    ) -> None:
        """Take a sentence-transformers model name or folder; nothing is loaded yet.

        Args:
            name: the model.
            threads: how many cores one text may use.
            export: where the same model may lie in ONNX form; it is served from there then.
            kept: how many vectors of questions stay in memory.
        """
        self._name = name
        self._threads = threads
        self._export = export
        self._recent = RecentVectors(kept)

    @classmethod
    def from_config(cls, config: Config) -> Embedder:
        """Return the embedder that ``config.yml`` asks for.

        Raises:
            NotSetUpError: the default model has not been made yet.
        """
        settings = config.section("knowledge", KnowledgeSettings)
        if settings.model != DEFAULT_MODEL:
            return cls(settings.model, settings.threads, kept=settings.vectors_kept)
        folder = default_model_folder(config)
        if not (folder / "modules.json").exists():
            raise NotSetUpError("the embedding model is not made yet; run `make setup`")
        export = exported_model_folder(config)
        return cls(str(folder), settings.threads, export, kept=settings.vectors_kept)

    @cached_property
    def fingerprint(self) -> str:
        """A short id of what makes the vectors: those kept are valid for one fingerprint only."""
        return self.source if self._encoder is None else served_as(self.source)

    @cached_property
    def source(self) -> str:
        """A short id of the original model."""
        folder = Path(self._name)
        if not folder.is_dir():
            return hashlib.sha256(self._name.encode()).hexdigest()[:12]
        digest = hashlib.sha256()
        for file in sorted(folder.rglob("*")):
            if file.is_file():
                digest.update(f"{file.relative_to(folder)}:{file.stat().st_size}\n".encode())
        return digest.hexdigest()[:12]

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        if self._encoder is not None:
            return self._encoder.dimensions
        return int(self.original.get_embedding_dimension() or 0)

    def queries(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape ``(len(texts), dimensions)`` for questions."""
        asked = [clean(text, QUERY_CHARACTERS) for text in texts]
        if not asked:
            return self._encode(asked, "query")
        return self._recent.vectors(asked, lambda new: self._encode(new, "query"))

    def passages(self, texts: Sequence[str]) -> Vectors:
        """Return unit vectors of shape ``(len(texts), dimensions)`` for passages."""
        return self._encode([clean(text, PASSAGE_CHARACTERS) for text in texts], "passage")

    def question_words(self, text: str) -> Vectors | None:
        """Return the words of a question, see :class:`Projection`; ``None`` without an export."""
        if self._encoder is None:
            return None
        return projection().of_question(
            *self._encoder.words(clean(text, QUERY_CHARACTERS), "query")
        )

    def line_words(self, text: str) -> Vectors | None:
        """Return the words of a line of a document; ``None`` without an export."""
        if self._encoder is None:
            return None
        _, states = self._encoder.words(clean(text, PASSAGE_CHARACTERS), "passage")
        return projection().of_line(states)

    def word_states(self, text: str, role: Role) -> tuple[list[int], Vectors]:
        """Return the ids of a text's words and their states, for fitting the projection.

        Raises:
            NotSetUpError: the model is not exported.
        """
        return self._exported().words(clean(text, PASSAGE_CHARACTERS), role)

    def word_ids(self, text: str) -> list[int]:
        """Return the ids of a question's words.

        Raises:
            NotSetUpError: the model is not exported.
        """
        return self._exported().ids(clean(text, QUERY_CHARACTERS), "query")

    def _exported(self) -> OnnxEncoder:
        if self._encoder is None:
            raise NotSetUpError("the model is not exported; run `tongxing build`")
        return self._encoder

    def _encode(self, texts: list[str], role: Role) -> Vectors:
        if self._encoder is not None:
            return self._encoder.encode(texts, role)
        prompt = role if role in self.original.prompts else None
        vectors = self.original.encode(
            texts,
            prompt_name=prompt,
            normalize_embeddings=True,
            show_progress_bar=False,
            convert_to_numpy=True,
        )
        return np.asarray(vectors, dtype=np.float32)

    @cached_property
    def _encoder(self) -> OnnxEncoder | None:
        """The exported model; ``None`` where it is not made (yet) of this very model."""
        if self._export is None or not is_export_of(self.source, self._export):
            return None
        return OnnxEncoder(self._export, self._threads)

    @cached_property
    def original(self) -> SentenceTransformer:
        """The model in sentence-transformers: for export, evaluation and models not exported.

        Raises:
            NotSetUpError: it cannot be loaded.
        """
        os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
        import torch
        from sentence_transformers import SentenceTransformer
        from transformers.utils import logging as transformers_logging

        transformers_logging.disable_progress_bar()
        torch.set_num_threads(self._threads)
        try:
            return SentenceTransformer(self._name, device="cpu")
        except (OSError, ValueError) as error:
            reason = str(error).splitlines()[0]
            raise NotSetUpError(f"the model {self._name} cannot be loaded: {reason}") from error


def default_model_folder(config: Config) -> Path:
    """Return where set-up writes the default model."""
    return config.home / "model" / DEFAULT_MODEL


def exported_model_folder(config: Config) -> Path:
    """Return where set-up writes the default model in ONNX form."""
    return config.home / "model" / EXPORT


def clean(text: str, limit: int) -> str:
    """Drop what makes the fast tokenizer raise (lone surrogates, NUL) and cut to ``limit``."""
    kept = text[: 2 * limit].encode("utf-8", "ignore").decode("utf-8").replace("\x00", "")
    return kept[:limit]
