from __future__ import annotations

import importlib
from collections.abc import Iterator

import click
import pytest
from click.testing import CliRunner

from bot.channels.terminal.cli import COMMANDS


def _commands() -> Iterator[tuple[str, click.Command]]:
    for name, place in COMMANDS.items():
        module, attribute = place.split(":")
        command = getattr(importlib.import_module(module), attribute)
        yield name, command
        if isinstance(command, click.Group):
            yield from ((f"{name} {sub}", one) for sub, one in command.commands.items())


@pytest.mark.parametrize(("name", "command"), list(_commands()), ids=lambda value: str(value))
def test_help_shows_an_example_that_can_be_copied(name: str, command: click.Command) -> None:
    shown = CliRunner().invoke(command, ["--help"], max_content_width=200)

    assert shown.exit_code == 0
    assert f"tongxing {name}" in shown.output
    assert "\\b" not in shown.output
