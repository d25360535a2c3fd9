"""``tongxing migrate`` and ``move``: tables up to date, and every row into another store."""

from __future__ import annotations

import click

from actions.requests import RequestsSettings, database_file
from actions.requests.errors import StoreError
from actions.requests.store import SqliteStore, open_store
from actions.requests.store.copying import copy_everything
from knowledge.database import database_url
from knowledge.errors import ConfigurationError
from knowledge.settings import load_config


@click.command("migrate")
def migrate_command() -> None:
    """Bring the tables up to date, before the new version starts.

    The version before goes on working meanwhile: tables are only added to.

    \b
    Example:
      tongxing migrate
    """
    config = load_config()
    settings = config.section("requests", RequestsSettings)
    store = open_store(database_file(config.home), busy_seconds=settings.busy_seconds)
    store.close()
    place = "PostgreSQL" if database_url() else str(database_file(config.home))
    click.echo(f"数据表已是最新({place})")


@click.command("move")
@click.option("--to", "url", required=True, metavar="URL", help="postgresql://user@host/database")
def move_command(url: str) -> None:
    """Copy all service requests into PostgreSQL, checking every row.

    The service may go on meanwhile. Repeat it: only what has changed is copied again. Then stop the
    service, repeat it once more, set TONGXING_DATABASE_URL to the same URL and start.

    \b
    Example:
      tongxing move --to postgresql://tongxing@127.0.0.1/tongxing
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise ConfigurationError("--to: 要写成 postgresql://用户:密码@主机/数据库")
    # Loaded only here: an installation on SQLite needs no driver.
    from actions.requests.store.postgres import PostgresStore

    config = load_config()
    file = database_file(config.home)
    if not file.is_file():
        raise StoreError(f"{file}: 没有这个文件:这里还没有诉求")
    settings = config.section("requests", RequestsSettings)
    source = SqliteStore(file, busy_seconds=settings.busy_seconds)
    target = PostgresStore(url, busy_seconds=settings.busy_seconds)
    try:
        with source.reading() as old, target.writing("moving") as new:
            done = copy_everything(old, new)
        target.continue_numbers()
    finally:
        target.close()
        source.close()
    for copied in done:
        click.echo(
            f"{copied.table}: {copied.rows}(新{copied.added},改{copied.changed},删{copied.removed})"
        )
    click.echo("每一行都已核对一致")
