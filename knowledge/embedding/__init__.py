"""The sentence-transformers model: made at set-up, loaded once, shared."""

from knowledge.embedding.embedder import Embedder, Vectors, default_model_folder

__all__ = ["Embedder", "Vectors", "default_model_folder"]
