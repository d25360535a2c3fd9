"""The vectors of the training examples, kept from one training to the next.

Most examples are the same as last time, and their vectors depend on the sentence model alone. What
is kept is exactly what the last call was asked for, so the file never outgrows the examples.
"""

import hashlib
import os
import zipfile
from pathlib import Path
from typing import Dict, List, Protocol, Text

import numpy as np


class Encoder(Protocol):
    """What makes vectors of sentences."""

    fingerprint: str
    dimensions: int

    def encode(self, texts: List[Text]) -> np.ndarray:
        """Return one vector per text."""


class KeptVectors:
    """An encoder that asks another one only for sentences it has not met."""

    def __init__(self, encoder: Encoder, file: Path) -> None:
        """Take the encoder and the file its vectors are kept in, which need not exist."""
        self._encoder = encoder
        self._file = file

    def encode(self, texts: List[Text]) -> np.ndarray:
        """Return one unit vector (float32) per text, and keep those of exactly these texts."""
        keys = [self._key(text) for text in texts]
        kept = self._read()
        missing = {key: text for key, text in zip(keys, texts, strict=True) if key not in kept}
        made = self._encoder.encode(list(missing.values()))
        known = {**kept, **dict(zip(missing, made, strict=True))}
        if missing or len(kept) > len(set(keys)):
            self._write({key: known[key] for key in keys})
        vectors = [known[key] for key in keys]
        return np.array(vectors, np.float32).reshape(-1, self._encoder.dimensions)

    def _key(self, text: Text) -> str:
        named = f"{self._encoder.fingerprint}\n{text}".encode("utf-8", "ignore")
        return hashlib.sha256(named).hexdigest()

    def _read(self) -> Dict[str, np.ndarray]:
        try:
            with self._file.open("rb") as opened, np.load(opened) as kept:
                keys, vectors = kept["keys"], kept["vectors"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
            return {}  # None yet, or one that was cut off: everything is made anew.
        if vectors.shape != (len(keys), self._encoder.dimensions):
            return {}
        return dict(zip(keys.tolist(), vectors, strict=True))

    def _write(self, vectors: Dict[str, np.ndarray]) -> None:
        self._file.parent.mkdir(parents=True, exist_ok=True)
        draft = self._file.with_name(f"{self._file.stem}.{os.getpid()}.npz")
        np.savez(draft, keys=np.array(list(vectors)), vectors=np.array(list(vectors.values())))
        draft.replace(self._file)
