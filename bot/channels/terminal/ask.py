"""``tongxing ask``: one answer, or many, by retrieval alone."""

from __future__ import annotations

import json
from itertools import islice
from pathlib import Path

import click

from bot.channels.terminal.batches import read_batch
from knowledge.base import KnowledgeBase
from knowledge.settings import load_config

_BATCH = 64


@click.command("ask")
@click.argument("question", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print the answer object.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Answer every line {"id", "text"} of a JSON lines file.',
)
def ask_command(question: str | None, as_json: bool, batch: Path | None) -> None:
    """Answer a parent's question, with its source.

    \b
    Examples:
      tongxing ask "娃儿打疫苗找哪个"
      tongxing ask --batch questions.jsonl --json
    """
    if (question is None) == (batch is None):
        raise click.UsageError("give one question, or --batch with a file")
    knowledge = KnowledgeBase.open(load_config())
    if batch is not None:
        _answer_batch(knowledge, batch)
        return
    assert question is not None
    answer = knowledge.ask(question)
    click.echo(json.dumps(answer.to_json(), ensure_ascii=False) if as_json else answer.text)


def _answer_batch(knowledge: KnowledgeBase, file: Path) -> None:
    questions = read_batch(file)
    while lines := list(islice(questions, _BATCH)):
        answers = knowledge.ask_batch([line.text for line in lines])
        for line, answer in zip(lines, answers, strict=True):
            click.echo(json.dumps({"id": line.id, **answer.to_json()}, ensure_ascii=False))
