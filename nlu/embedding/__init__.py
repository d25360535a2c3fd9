"""The sentence-transformers model: made and exported at set-up, loaded once, shared."""

from nlu.embedding.embedder import Embedder, Vectors, default_model_folder, exported_model_folder
from nlu.embedding.vector_cache import VectorCache, WordCache
from nlu.embedding.words import pack_words, unpack_words, words_fingerprint

__all__ = [
    "Embedder",
    "VectorCache",
    "Vectors",
    "WordCache",
    "default_model_folder",
    "exported_model_folder",
    "pack_words",
    "unpack_words",
    "words_fingerprint",
]
