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
from nlu.embedding.words import pack_words, unpack_words, words_fingerprint

Progress = Callable[[int, int], None]
"""Told how many of how many texts are embedded."""

ItemT = TypeVar("ItemT")

_BATCH = 32
_LOOKED_UP_AT_ONCE = 500
_BUSY_SECONDS = 30


class _Kept:
    """Blobs in SQLite under a hash of what made them and of a text."""

    def __init__(self, file: Path, table: str, column: str) -> None:
        """Open the cache, making it where it is missing."""
        file.parent.mkdir(parents=True, exist_ok=True)
        self._database = Database(sqlite3.connect(file, timeout=_BUSY_SECONDS))
        self._column = column
        self._table = self._database.table(table)
        self._table.create({"key": bytes, column: bytes}, pk="key", if_not_exists=True)

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
            kept.update((row["key"], row[self._column]) for row in rows)
        return kept

    def _forget_others(self, wanted: set[bytes]) -> None:
        stale = [row["key"] for row in self._table.rows_where(select="key")]
        stale = [key for key in stale if key not in wanted]
        with self._database.conn:
            for keys in _batches(stale, _LOOKED_UP_AT_ONCE):
                self._table.delete_where(f"key IN ({_marks(keys)})", keys)


class VectorCache(_Kept):
    """Vectors of texts, by model and prompt.

    Every batch is kept as soon as it is made, so a build that is killed goes on where it stopped.
    """

    def __init__(self, file: Path) -> None:
        """Open the cache, making it where it is missing."""
        super().__init__(file, "vectors", "vector")

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
        self._forget_others({_key(t, embedder.fingerprint, questions=questions) for t in texts})

    def kept(self, texts: Sequence[str], fingerprint: str) -> list[Vectors | None]:
        """Return the vectors of passages as far as they are kept for a model; needs no model."""
        keys = [_key(text, fingerprint, questions=False) for text in texts]
        found = self._kept(keys)
        return [
            np.frombuffer(found[key], dtype=np.float32) if key in found else None for key in keys
        ]


class WordCache(_Kept):
    """The words of lines, see :class:`nlu.embedding.words.Projection`."""

    def __init__(self, file: Path) -> None:
        """Open the cache, making it where it is missing."""
        super().__init__(file, "words", "words")

    def keep(self, texts: Sequence[str], embedder: Embedder) -> None:
        """Keep the words of these lines too; without an export of the model of none."""
        keys = {_words_key(text, embedder.fingerprint): text for text in texts}
        for key, text in self._missing(keys).items():
            words = embedder.line_words(text)
            if words is not None:
                row = {"key": key, "words": pack_words(words).encode("ascii")}
                self._table.insert(row, replace=True)
        self._database.conn.commit()

    def keep_only(self, texts: Sequence[str], embedder: Embedder) -> None:
        """Forget the words of all other texts, models and projections."""
        self._forget_others({_words_key(text, embedder.fingerprint) for text in texts})

    def kept(self, texts: Sequence[str], fingerprint: str) -> list[Vectors | None]:
        """Return the words of lines as far as they are kept for a model; needs no model."""
        keys = [_words_key(text, fingerprint) for text in texts]
        found = self._kept(keys)
        return [unpack_words(found[k].decode("ascii")) if k in found else None for k in keys]


def _key(text: str, fingerprint: str, *, questions: bool) -> bytes:
    prompt = "?" if questions else ""
    named = f"{fingerprint}{prompt}\n{text}"
    return hashlib.sha256(named.encode("utf-8", "ignore")).digest()


def _words_key(text: str, fingerprint: str) -> bytes:
    return _key(text, f"{fingerprint} {words_fingerprint()}", questions=False)


def _marks(values: Sequence[object]) -> str:
    return ",".join("?" * len(values))


def _batches(items: Sequence[ItemT], size: int) -> Iterator[Sequence[ItemT]]:
    return (items[start : start + size] for start in range(0, len(items), size))
