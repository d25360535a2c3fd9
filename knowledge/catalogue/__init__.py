"""The typed, validated form of ``knowledge/content``."""

from knowledge.catalogue.catalogue import Catalogue, ContentError, load_catalogue
from knowledge.catalogue.details import Detail
from knowledge.catalogue.entries import (
    HOTLINE,
    Area,
    Department,
    DocumentStatement,
    Helpline,
    Law,
    LegalCitation,
    LegalFact,
    Measure,
    Service,
    Source,
    Support,
)

__all__ = [
    "HOTLINE",
    "Area",
    "Catalogue",
    "ContentError",
    "Department",
    "Detail",
    "DocumentStatement",
    "Helpline",
    "Law",
    "LegalCitation",
    "LegalFact",
    "Measure",
    "Service",
    "Source",
    "Support",
    "load_catalogue",
]
