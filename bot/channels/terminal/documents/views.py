"""Documents as an operator reads and names them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import click

from knowledge.catalogue import load_catalogue
from knowledge.ingestion.documents import About, IngestReport
from knowledge.ingestion.errors import MetadataError
from knowledge.ingestion.recognition import official_place, recognition_rules
from knowledge.ingestion.rows import StoredDocument

_UNKNOWN = "?"


def in_words(about: About) -> str:
    """Return what a document is about in one line; what nobody knows is a question mark."""
    services = ", ".join(about.services) or _UNKNOWN
    period = f"{about.valid_from or ''} – {about.valid_until or ''}".strip()
    dates = "" if period == "–" else f"; holds {period}"
    if about.recognised is not None:
        dates += f"; recognised from pictures ({about.recognised:.0%} sure)"
    said = f"; corrected: {', '.join(about.corrected)}" if about.corrected else ""
    return f"place {about.place or _UNKNOWN}; services {services}; {about.kind}{dates}{said}"


def print_troubles(report: IngestReport) -> None:
    """Say on stderr what could not be taken, and what was noticed of the rest."""
    for failure in report.failures:
        click.echo(failure.message, err=True)
    for note in report.notes:
        click.echo(f"note: {note}", err=True)


def as_json(document: StoredDocument) -> dict[str, Any]:
    """Return a document as plain data."""
    about = document.about
    return {
        "id": document.id,
        "title": document.title,
        "issuer": document.issuer,
        "date": document.date,
        "url": document.url,
        "source": document.source,
        "place": about.place,
        "services": list(about.services),
        "kind": about.kind,
        "period": about.period,
        "valid_from": about.valid_from,
        "valid_until": about.valid_until,
        "corrected": list(about.corrected),
        "recognised": about.recognised,
        "withdrawn": document.withdrawn,
        "passages": document.passages,
    }


def checked_place(name: str) -> str:
    """Return the official name of a place of Guizhou; empty stays empty.

    Raises:
        MetadataError: there is no such place.
    """
    official = official_place(name) if name else ""
    if official is None:
        raise MetadataError("unknown_place", value=name)
    return official


def checked_services(names: Sequence[str]) -> tuple[str, ...]:
    """Return ids of services.

    Raises:
        MetadataError: one of them is none.
    """
    known = {*load_catalogue().services, *recognition_rules().services}
    for name in names:
        if name not in known:
            raise MetadataError("unknown_service", value=name, known=", ".join(sorted(known)))
    return tuple(names)
