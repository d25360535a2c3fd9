"""``tongxing build``: make model and index where they are missing or out of date."""

from __future__ import annotations

import click

from knowledge.base import build_knowledge
from knowledge.settings import load_config


@click.command("build")
def build_command() -> None:
    """Make the embedding model, the topic model and the index; quick when nothing changed.

    \b
    Example:
      tongxing build
    """
    made = build_knowledge(load_config(), lambda step: click.echo(f"  {step} …", err=True))
    click.echo("knowledge is built" if made else "knowledge is up to date", err=True)
