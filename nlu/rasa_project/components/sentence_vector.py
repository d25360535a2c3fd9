"""A sentence vector as a feature: sent along with the message, or computed here.

In a conversation the web process has already embedded the message and sends the vector in its
metadata, so no model is loaded here. In training, in tests and for messages that come without a
vector, the same model runs through ONNX Runtime, loaded at first use; the training examples'
vectors are kept.
"""

import base64
import binascii
import json
import logging
import os
from functools import cached_property
from pathlib import Path
from typing import Any, Dict, List, Optional, Text, Type

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.constants import TOKENS_NAMES
from rasa.nlu.featurizers.dense_featurizer.dense_featurizer import DenseFeaturizer
from rasa.nlu.tokenizers.tokenizer import Tokenizer
from rasa.shared.exceptions import InvalidConfigException
from rasa.shared.nlu.constants import TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from nlu.rasa_project.components.kept_vectors import KeptVectors

logger = logging.getLogger(__name__)

MODEL_FOLDER = ("model", "onnx")
KEPT_VECTORS = ("nlu", "cache", "vectors.npz")


class SentenceEncoder:
    """The exported sentence-transformers model: graph, tokenizer and ``meta.json``."""

    def __init__(self, folder: Path) -> None:
        """Read what the model is; the weights are loaded at the first text.

        Raises:
            InvalidConfigException: the export is missing.
        """
        self._folder = folder
        try:
            meta = json.loads((folder / "meta.json").read_text(encoding="utf-8"))
        except OSError as error:
            raise InvalidConfigException(
                f"the dialogue's sentence model is missing in {folder}; run `tongxing train`"
            ) from error
        self.fingerprint: str = meta["fingerprint"]
        self.dimensions: int = meta["dimensions"]
        self._prompt: str = meta["prompt"]
        self._characters: int = meta["characters"]
        self._tokens: int = meta["tokens"]

    def encode(self, texts: List[Text]) -> np.ndarray:
        """Return one unit vector (float32) per text."""
        if not texts:
            return np.zeros((0, self.dimensions), np.float32)
        return np.stack([self._vector(text) for text in texts])

    def _vector(self, text: Text) -> np.ndarray:
        """Each text runs by itself, as in ``nlu.embedding``: a batch would change its vector."""
        encoded = self._tokenizer.encode(self._prompt + self._clean(text))
        feeds = {
            "input_ids": np.array([encoded.ids], np.int64),
            "attention_mask": np.array([encoded.attention_mask], np.int64),
        }
        vector: np.ndarray = self._session.run(["vector"], feeds)[0][0]
        return vector

    def _clean(self, text: Text) -> Text:
        """Do what ``nlu.embedding`` does: lone surrogates and NUL stop the tokenizer."""
        kept = text[: 2 * self._characters].encode("utf-8", "ignore").decode("utf-8")
        return kept.replace("\x00", "")[: self._characters]

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer as FastTokenizer

        tokenizer = FastTokenizer.from_file(str(self._folder / "tokenizer.json"))
        tokenizer.enable_truncation(self._tokens)
        tokenizer.no_padding()
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        options = onnxruntime.SessionOptions()
        # The cores are shared with the web process; a second thread made turns slower, not faster.
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        return onnxruntime.InferenceSession(
            str(self._folder / "model.onnx"), options, providers=["CPUExecutionProvider"]
        )


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.MESSAGE_FEATURIZER, is_trainable=False)
class SentenceVectorFeaturizer(DenseFeaturizer, GraphComponent):
    """Adds ``scale`` times the sentence vector as sentence and sequence feature.

    The scale is needed because the classifier's regularisation is fixed: a unit vector beside
    hundreds of word counts would weigh nothing.
    """

    @classmethod
    def required_components(cls) -> List[Type]:
        """Tokens must exist: the sequence feature has one row per token."""
        return [Tokenizer]

    @staticmethod
    def required_packages() -> List[Text]:
        """What must be importable in Rasa's environment."""
        return ["onnxruntime", "tokenizers"]

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        """Return the settings with their defaults."""
        return {**DenseFeaturizer.get_default_config(), "scale": 20.0}

    @classmethod
    def validate_config(cls, config: Dict[Text, Any]) -> None:
        """Refuse a scale with which the vector would vanish or dominate by accident.

        Raises:
            InvalidConfigException: the scale is not a positive number.
        """
        scale = config.get("scale", 20.0)
        if isinstance(scale, bool) or not isinstance(scale, (int, float)) or scale <= 0:
            raise InvalidConfigException("SentenceVectorFeaturizer: scale must be above 0")

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> "SentenceVectorFeaturizer":
        """Make the component for Rasa's graph."""
        return cls(config, execution_context.node_name, SentenceEncoder(model_folder()))

    def __init__(self, config: Dict[Text, Any], name: Text, encoder: SentenceEncoder) -> None:
        """Take settings, the node's name and the encoder for messages without a vector."""
        super().__init__(name, config)
        self._encoder = encoder

    def process(self, messages: List[Message]) -> List[Message]:
        """Add the features to every message."""
        messages = [message for message in messages if message.get(TEXT) is not None]
        vectors = [self._sent_along(message) for message in messages]
        missing = [number for number, vector in enumerate(vectors) if vector is None]
        computed = self._encoder.encode([messages[number].get(TEXT) for number in missing])
        for number, vector in zip(missing, computed, strict=True):
            vectors[number] = vector
        for message, vector in zip(messages, vectors, strict=True):
            self._add(message, vector)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Add the features to every training example."""
        examples = [one for one in training_data.training_examples if one.get(TEXT) is not None]
        vectors = kept_vectors(self._encoder).encode([one.get(TEXT) for one in examples])
        for example, vector in zip(examples, vectors, strict=True):
            self._add(example, vector)
        return training_data

    def _sent_along(self, message: Message) -> Optional[np.ndarray]:
        """Return the vector in the message's metadata, if it is of this model and whole."""
        metadata = message.get("metadata") or {}
        if "vector" not in metadata:
            return None
        if metadata.get("model") != self._encoder.fingerprint:
            logger.warning("a message came with a vector of another model; computing it here")
            return None
        try:
            raw = base64.b64decode(metadata["vector"], validate=True)
            vector = np.frombuffer(raw, "<f2").astype(np.float32)
        except (binascii.Error, TypeError, ValueError):
            vector = np.empty(0, np.float32)
        if vector.shape != (self._encoder.dimensions,) or not np.isfinite(vector).all():
            logger.warning("a message came with a damaged vector; computing it here")
            return None
        return vector

    def _add(self, message: Message, vector: np.ndarray) -> None:
        sentence = (self._config["scale"] * vector).reshape(1, -1)
        tokens = message.get(TOKENS_NAMES[TEXT]) or []
        sequence = np.repeat(sentence, len(tokens), axis=0)
        self.add_features_to_message(sequence, sentence, TEXT, message)


def model_folder() -> Path:
    """Return where the exported model lies."""
    return _home().joinpath(*MODEL_FOLDER)


def kept_vectors(encoder: SentenceEncoder) -> KeptVectors:
    """Return the encoder with the vectors kept of earlier trainings."""
    return KeptVectors(encoder, _home().joinpath(*KEPT_VECTORS))


def _home() -> Path:
    """Return the state folder: ``TONGXING_HOME`` or ``var/``."""
    root = Path(__file__).resolve().parents[3]
    return Path(os.environ.get("TONGXING_HOME") or root / "var")
