"""``tongxing train``: the dialogue, trained when its inputs changed."""

from __future__ import annotations

import time

import click

from bot.launch import training
from bot.launch.dialogue import Dialogue
from knowledge.settings import load_config


@click.command("train")
@click.option("--force", is_flag=True, help="Train even if nothing changed.")
@click.option("--check", is_flag=True, help="Let Rasa check domain, rules and examples only.")
def train_command(force: bool, check: bool) -> None:
    """Train the dialogue if its inputs changed since the last time.

    \b
    Example:
      tongxing train
    """
    dialogue = Dialogue(load_config())
    started = time.monotonic()
    training.prepare(dialogue, _say)
    if check:
        training.validate(dialogue, _say)
        _say("Rasa finds nothing wrong with the dialogue")
    elif not force and training.is_current(dialogue):
        _say("the dialogue is trained and up to date")
    else:
        _say("training the dialogue (a minute or two)")
        training.train(dialogue, _say)
        _say(f"the dialogue is trained ({time.monotonic() - started:.0f} s)")


def _say(line: str) -> None:
    click.echo(line, err=True)
