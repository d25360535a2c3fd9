"""Export the sentence-transformers model for serving without torch, here and in Rasa's process.

The folder holds ``model.onnx`` (token ids in, unit vectors and states of the words out; its
matrices in whole numbers of eight bits), ``model.data`` (its weights: the runtime maps them instead
of copying, so of the words' vectors only those of words that occur are ever in memory),
``tokenizer.json`` in the dialect that older ``tokenizers`` read, and ``meta.json`` with what a
caller must know of the model.
"""

from __future__ import annotations

import json
import shutil
import tempfile
import warnings
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.errors import NotSetUpError
from nlu.embedding.embedder import QUERY_CHARACTERS, Embedder
from nlu.embedding.onnx_encoder import (
    META_FILE,
    MODEL_FILE,
    TOKENIZER_FILE,
    WORDS_LAYER,
    read_meta,
    served_as,
)

if TYPE_CHECKING:
    import torch
    from sentence_transformers import SentenceTransformer

OPSET = 17
"""The newest that ONNX Runtime 1.16 reads; later runtimes have no build for Rasa's numpy."""

WEIGHTS_FILE = "model.data"
_SMALL_BYTES = 16_384
_LEFT_WHOLE = ("layer.0/output/dense/MatMul", "layer.4/output/dense/MatMul")
"""Two matrices whose inputs spread widest: in whole numbers they cost most of what is lost."""


def export_onnx(embedder: Embedder, folder: Path) -> None:
    """Write the embedder's model to ``folder``, atomically; an earlier export is replaced.

    Raises:
        NotSetUpError: the model cannot be exported (it has no fast tokenizer, or odd inputs).
    """
    model = embedder.original
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        draft = Path(work) / "onnx"
        draft.mkdir()
        try:
            _write_graph(model, Path(work) / MODEL_FILE)
            _quantise(Path(work) / MODEL_FILE)
            _set_weights_apart(Path(work) / MODEL_FILE, draft / MODEL_FILE)
            _write_tokenizer(model, draft / TOKENIZER_FILE)
        except (AttributeError, RuntimeError, TypeError, KeyError) as error:
            reason = str(error).splitlines()[0]
            raise NotSetUpError(f"the model cannot be exported: {reason}") from error
        (draft / META_FILE).write_text(json.dumps(_meta(model, embedder.source)), encoding="utf-8")
        if folder.exists():
            shutil.rmtree(folder)
        draft.rename(folder)


def exported_fingerprint(folder: Path) -> str | None:
    """Return the fingerprint of the vectors of an export; ``None`` without one."""
    fingerprint = read_meta(folder).get("fingerprint")
    return None if fingerprint is None else str(fingerprint)


def _meta(model: SentenceTransformer, fingerprint: str) -> dict[str, Any]:
    return {
        "fingerprint": served_as(fingerprint),
        "dimensions": model.get_embedding_dimension(),
        "prompt": model.prompts.get("query", ""),
        "prompts": dict(model.prompts),
        "characters": QUERY_CHARACTERS,
        "tokens": model.max_seq_length,
        "words": WORDS_LAYER,
    }


def _write_graph(model: SentenceTransformer, file: Path) -> None:
    import torch

    class Sentence(torch.nn.Module):
        """All modules (transformer, pooling, normalisation) and the states of one layer."""

        def __init__(self) -> None:
            super().__init__()
            self.model = model

        def forward(
            self, input_ids: torch.Tensor, attention_mask: torch.Tensor
        ) -> tuple[torch.Tensor, torch.Tensor]:
            features = {"input_ids": input_ids, "attention_mask": attention_mask}
            states: list[torch.Tensor] = []
            hook = inner.register_forward_hook(lambda _layer, _given, made: states.append(made))
            vectors: torch.Tensor = self.model(features)["sentence_embedding"]
            hook.remove()
            made: Any = states[0]
            return vectors, made[0] if isinstance(made, tuple) else made

    # The fused attention kernel has no form in this opset.
    transformer: Any = model[0]
    transformer.auto_model.set_attn_implementation("eager")
    layers = transformer.auto_model.encoder.layer
    inner = layers[min(WORDS_LAYER, len(layers)) - 1]
    ids = torch.tensor([[0, 5, 6, 2], [0, 5, 2, 1]])
    mask = torch.tensor([[1, 1, 1, 1], [1, 1, 1, 0]])
    dynamic = {0: "text", 1: "token"}
    with warnings.catch_warnings(), torch.no_grad():
        # The successor of this exporter writes a format the old runtime does not read, and the
        # tracer warns of shapes that are declared dynamic below.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Sentence().eval(),
            (ids, mask),
            str(file),
            input_names=["input_ids", "attention_mask"],
            output_names=["vector", "words"],
            dynamic_axes={
                "input_ids": dynamic,
                "attention_mask": dynamic,
                "vector": {0: "text"},
                "words": dynamic,
            },
            opset_version=OPSET,
            dynamo=False,
        )


def _quantise(graph: Path) -> None:
    """Put the matrices into whole numbers, each column with a scale of its own.

    Seven bits of the eight are used, so that processors without instructions for such products,
    which add in sixteen bits, reach the same sums.
    """
    import onnx
    from onnxruntime.quantization import QuantType, quantize_dynamic

    nodes = onnx.load(graph, load_external_data=False).graph.node
    quantize_dynamic(
        graph,
        graph,
        per_channel=True,
        reduce_range=True,
        weight_type=QuantType.QInt8,
        op_types_to_quantize=["MatMul"],
        nodes_to_exclude=[node.name for node in nodes if node.name.endswith(_LEFT_WHOLE)],
    )


def _set_weights_apart(graph: Path, file: Path) -> None:
    import onnx

    onnx.save(
        onnx.load(graph),
        file,
        save_as_external_data=True,
        location=WEIGHTS_FILE,
        size_threshold=_SMALL_BYTES,
    )


def _write_tokenizer(model: SentenceTransformer, file: Path) -> None:
    written = json.loads(model.tokenizer.backend_tokenizer.to_str())
    for part in ("pre_tokenizer", "decoder"):
        _age(written.get(part))
    file.write_text(json.dumps(written, ensure_ascii=False), encoding="utf-8")


def _age(part: dict[str, Any] | None) -> None:
    """Put a Metaspace into the form that ``tokenizers`` before 0.16 reads."""
    if part is None:
        return
    for inner in part.get("pretokenizers", []) + part.get("decoders", []):
        _age(inner)
    if part.get("type") == "Metaspace":
        part.pop("split", None)
        part["add_prefix_space"] = part.get("prepend_scheme", "always") != "never"
