"""The whole way: files in, passages stored, search index refreshed, one report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path

from knowledge.errors import TongxingError
from knowledge.ingestion.documents import (
    Document,
    DocumentMetadata,
    Failure,
    IngestReport,
)
from knowledge.ingestion.errors import MetadataError, UnreadableFileError, message
from knowledge.ingestion.reading import read_paths
from knowledge.ingestion.settings import IngestionSettings
from knowledge.ingestion.store import PassageStore, open_store
from knowledge.settings import Config

Progress = Callable[[int, str], None]
"""Told after each document or failure: how many so far, and the name of the last."""

Refresh = Callable[[Config], object]


def ingest(
    paths: Iterable[Path],
    metadata: DocumentMetadata,
    config: Config,
    *,
    refresh: Refresh,
    replace_id: str = "",
    progress: Progress | None = None,
) -> IngestReport:
    """Read everything under ``paths``, store it, and bring the search index up to date.

    Args:
        paths: Files and folders.
        metadata: What is known about the documents; ``title`` and ``url`` belong to one only.
        config: The installation.
        refresh: Brings the index up to date, as ``knowledge.retrieval.refresh`` does. Retrieval
            reads the store and stands above this package, so the caller hands it in.
        replace_id: The stored document whose place the one that is read takes.
        progress: Called as the reading goes on.

    Returns:
        What changed, and one failure per file that could not be taken.

    Raises:
        MetadataError: a title, address or replacement was given for several documents.
        StoreError: the store cannot be used, or does not hold ``replace_id``.
    """
    settings = config.section("ingestion", IngestionSettings)
    documents, failures = _read(paths, metadata, settings, progress)
    _check_single(documents, metadata, replace_id)
    documents, notes = _without_repeats(documents)
    with open_store(config) as store:
        report = _store(store, documents, replace_id)
    report = replace(report, failures=tuple(failures), notes=(*notes, *report.notes))
    return _refreshed(report, config, refresh)


def withdraw(ids: Iterable[str], config: Config, *, refresh: Refresh) -> IngestReport:
    """Stop serving documents and bring the search index up to date.

    Raises:
        StoreError: one of them is not in the store; then none is withdrawn.
    """
    with open_store(config) as store:
        report = store.withdraw(*ids)
    return _refreshed(report, config, refresh)


def _read(
    paths: Iterable[Path],
    metadata: DocumentMetadata,
    settings: IngestionSettings,
    progress: Progress | None,
) -> tuple[list[Document], list[Failure]]:
    documents: list[Document] = []
    failures: list[Failure] = []
    for outcome in read_paths(paths, metadata, settings):
        if isinstance(outcome, UnreadableFileError):
            failures.append(Failure(outcome.source, outcome.code, str(outcome)))
        else:
            documents.append(outcome)
        if progress:
            progress(len(documents) + len(failures), outcome.source)
    return documents, failures


def _check_single(documents: list[Document], metadata: DocumentMetadata, replace_id: str) -> None:
    options = {"--title": metadata.title, "--url": metadata.url, "--replace": replace_id}
    used = [option for option, value in options.items() if value]
    if used and len(documents) > 1:
        raise MetadataError("one_document_only", option=used[0], count=len(documents))


def _without_repeats(documents: list[Document]) -> tuple[list[Document], list[str]]:
    """Keep the first of the documents that share an id; tell when their words differ."""
    kept: dict[str, Document] = {}
    notes: list[str] = []
    for document in documents:
        first = kept.setdefault(document.id, document)
        if first.content_hash != document.content_hash:
            notes.append(message("same_id_twice", id=document.id))
    return list(kept.values()), notes


def _store(store: PassageStore, documents: list[Document], replace_id: str) -> IngestReport:
    if replace_id and documents:
        return store.replace(replace_id, documents[0])
    return store.add(documents)


def _refreshed(report: IngestReport, config: Config, refresh: Refresh) -> IngestReport:
    """Refresh the index even when nothing changed: an earlier run may have died before it did."""
    try:
        refresh(config)
    except TongxingError as error:
        text = message("index_not_refreshed", detail=error)
        failure = Failure("index", "index_not_refreshed", text)
        return replace(report, failures=(*report.failures, failure))
    return report
