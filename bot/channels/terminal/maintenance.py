"""``tongxing backup``, ``restore``, ``rotate-key``, ``purge``: looking after the data."""

from __future__ import annotations

import tarfile
import time
from contextlib import closing
from pathlib import Path

import click

from actions.requests import RequestDesk, RequestsSettings, database_file
from actions.requests.deadlines.clocks import china_now
from actions.requests.privacy.keys import Keyring, load_master_key
from actions.requests.store import open_store
from actions.requests.store.backup import restore
from bot.channels.terminal.schemas import SCHEMAS
from bot.dialogue.retention import remove_leftovers
from bot.dialogue.trackers import Trackers
from bot.launch.archive import REQUESTS, SETTINGS, put_back, unpacked, write_archive
from knowledge.catalogue import load_catalogue
from knowledge.database import database_url, open_database
from knowledge.settings import Config, load_config


@click.command("backup")
@click.argument("file", required=False, type=click.Path(dir_okay=False, path_type=Path))
def backup_command(file: Path | None) -> None:
    """Write a checked copy of the installation while everything goes on running.

    In it are requests, ingested documents, conversations and settings. The keys are not: keep
    TONGXING_ENCRYPTION_KEY (or the key file) and the other secrets elsewhere.

    \b
    Examples:
      tongxing backup
      tongxing backup /safe/place/tongxing.tar.gz
    """
    config = load_config()
    settings = config.section("requests", RequestsSettings)
    name = f"tongxing-{china_now():%Y%m%d-%H%M%S}.tar.gz"
    store = open_store(database_file(config.home), busy_seconds=settings.busy_seconds)
    target = file or config.home / "backups" / name
    served = [open_database(config.home, each) for each in SCHEMAS] if database_url() else []
    names = write_archive(config.home, config.path, store, target, served)
    click.echo(f"已备份到 {target}:{'、'.join(names)}")
    click.echo("加密密钥、会话密钥和环境变量里的密码不在其中,请另行保管")


@click.command("restore")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--yes", is_flag=True, help="Do not ask; the service is stopped.")
def restore_command(file: Path, yes: bool) -> None:
    """Put a backup in the place of what there is; the present files are kept beside it.

    Stop `tongxing serve` first: it is refused while anything has the requests open. The settings
    of the backup are laid beside the present ones, not over them.

    \b
    Example:
      tongxing restore /safe/place/tongxing.tar.gz --yes
    """
    if not yes:
        click.confirm("服务已停止,用这份备份替换现有数据?", abort=True, err=True)
    config = load_config()
    if not tarfile.is_tarfile(file):
        # A copy of the requests alone, as earlier versions wrote it.
        _restore_requests(config, file)
        return
    with unpacked(file) as folder:
        _restore_requests(config, folder / REQUESTS)
        mark = f"before-restore-{china_now():%Y%m%d-%H%M%S}"
        click.echo(f"已恢复:{'、'.join(put_back(folder, config.home, mark))}")
        former = folder / SETTINGS
        if former.is_file() and former.read_bytes() != config.path.read_bytes():
            aside = config.home / "config.from-backup.yml"
            aside.write_bytes(former.read_bytes())
            click.echo(f"备份里的设置与现在不同,放在 {aside}")
    click.echo("密钥不在备份里;索引请用 tongxing build 重做")
    if database_url():
        click.echo("数据已放回状态文件夹;再用 tongxing move --to 搬进一个空的 PostgreSQL 数据库")


def _restore_requests(config: Config, file: Path) -> None:
    key = load_master_key(config.home)
    former = restore(
        file, database_file(config.home), china_now(), lambda store: Keyring.open(key, store)
    )
    click.echo("已恢复诉求" + (f";原来的文件留在 {former}" if former else ""))


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
    config, now = load_config(), time.time()
    desk = _desk()
    done, rules = desk.purge(), desk.settings.retention
    with closing(Trackers.open(config.home)) as trackers:
        stories = trackers.forget_old(rules.conversations_days, now)
    files = remove_leftovers(config.home, rules.leftovers_days, now)
    click.echo(
        f"已清除:诉求个人信息 {done['requests']},草稿 {done['drafts']},"
        f"消息 {done['messages']},核对记录 {done['checks']},"
        f"对话 {stories},旧文件 {files}"
    )


def _desk() -> RequestDesk:
    return RequestDesk.open(load_config(), load_catalogue())
