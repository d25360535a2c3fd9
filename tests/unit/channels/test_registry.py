"""A messenger is its folder and its name: everything else follows from what the folder declares."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.requests.model import MESSENGERS
from actions.requests.switches import SWITCHES, of_channel
from bot.channels import registry
from bot.channels.configuration import SECTIONS
from bot.channels.registry import messengers
from bot.channels.terminal.schemas import SCHEMAS
from bot.launch.roles import CONVERSING, ROLES, SERVED_BY_WEB

FOLDERS = Path(registry.__file__).parent


@pytest.mark.parametrize("name", MESSENGERS)
def test_what_a_messenger_needs_follows_from_its_folder(name: str) -> None:
    declared = messengers()[name]
    assert declared.title
    assert SECTIONS[name] is declared.settings
    assert declared.notes in SCHEMAS
    assert declared.notes.name == name
    assert of_channel(name) in SWITCHES
    assert name in ROLES
    assert name in SERVED_BY_WEB
    assert name in CONVERSING


def test_every_folder_that_declares_a_messenger_is_known() -> None:
    declaring = {
        file.parent.name
        for file in FOLDERS.glob("*/__init__.py")
        if "\nCHANNEL = " in file.read_text(encoding="utf-8")
    }
    assert declaring == set(MESSENGERS)


def test_a_messenger_without_its_declaration_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    messengers.cache_clear()
    monkeypatch.setattr(registry, "MESSENGERS", ("web",))
    with pytest.raises(TypeError, match=r"bot\.channels\.web declares no CHANNEL"):
        messengers()
    messengers.cache_clear()
