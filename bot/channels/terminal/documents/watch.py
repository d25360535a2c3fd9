"""``tongxing documents watch``: a folder whose files are ingested as they come."""

from __future__ import annotations

import time
from itertools import count
from pathlib import Path

import click

from bot.channels.terminal.documents.views import in_words, print_troubles
from knowledge.ingestion import DocumentMetadata, IngestReport, ingest
from knowledge.ingestion.errors import StoreError
from knowledge.ingestion.watching import Take, WatchedFolder
from knowledge.settings import Config, load_config


@click.command("watch")
@click.argument("folder", metavar="FOLDER", type=click.Path(path_type=Path))
@click.option(
    "--every",
    default=10.0,
    show_default=True,
    metavar="SECONDS",
    type=click.FloatRange(min=0.1),
    help="How often the folder is looked at.",
)
@click.option("--looks", type=click.IntRange(min=2), help="End after this many looks.")
def watch_command(folder: Path, every: float, looks: int | None) -> None:
    """Ingest every file that is put into FOLDER, until stopped.

    A file is taken when it no longer grows; one that is changed takes the place of what it was.
    What lies in a subfolder named after a county or prefecture holds there. A file that is
    removed stays served; `tongxing documents withdraw` ends that.

    \b
    Examples:
      tongxing documents watch /srv/notices
      tongxing documents watch /srv/notices --every 60
    """
    config = load_config()
    watched = WatchedFolder(folder, config, _ingester(config))
    for look in count(1):
        try:
            for report in watched.look():
                _tell(report)
        except StoreError as error:  # another ingest is at work: the next look takes it
            click.echo(str(error), err=True)
        if look == looks:
            return
        time.sleep(every)


def _ingester(config: Config) -> Take:
    from knowledge.retrieval import refresh

    def take(path: Path, metadata: DocumentMetadata, replaced: str) -> IngestReport:
        return ingest([path], metadata, config, refresh=refresh, replace_id=replaced)

    return take


def _tell(report: IngestReport) -> None:
    print_troubles(report)
    for label, lines in (
        ("added", report.added),
        ("replaced", report.replaced),
        ("unchanged", report.unchanged),
    ):
        for line in lines:
            click.echo(f"{label:<10} {line.id[:12]}  {line.title}; {in_words(line.about)}")
