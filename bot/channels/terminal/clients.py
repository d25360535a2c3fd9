"""``tongxing clients``: keys for programs."""

from __future__ import annotations

import click

from bot.channels.configuration import check_configuration
from bot.channels.web.clients import hash_of, new_key
from bot.channels.web.settings import WebSettings
from knowledge.settings import load_config


@click.group("clients")
def clients_group() -> None:
    """Programs that call the APIs with a key of their own.

    \b
    Example:
      tongxing clients new school-site --per-minute 300
    """


@clients_group.command("new")
@click.argument("name")
@click.option("--per-minute", type=click.IntRange(min=1), default=600, show_default=True)
def new_command(name: str, per_minute: int) -> None:
    """Make a key; it is shown once, and its hash is what config.yml gets.

    \b
    Example:
      tongxing clients new school-site --per-minute 300
    """
    key = new_key()
    click.echo(f"密钥（只显示这一次，交给对方）: {key}", err=True)
    click.echo("把下面几行写进config.yml的web:，再重启:", err=True)
    click.echo("  clients:")
    click.echo(f"    {name}: {{key_sha256: {hash_of(key)}, per_minute: {per_minute}}}")


@clients_group.command("list")
def list_command() -> None:
    """List the clients and their limits; to shut one out, take its line out of config.yml.

    \b
    Example:
      tongxing clients list
    """
    config = load_config()
    check_configuration(config)
    for name, client in config.section("web", WebSettings).clients.items():
        click.echo(f"{name}: {client.per_minute}/min")
