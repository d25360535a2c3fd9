from __future__ import annotations

from pathlib import Path

import pytest
from plain_conversation import Parent, open_room

from actions.requests import fields
from actions.skills.resources import Resources


@pytest.fixture
def _no_further_fields(monkeypatch: pytest.MonkeyPatch) -> None:
    """What an installation declares asks one question more than these conversations tell."""
    monkeypatch.setattr(fields, "FURTHER", ())


@pytest.fixture
def room(tmp_path: Path, _no_further_fields: None) -> Resources:
    return open_room(tmp_path)


@pytest.fixture
def parent(room: Resources) -> Parent:
    return Parent(room)
