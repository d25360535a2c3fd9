"""``tongxing migrate`` and ``move``: tables up to date, and every row into another store."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import closing

import click

from actions.requests import RequestsSettings, database_file
from actions.requests.errors import StoreError
from actions.requests.store import SqliteStore, open_store
from actions.requests.store.copying import copy_everything
from bot.channels.terminal.schemas import SCHEMAS
from knowledge.database import (
    Schema,
    SqliteDatabase,
    copy_database,
    database_url,
    open_database,
)
from knowledge.errors import ConfigurationError
from knowledge.settings import Config, load_config


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
    for schema in SCHEMAS:
        open_database(config.home, schema).close()
    place = "PostgreSQL" if database_url() else str(config.home)
    click.echo(f"数据表已是最新({place})")


@click.command("move")
@click.option("--to", "url", required=True, metavar="URL", help="postgresql://user@host/database")
def move_command(url: str) -> None:
    """Copy everything that is kept into PostgreSQL, checking every row.

    Requests, documents, conversations, staff with their audit trail, and the messengers' notes. The
    service may go on meanwhile. Repeat it: only what has changed is copied again. Then stop the
    service, repeat it once more, set TONGXING_DATABASE_URL to the same URL and start.

    \b
    Example:
      tongxing move --to postgresql://tongxing@127.0.0.1/tongxing
    """
    if not url.startswith(("postgresql://", "postgres://")):
        raise ConfigurationError("--to: 要写成 postgresql://用户:密码@主机/数据库")
    config = load_config()
    _move_requests(config, url)
    for schema in SCHEMAS:
        if (config.home / schema.file).is_file():
            _move(config, schema, url)
    click.echo("每一行都已核对一致")


def _move_requests(config: Config, url: str) -> None:
    # Loaded only here: an installation on SQLite needs no driver.
    from actions.requests.store.postgres import PostgresStore

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
    _tell((c.table, c.rows, c.added, c.changed, c.removed) for c in done)


def _move(config: Config, schema: Schema, url: str) -> None:
    from knowledge.database.postgres import PostgresDatabase

    target = PostgresDatabase(url, schema)
    with closing(SqliteDatabase(config.home / schema.file, schema)) as source:
        done = copy_database(source, target)
    target.continue_numbers()
    _tell((c.table, c.rows, c.added, c.changed, c.removed) for c in done)


def _tell(copied: Iterable[tuple[str, int, int, int, int]]) -> None:
    for table, rows, added, changed, removed in copied:
        click.echo(f"{table}: {rows}(新{added},改{changed},删{removed})")
