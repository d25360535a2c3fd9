from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from actions.requests import RequestDesk
from knowledge.base import KnowledgeBase
from knowledge.settings import load_config


@pytest.fixture
def desk(knowledge: KnowledgeBase, tmp_path: Path) -> RequestDesk:
    """The case system on a store of its own."""
    return RequestDesk.open(replace(load_config(), home=tmp_path), knowledge.catalogue)
