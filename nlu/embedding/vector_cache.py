"""Vectors kept by content, so that only new passages and new example questions are embedded."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from sqlite_utils import Database

from nlu.embedding.embedder import Embedder, Vectors

Progress = Callable[[int, int], None]
"""Told how many of how many texts are embedded."""

ItemT = TypeVar("ItemT")

_BATCH = 32
_LOOKED_UP_AT_ONCE = 500
_BUSY_SECONDS = 30


class VectorCache:
    """Vectors in SQLite under a hash of model, prompt and text.

    Every batch is kept as soon as it is made, so a build that is killed goes on where it stopped.
    """

    def __init__(self, file: Path) -> None:
        """Open the cache, making it where it is missing."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._database = Database(sqlite3.connect(file, timeout=_BUSY_SECONDS))
        self._table = self._database.table("vectors")
        self._table.create({"key": bytes, "vector": bytes}, pk="key", if_not_exists=True)

    def vectors(
        self,
        texts: Sequence[str],
        embedder: Embedder,
        progress: Progress | None = None,
        *,
        questions: bool = False,
    ) -> Vectors:
        """Return one unit vector per text, embedding only those that are not kept yet.

        Args:
            texts: passages, or questions: the model is told which, and their vectors differ.
            embedder: the model.
            progress: told after every batch.
            questions: the texts are questions.

        Returns:
            Shape ``(len(texts), dimensions)``, float32.
        """
        embed = embedder.queries if questions else embedder.passages
        keys = [_key(text, embedder.fingerprint, questions=questions) for text in texts]
        missing = self._missing(dict(zip(keys, texts, strict=True)))
        done = 0
        # Texts of like length share a batch, as the model pads to the longest.
        for batch in _batches(sorted(missing.items(), key=lambda item: len(item[1])), _BATCH):
            made = embed([text for _, text in batch])
            rows = zip((key for key, _ in batch), made, strict=True)
            self._table.insert_all(
                ({"key": key, "vector": vector.tobytes()} for key, vector in rows), replace=True
            )
            self._database.conn.commit()
            done += len(batch)
            if progress:
                progress(done, len(missing))
        kept = self._kept(keys)
        return np.stack([np.frombuffer(kept[key], dtype=np.float32) for key in keys])

    def keep_only(
        self, texts: Sequence[str], embedder: Embedder, *, questions: bool = False
    ) -> None:
        """Forget the vectors of all other texts and of other models."""
        wanted = {_key(text, embedder.fingerprint, questions=questions) for text in texts}
        stale = [row["key"] for row in self._table.rows_where(select="key")]
        stale = [key for key in stale if key not in wanted]
        with self._database.conn:
            for keys in _batches(stale, _LOOKED_UP_AT_ONCE):
                self._table.delete_where(f"key IN ({_marks(keys)})", keys)

    def kept(self, texts: Sequence[str], fingerprint: str) -> list[Vectors | None]:
        """Return the vectors of passages as far as they are kept for a model; needs no model."""
        keys = [_key(text, fingerprint, questions=False) for text in texts]
        found = self._kept(keys)
        return [
            np.frombuffer(found[key], dtype=np.float32) if key in found else None for key in keys
        ]

    def close(self) -> None:
        """Let the file go."""
        self._database.close()

    def _missing(self, texts: dict[bytes, str]) -> dict[bytes, str]:
        kept = self._kept(list(texts))
        return {key: text for key, text in texts.items() if key not in kept}

    def _kept(self, keys: Sequence[bytes]) -> dict[bytes, bytes]:
        kept: dict[bytes, bytes] = {}
        for some in _batches(keys, _LOOKED_UP_AT_ONCE):
            rows = self._table.rows_where(f"key IN ({_marks(some)})", some)
            kept.update((row["key"], row["vector"]) for row in rows)
        return kept


def _key(text: str, fingerprint: str, *, questions: bool) -> bytes:
    prompt = "?" if questions else ""
    named = f"{fingerprint}{prompt}\n{text}"
    return hashlib.sha256(named.encode("utf-8", "ignore")).digest()


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _batches(items: Sequence[ItemT], size: int) -> Iterator[Sequence[ItemT]]:
    return (items[start : start + size] for start in range(0, len(items), size))
