from __future__ import annotations

from pathlib import Path

import pytest

from knowledge import retrieval


@pytest.fixture
def _quick_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Commands are tested here, not the minutes of embedding behind it."""
    monkeypatch.setenv("TONGXING_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(retrieval, "refresh", lambda config, progress: None)
