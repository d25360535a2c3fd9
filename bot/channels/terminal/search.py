"""``tongxing search``: ranked passages of the whole knowledge base."""

from __future__ import annotations

import json
from dataclasses import asdict
from itertools import islice
from pathlib import Path
from typing import Any

import click

from bot.channels.terminal.batches import read_batch
from knowledge.retrieval import Hit, PassageIndex, StderrProgress, open_current, refresh
from knowledge.settings import load_config
from nlu.embedding import Embedder

_BATCH = 64


@click.command("search")
@click.argument("words", required=False)
@click.option("-k", "count", type=click.IntRange(1, 100), default=10, help="How many passages.")
@click.option("--json", "as_json", is_flag=True, help="Print the hits as JSON.")
@click.option(
    "--batch",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help='Search for every line {"id", "text"} of a JSON lines file.',
)
def search_command(words: str | None, count: int, as_json: bool, batch: Path | None) -> None:
    """Find passages in the whole knowledge base, best first, with their scores.

    \b
    Examples:
      tongxing search "异地就医 直接结算"
      tongxing search "打疫苗" -k 3 --json
      tongxing search --batch questions.jsonl
    """
    if (words is None) == (batch is None):
        raise click.UsageError("give words to search for, or --batch with a file")
    config = load_config()
    embedder = Embedder.from_config(config)
    # Validity dates pass without anyone ingesting: what is searched is what holds today.
    refresh(config, embedder=embedder, progress=StderrProgress())
    index = open_current(config, embedder)
    if batch is not None:
        _search_batch(index, batch, count)
        return
    assert words is not None
    _print(index.search(words, count), as_json=as_json)


def _search_batch(index: PassageIndex, file: Path, count: int) -> None:
    questions = read_batch(file)
    while lines := list(islice(questions, _BATCH)):
        found = index.search_batch([line.text for line in lines], count)
        for line, hits in zip(lines, found, strict=True):
            row = {"id": line.id, "hits": [_brief(hit) for hit in hits]}
            click.echo(json.dumps(row, ensure_ascii=False))


def _print(hits: list[Hit], *, as_json: bool) -> None:
    if as_json:
        rows = [asdict(hit) for hit in hits]
        click.echo(json.dumps({"hits": rows}, ensure_ascii=False, default=str))
        return
    if not hits:
        click.echo("没有找到相关内容。", err=True)
    for rank, hit in enumerate(hits, 1):
        where = " · ".join(part for part in (hit.issuer, hit.locator) if part)
        click.echo(f"{rank:>2}. {hit.score:8.3f}  {hit.title}  [{hit.document}]  {where}")
        click.echo(f"    {' '.join(hit.text.split())}")


def _brief(hit: Hit) -> dict[str, Any]:
    return {"id": hit.id, "document": hit.document, "score": hit.score, "text": hit.text}
