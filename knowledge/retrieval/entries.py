"""What the catalogue's entries say, as passages, so that one search finds them too."""

from __future__ import annotations

import datetime as dt

from knowledge.catalogue import Catalogue, DocumentStatement, Measure, Service
from knowledge.ingestion.documents import Passage


def entry_passages(catalogue: Catalogue) -> list[Passage]:
    """Return one passage per service, measure and statement; services without content have none.

    The id and the document id are those of the entry; issuer and date are those of its source.
    """
    services = (
        _passage(catalogue, service, service.name, _service_text(service))
        for service in catalogue.services.values()
        if service.offers is not None
    )
    measures = (
        _passage(catalogue, measure, measure.title, measure.says)
        for measure in catalogue.measures.values()
    )
    statements = (
        _passage(catalogue, statement, catalogue.sources[statement.source].document, statement.says)
        for statement in catalogue.document.values()
    )
    return [*services, *measures, *statements]


def entry_wordings(catalogue: Catalogue) -> dict[str, str]:
    """Return, by entry id, what people say when they mean it: compared in a search, never shown."""
    wordings: dict[str, str] = {}
    for examples in catalogue.examples.values():
        entry = examples.service or examples.measure
        if entry is not None:
            wordings[entry] = "\n".join(examples.texts)
    return wordings


def _service_text(service: Service) -> str:
    lines = (service.plain_name, service.offers, service.frequency, service.for_whom, service.who)
    return "\n".join(line for line in lines if line)


def _passage(
    catalogue: Catalogue, entry: Service | Measure | DocumentStatement, title: str, text: str
) -> Passage:
    source = catalogue.sources[entry.source]
    return Passage(
        id=entry.id,
        document_id=entry.id,
        title=title,
        issuer=source.issuer,
        date=_day(source.date),
        url="",
        locator=entry.locator,
        text=text,
        ordinal=1,
    )


def _day(written: str) -> dt.date | None:
    """Return a full date; a source that names only the month has none."""
    return dt.date.fromisoformat(written) if written.count("-") == 2 else None
