"""``tongxing backup``, ``restore``, ``rotate-key``, ``purge``: looking after the requests."""

from __future__ import annotations

from pathlib import Path

import click

from actions.requests import RequestDesk, RequestsSettings, database_file
from actions.requests.deadlines.clocks import china_now
from actions.requests.privacy.keys import Keyring, load_master_key
from actions.requests.store import open_store
from actions.requests.store.backup import back_up, restore
from knowledge.catalogue import load_catalogue
from knowledge.settings import load_config


@click.command("backup")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path | None) -> None:
    """Write a checked copy of all service requests while everything goes on running.

    The encryption key is not in the copy: keep TONGXING_ENCRYPTION_KEY or the key file elsewhere.

    \b
    Examples:
      tongxing backup
      tongxing backup /safe/place/requests.db
    """
    config = load_config()
    settings = config.section("requests", RequestsSettings)
    name = f"requests-{china_now():%Y%m%d-%H%M%S}.db"
    store = open_store(database_file(config.home), busy_seconds=settings.busy_seconds)
    target = back_up(store, file or config.home / "backups" / name)
    click.echo(f"已备份到 {target};密钥不在其中,请另行保管")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask; the service is stopped.")
def restore_command(file: Path, yes: bool) -> None:
    """Put a backup in the place of the present requests; the present file is kept beside it.

    Stop `tongxing serve` first.

    \b
    Example:
      tongxing restore /safe/place/requests.db --yes
    """
    if not yes:
        click.confirm("服务已停止,用这份备份替换现有诉求数据?", abort=True, err=True)
    config = load_config()
    key = load_master_key(config.home)
    former = restore(
        file, database_file(config.home), china_now(), lambda store: Keyring.open(key, store)
    )
    click.echo("已恢复" + (f";原来的文件留在 {former}" if former else ""))


@click.command("rotate-key")
def rotate_key_command() -> None:
    """Put a new encryption key in the place of the old one.

    A key file is changed at once. With TONGXING_ENCRYPTION_KEY: set it to "new,old" everywhere,
    restart the service, run this, then leave "new" alone.

    \b
    Example:
      tongxing rotate-key
    """
    count = _desk().rotate_key()
    click.echo(f"已换新密钥,重新加密 {count} 项;旧备份仍要用旧密钥")


@click.command("purge")
def purge_command() -> None:
    """Remove personal data that retention (config.yml) no longer allows to be kept.

    \b
    Example:
      tongxing purge
    """
    done = _desk().purge()
    click.echo(
        f"已清除:诉求个人信息 {done['requests']},草稿 {done['drafts']},"
        f"消息 {done['messages']},核对记录 {done['checks']}"
    )


def _desk() -> RequestDesk:
    return RequestDesk.open(load_config(), load_catalogue())
