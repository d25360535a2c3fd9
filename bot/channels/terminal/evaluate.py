"""``tongxing evaluate``: how good the answers are, on labelled questions."""

from __future__ import annotations

import json
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table

from actions.requests.routing.evaluation import holds_request_texts
from bot.channels.terminal.doors import Door, Through, open_door
from bot.channels.terminal.routing import print_routing_report
from knowledge.evaluation import (
    DEVELOPMENT_FILE,
    Case,
    Half,
    Outcome,
    Rate,
    Report,
    judge,
    read_cases,
    scope_thresholds,
    summarise,
)
from knowledge.evaluation.chart import write_chart
from knowledge.settings import load_config

_BATCH = 32


@click.command("evaluate")
@click.argument("files", nargs=-1, type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "--half",
    type=click.Choice([half.value for half in Half]),
    help="Only one fixed half of the files, split by id.",
)
@click.option("--scope", is_flag=True, help="Show what each threshold of scope would do.")
@click.option("--json", "as_json", is_flag=True, help="Print all figures as JSON.")
@click.option("--misses", is_flag=True, help="List every question answered wrongly.")
@click.option(
    "--through",
    type=click.Choice([door.value for door in Door]),
    default=Door.ASK.value,
    show_default=True,
    help="The door whose answers are measured; chat needs the running servers.",
)
@click.option(
    "--chart",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the HTML report goes (default: evaluation.html in the state folder).",
)
def evaluate_command(
    files: tuple[Path, ...],
    half: str | None,
    scope: bool,
    as_json: bool,
    misses: bool,
    through: str,
    chart: Path | None,
) -> None:
    """Measure the answers on labelled files of questions or letters (default: development set).

    A file of request texts, each with its department, is measured through routing alone.

    \b
    Examples:
      tongxing evaluate --misses
      tongxing evaluate my-questions.jsonl --json
      tongxing evaluate --through routing
      tongxing evaluate letters.jsonl foreign.jsonl --half tuning --scope
    """
    if through == Door.ROUTING and files and holds_request_texts(files[0]):
        print_routing_report(files[0], as_json)
        return
    config = load_config()
    cases = [case for file in files or (DEVELOPMENT_FILE,) for case in read_cases(file)]
    kept = [case for case in cases if half in (None, case.half)]
    with open_door(Door(through), config) as heard_through:
        outcomes = _outcomes(heard_through, kept)
    if scope:
        _print_scope(outcomes)
        return
    report = summarise(outcomes)
    target = chart or config.home / "evaluation.html"
    write_chart(report, target)
    if as_json:
        click.echo(json.dumps(_as_json(report), ensure_ascii=False, indent=1))
    else:
        _print(report, misses)
    click.echo(f"report: {target}", err=True)


def _outcomes(through: Through, cases: list[Case]) -> list[Outcome]:
    outcomes = []
    starts = range(0, len(cases), _BATCH)
    for start in track(starts, "reading", console=Console(stderr=True), transient=True):
        part = cases[start : start + _BATCH]
        heard = through([case.text for case in part])
        outcomes += [
            judge(case, one.reading, one.answer) for case, one in zip(part, heard, strict=True)
        ]
    return outcomes


def _as_json(report: Report) -> dict[str, object]:
    def told(rates: dict[str, Rate]) -> dict[str, object]:
        return {
            name: {"value": round(rate.value, 4), "hits": rate.hits, "cases": rate.cases}
            for name, rate in rates.items()
            if rate.cases
        }

    return {
        "rates": told(report.rates),
        "per_service": told(report.per_service),
        "per_style": told(report.per_style),
        "per_kind": told(report.per_kind),
        "confusions": report.confusions,
    }


def _print(report: Report, misses: bool) -> None:
    console = Console()
    for title, rates in (
        ("overall", report.rates),
        ("by kind", report.per_kind),
        ("by style, top-1", report.per_style),
        ("by service, top-1", report.per_service),
    ):
        console.print(_table(title, rates))
    confusions = Table(title="confusions", title_justify="left")
    for column in ("asked for", "answered with", "times"):
        confusions.add_column(column)
    for right, given, count in report.confusions:
        confusions.add_row(right, given, str(count))
    console.print(confusions)
    if misses:
        for outcome in report.misses:
            wanted = ",".join(outcome.case.services) or outcome.case.kind
            got = f"{outcome.given} {outcome.answer.confidence:.2f}"
            console.print(f"{outcome.case.id} {outcome.case.style}: {outcome.case.text}")
            console.print(f"    wanted {wanted}, got {got} {outcome.ranked[:3]}")


def _print_scope(outcomes: list[Outcome]) -> None:
    for title, some in (
        ("ours_share", [o for o in outcomes if not o.reading.is_letter]),
        ("ours_share_of_letter", [o for o in outcomes if o.reading.is_letter]),
    ):
        table = Table(title=f"{title}: {len(some)} texts", title_justify="left")
        for column in ("at", "in scope held back", "out of scope let in"):
            table.add_column(column, justify="right")
        for at, held, let_in in scope_thresholds(some):
            table.add_row(f"{at:.2f}", f"{held.value:.3f}", f"{let_in.value:.3f}")
        Console().print(table)


def _table(title: str, rates: dict[str, Rate]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column("figure")
    for column in ("value", "95 % interval", "cases"):
        table.add_column(column, justify="right")
    for name, rate in rates.items():
        low, high = rate.interval
        table.add_row(name, f"{rate.value:.3f}", f"{low:.3f}-{high:.3f}", str(rate.cases))
    return table
