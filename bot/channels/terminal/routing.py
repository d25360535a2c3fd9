"""``tongxing evaluate FILE --through routing``: how often request texts find their department."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

import click
from rich.console import Console
from rich.table import Table

from actions.requests.routing.evaluation import (
    Retrieved,
    RoutingReport,
    evaluate_routing,
)
from knowledge.base import KnowledgeBase
from knowledge.errors import NotSetUpError
from knowledge.settings import load_config
from nlu.understanding.topics.reading import Kind, Subject

_BATCH = 32


def print_routing_report(file: Path, as_json: bool) -> None:
    """Evaluate routing as a conversation uses it: words, and what retrieval makes of the text.

    Without a built knowledge base words alone decide, and a line says so.
    """
    try:
        report, basis = evaluate_routing(file, _retrieve), "words and retrieval"
    except NotSetUpError:
        click.echo("the knowledge base is not built: routing by words alone", err=True)
        report, basis = evaluate_routing(file), "words"
    if as_json:
        click.echo(json.dumps(report.to_json() | {"basis": basis}, ensure_ascii=False, indent=1))
    else:
        _print(report, basis)


def _retrieve(texts: Sequence[str]) -> list[Retrieved]:
    knowledge = KnowledgeBase.open(load_config())
    found: list[Retrieved] = []
    for start in range(0, len(texts), _BATCH):
        for reading in knowledge.read_batch(texts[start : start + _BATCH]):
            topics = [topic for topic in reading.topics if topic.subject is Subject.SERVICE]
            services = {topic.id: topic.share for topic in topics}
            found.append(Retrieved(services, danger=reading.kind is Kind.CRISIS))
    return found


def _print(report: RoutingReport, basis: str) -> None:
    console = Console()
    table = Table(title=f"routing by {basis}", title_justify="left")
    for column in ("department", "right", "of"):
        table.add_column(column)
    for name, (right, cases) in sorted(report.per_department.items()):
        table.add_row(name, str(right), str(cases))
    console.print(table)
    console.print(f"accuracy {report.accuracy:.3f} ({report.right}/{report.cases})")
    console.print(f"left to the hotline desk {report.triaged}, sent wrong {report.sent_wrong}")
    for miss in report.misses:
        wanted = "/".join(miss.wanted)
        console.print(f"  {miss.id} {miss.text}: wanted {wanted}, got {miss.got}", markup=False)
