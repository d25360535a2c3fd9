"""The exported model in the main environment: ONNX Runtime and ``tokenizers``, no torch.

Importing torch and transformers and loading the model through them takes longer than everything
else of a first answer, and a question through them twice as long as through this.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from knowledge.errors import NotSetUpError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from tokenizers import Tokenizer

Vectors = npt.NDArray[np.float32]

MODEL_FILE = "model.onnx"
TOKENIZER_FILE = "tokenizer.json"
META_FILE = "meta.json"
WORDS_LAYER = 8
"""After which layer the states of the single words are taken: later ones are those of sentences."""
PRECISION = "int8"
"""How the matrices of an export are held; vectors of another precision do not go with its own."""


LATELY = 16
"""Texts whose states are kept for a moment: the vector of a text is asked for before its words."""


class OnnxEncoder:
    """Token ids in, unit vectors out; loaded at the first text."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Take a folder that ``export_onnx`` wrote."""
        self._folder = folder
        self._threads = threads
        self._meta = read_meta(folder)
        self._lately = lru_cache(maxsize=LATELY)(self._run)

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return int(self._meta["dimensions"])

    def encode(self, texts: Sequence[str], role: str) -> Vectors:
        """Return one unit vector per text; ``role`` chooses the prompt put before each.

        Each text runs by itself: in a batch all would share one range of steps, and a vector would
        depend on its company. Short texts lose no time by it.
        """
        prompt = self._meta["prompts"].get(role, "")
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        for number, text in enumerate(texts):
            vectors[number] = self._lately(prompt + text)[0]
        return vectors

    def words(self, text: str, role: str) -> tuple[list[int], Vectors]:
        """Return the ids of a text's words and their states, without those of the prompt.

        Right after :meth:`encode` of the same text this costs nothing.
        """
        _, ids, states = self._lately(self._meta["prompts"].get(role, "") + text)
        before = self._before(role)
        return list(ids[before:-1]), states[before:-1]

    def ids(self, text: str, role: str) -> list[int]:
        """Return the ids of a text's words, without running the model."""
        prompt = self._meta["prompts"].get(role, "")
        ids: list[int] = self._tokenizer.encode(prompt + text).ids
        return ids[self._before(role) : -1]

    def _before(self, role: str) -> int:
        """Return how many ids stand before a text: what begins it and its prompt."""
        prompt = self._meta["prompts"].get(role, "")
        return len(self._tokenizer.encode(prompt).ids) - 1

    def _run(self, text: str) -> tuple[Vectors, tuple[int, ...], Vectors]:
        encoded = self._tokenizer.encode(text)
        feeds = {
            "input_ids": np.array([encoded.ids], np.int64),
            "attention_mask": np.array([encoded.attention_mask], np.int64),
        }
        vectors, states = self._session.run(["vector", "words"], feeds)
        return np.asarray(vectors[0], np.float32), tuple(encoded.ids), states[0]

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER_FILE))
        tokenizer.enable_truncation(self._meta["tokens"])
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> InferenceSession:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = self._threads
        options.inter_op_num_threads = 1
        try:
            return onnxruntime.InferenceSession(
                str(self._folder / MODEL_FILE), options, providers=["CPUExecutionProvider"]
            )
        except Exception as error:  # the runtime's errors share no base class of their own
            raise NotSetUpError(
                f"the exported model in {self._folder.name} is damaged; delete it and run "
                "`tongxing build`"
            ) from error


def read_meta(folder: Path) -> dict[str, Any]:
    """Return what is known of the exported model; empty without a readable export."""
    try:
        meta: dict[str, Any] = json.loads((folder / META_FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return meta


def is_export_of(fingerprint: str, folder: Path) -> bool:
    """Tell whether ``folder`` serves the model with this fingerprint, in the present precision."""
    meta = read_meta(folder)
    whole = (folder / MODEL_FILE).exists() and (folder / TOKENIZER_FILE).exists()
    known = "prompts" in meta and meta.get("words") == WORDS_LAYER
    return whole and known and meta.get("fingerprint") == served_as(fingerprint)


def served_as(fingerprint: str) -> str:
    """Return the fingerprint of the vectors that the export of a model makes."""
    return f"{fingerprint}-{PRECISION}"
