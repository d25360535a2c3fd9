"""The sentence-transformers model: made and exported at set-up, loaded once, shared."""

from nlu.embedding.embedder import Embedder, Vectors, default_model_folder, exported_model_folder
from nlu.embedding.vector_cache import VectorCache

__all__ = ["Embedder", "VectorCache", "Vectors", "default_model_folder", "exported_model_folder"]
