from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from knowledge.catalogue.catalogue import CONTENT_FOLDER


@pytest.fixture
def content(tmp_path: Path) -> Path:
    """A copy of the content that a test may spoil."""
    return Path(shutil.copytree(CONTENT_FOLDER, tmp_path / "content"))
