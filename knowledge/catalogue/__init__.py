"""The typed, validated form of ``knowledge/content``."""

from knowledge.catalogue.catalogue import Catalogue, ContentError, load_catalogue
from knowledge.catalogue.entries import (
    Area,
    Department,
    DocumentStatement,
    Helpline,
    Measure,
    Service,
    Source,
    Support,
)

__all__ = [
    "Area",
    "Catalogue",
    "ContentError",
    "Department",
    "DocumentStatement",
    "Helpline",
    "Measure",
    "Service",
    "Source",
    "Support",
    "load_catalogue",
]
