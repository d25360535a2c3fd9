"""The sentence-transformers model: made at set-up, loaded once, shared."""

from knowledge.embedding.embedder import Embedder, Vectors, default_model_folder
from knowledge.embedding.vector_cache import VectorCache

__all__ = ["Embedder", "VectorCache", "Vectors", "default_model_folder"]
