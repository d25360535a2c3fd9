"""Official documents in; cleaned, split, cited passages out."""

from knowledge.ingestion.documents import (
    Block,
    Document,
    DocumentMetadata,
    Failure,
    IngestReport,
    Passage,
)
from knowledge.ingestion.passages import split
from knowledge.ingestion.pipeline import ingest, withdraw
from knowledge.ingestion.reading import read_document
from knowledge.ingestion.store import PassageStore, open_store

__all__ = [
    "Block",
    "Document",
    "DocumentMetadata",
    "Failure",
    "IngestReport",
    "Passage",
    "PassageStore",
    "ingest",
    "open_store",
    "read_document",
    "split",
    "withdraw",
]
