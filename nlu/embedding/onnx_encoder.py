"""The exported model in the main environment: ONNX Runtime and ``tokenizers``, no torch.

Importing torch and transformers and loading the model through them takes longer than everything
else of a first answer, and a question through them twice as long as through this.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
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


class OnnxEncoder:
    """Token ids in, unit vectors out; loaded at the first text."""

    def __init__(self, folder: Path, threads: int = 1) -> None:
        """Take a folder that ``export_onnx`` wrote."""
        self._folder = folder
        self._threads = threads
        self._meta = read_meta(folder)

    @property
    def dimensions(self) -> int:
        """Length of every vector."""
        return int(self._meta["dimensions"])

    def encode(self, texts: Sequence[str], role: str, batch_size: int) -> Vectors:
        """Return one unit vector per text; ``role`` chooses the prompt put before each."""
        prompt = self._meta["prompts"].get(role, "")
        vectors = np.empty((len(texts), self.dimensions), np.float32)
        # Texts of like length share a batch, so that little time is spent on padding.
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for start in range(0, len(order), batch_size):
            numbers = order[start : start + batch_size]
            vectors[numbers] = self._batch([prompt + texts[number] for number in numbers])
        return vectors

    def _batch(self, texts: list[str]) -> Vectors:
        encoded = self._tokenizer.encode_batch(texts)
        feeds = {
            "input_ids": np.array([one.ids for one in encoded], np.int64),
            "attention_mask": np.array([one.attention_mask for one in encoded], np.int64),
        }
        return np.asarray(self._session.run(["vector"], feeds)[0], np.float32)

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._folder / TOKENIZER_FILE))
        tokenizer.enable_truncation(self._meta["tokens"])
        tokenizer.enable_padding(pad_id=tokenizer.token_to_id("<pad>") or 0, pad_token="<pad>")
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
    """Tell whether ``folder`` serves the model with this fingerprint, questions and passages."""
    meta = read_meta(folder)
    whole = (folder / MODEL_FILE).exists() and (folder / TOKENIZER_FILE).exists()
    return whole and meta.get("fingerprint") == fingerprint and "prompts" in meta
