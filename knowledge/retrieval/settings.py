"""The ``retrieval`` section of ``config.yml``."""

from __future__ import annotations

from pydantic import Field

from knowledge.settings import Section


class RetrievalSettings(Section):
    """How widely a search looks and how its list is made up."""

    passages_per_document: int = Field(default=1, ge=1)
    candidates: int = Field(default=60, ge=10, le=1000)
    exact_up_to: int = Field(default=20_000, ge=0)
