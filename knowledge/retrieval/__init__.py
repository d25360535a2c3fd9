"""Hybrid search over passages: words, whole documents, sounds and meaning in one ranking."""

from knowledge.retrieval.entries import entry_passages
from knowledge.retrieval.errors import IndexMissingError, IndexUnusableError
from knowledge.retrieval.index import Hit, PassageIndex
from knowledge.retrieval.progress import StderrProgress
from knowledge.retrieval.refreshing import current_build, current_size, open_current, refresh
from knowledge.retrieval.settings import RetrievalSettings
from nlu.embedding.vector_cache import Progress

__all__ = [
    "Hit",
    "IndexMissingError",
    "IndexUnusableError",
    "PassageIndex",
    "Progress",
    "RetrievalSettings",
    "StderrProgress",
    "current_build",
    "current_size",
    "entry_passages",
    "open_current",
    "refresh",
]
