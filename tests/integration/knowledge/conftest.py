from __future__ import annotations

import pytest

from knowledge.base import KnowledgeBase
from knowledge.settings import load_config


@pytest.fixture(scope="session")
def knowledge() -> KnowledgeBase:
    """The knowledge base that `make setup` built."""
    return KnowledgeBase.open(load_config())
