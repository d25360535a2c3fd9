"""``tongxing ingest``: official documents into the knowledge base, from a terminal."""

from __future__ import annotations

import datetime as dt
import json
import time
from pathlib import Path

import click

from bot.channels.terminal.documents.views import (
    checked_place,
    checked_services,
    in_words,
    print_troubles,
)
from knowledge.ingestion import DocumentMetadata, IngestReport, ingest, withdraw
from knowledge.settings import Config, load_config

_TELL_EVERY_SECONDS = 2.0
_LISTED = 20
_DAY = click.DateTime(formats=["%Y-%m-%d"])


@click.command("ingest")
@click.argument("paths", nargs=-1, metavar="PATH…", type=click.Path(path_type=Path))
@click.option("--title", default="", help="Title (one document only).")
@click.option("--issuer", default="", help="Who issued it.")
@click.option("--date", "issued", type=_DAY, help="Day of issue.")
@click.option("--url", default="", help="Web address to cite (one document only).")
@click.option("--valid-from", type=_DAY, help="First day on which it may be served.")
@click.option("--valid-until", type=_DAY, help="Last day on which it may be served.")
@click.option("--place", default="", help="Where it holds: a county, a prefecture, 贵州省, 全国.")
@click.option("--service", "services", multiple=True, help="Service it belongs to (repeatable).")
@click.option("--replace", "replace_id", default="", metavar="ID", help="Take this one's place.")
@click.option("--withdraw", "withdrawn", multiple=True, metavar="ID", help="Stop serving it.")
@click.option("--json", "as_json", is_flag=True, help="Print the report as JSON.")
@click.pass_context
def ingest_command(
    context: click.Context,
    paths: tuple[Path, ...],
    title: str,
    issuer: str,
    issued: dt.datetime | None,
    url: str,
    valid_from: dt.datetime | None,
    valid_until: dt.datetime | None,
    place: str,
    services: tuple[str, ...],
    replace_id: str,
    withdrawn: tuple[str, ...],
    as_json: bool,
) -> None:
    """Add official documents to the knowledge base.

    PATH is an HTML, text, Markdown, PDF or DOCX file, a folder of them, or a JSON lines file with
    "id", "title" and "text". The same content given twice is stored once. Each file that cannot
    be read gets one line; the others are taken.

    \b
    Examples:
      tongxing ingest notice.pdf --issuer 贵阳市教育局 --date 2025-03-01
      tongxing ingest enrolment.html --place 花溪区 --valid-until 2027-08-31
      tongxing ingest documents/ more.jsonl
      tongxing ingest notice-2026.docx --replace OLD_ID
      tongxing ingest --withdraw OLD_ID
    """
    if bool(paths) == bool(withdrawn):
        raise click.UsageError("give files or folders, or --withdraw with a document's id")
    config = load_config()
    if withdrawn:
        report = withdraw(withdrawn, config, refresh=_refresh)
    else:
        metadata = DocumentMetadata(
            title=title,
            issuer=issuer,
            date=_day(issued),
            url=url,
            valid_from=_day(valid_from),
            valid_until=_day(valid_until),
            place=checked_place(place),
            services=checked_services(services),
        )
        report = ingest(
            paths,
            metadata,
            config,
            replace_id=replace_id,
            progress=_Progress().tell,
            refresh=_refresh,
        )
    _print(report, as_json=as_json)
    context.exit(0 if report.ok else 1)


class _Progress:
    """Says on stderr how far the reading is, if it takes longer than a moment."""

    def __init__(self) -> None:
        self._last = time.monotonic()

    def tell(self, count: int, source: str) -> None:
        now = time.monotonic()
        if now - self._last >= _TELL_EVERY_SECONDS:
            self._last = now
            click.echo(f"{count} read, now in {source} …", err=True)


def _refresh(config: Config) -> None:
    from knowledge.retrieval import StderrProgress, refresh

    refresh(config, progress=StderrProgress())


def _day(moment: dt.datetime | None) -> dt.date | None:
    return moment.date() if moment else None


def _print(report: IngestReport, *, as_json: bool) -> None:
    print_troubles(report)
    if as_json:
        click.echo(json.dumps(report.as_json(), ensure_ascii=False, default=str))
        return
    for label, lines in (
        ("added", report.added),
        ("replaced", report.replaced),
        ("unchanged", report.unchanged),
        ("withdrawn", report.withdrawn),
    ):
        for line in lines[:_LISTED]:
            click.echo(f"{label:<10} {line.id}  {line.title}  ({line.passages} passages)")
            if label in ("added", "replaced"):
                click.echo(f"{'':<10} {in_words(line.about)}")
        if len(lines) > _LISTED:
            click.echo(f"{label:<10} … {len(lines)} in all")
    click.echo(f"{report.served} passages of ingested documents are served.")
