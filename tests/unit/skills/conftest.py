from __future__ import annotations

from pathlib import Path

import pytest
from plain_conversation import Parent, open_room

from actions.skills.resources import Resources


@pytest.fixture
def room(tmp_path: Path) -> Resources:
    return open_room(tmp_path)


@pytest.fixture
def parent(room: Resources) -> Parent:
    return Parent(room)
