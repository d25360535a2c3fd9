"""The ``ingestion`` section of ``config.yml``: limits that protect the machine, passage size."""

from __future__ import annotations

from pydantic import Field

from knowledge.settings import Section

BYTES_PER_MB = 1024 * 1024


class IngestionSettings(Section):
    """How large a file may be, packed and unpacked, and how long a passage is meant to be."""

    max_file_mb: int = Field(default=50, ge=1)
    max_unpacked_mb: int = Field(default=100, ge=1)
    max_compression: int = Field(default=200, ge=2)
    passage_characters: int = Field(default=300, ge=50, le=2000)
