"""``tongxing train``: the dialogue, trained when its inputs changed."""

from __future__ import annotations

import time
from typing import Any

import click

from bot.launch import training
from bot.launch.dialogue import Dialogue
from knowledge.settings import load_config

FOLDS = 3


@click.command("train")
@click.option("--force", is_flag=True, help="Train even if nothing changed.")
@click.option("--check", is_flag=True, help="Let Rasa check domain, rules and examples only.")
@click.option("--report", is_flag=True, help="Cross-validate the dialogue acts and print how well.")
def train_command(force: bool, check: bool, report: bool) -> None:
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
    elif report:
        click.echo(_table(training.crossvalidate(dialogue, FOLDS, _say)))
    elif not force and training.is_current(dialogue):
        _say("the dialogue is trained and up to date")
    else:
        _say("training the dialogue (a minute or two)")
        training.train(dialogue, _say)
        _say(f"the dialogue is trained ({time.monotonic() - started:.0f} s)")


def _table(report: dict[str, Any]) -> str:
    rows = [
        f"accuracy {report['accuracy']:.3f}, left to retrieval {report['left_to_retrieval']:.3f}",
        f"{'act':20}{'recall':>8}{'precision':>11}{'examples':>10}",
    ]
    rows += [
        f"{act:20}{one['recall']:8.2f}{one['precision']:11.2f}{one['support']:10.0f}"
        for act, one in report["acts"].items()
    ]
    return "\n".join([*rows, *(f"{a} → {b}: {count}" for a, b, count in report["confusions"])])


def _say(line: str) -> None:
    click.echo(line, err=True)
