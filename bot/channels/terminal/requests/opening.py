"""Opening a request on a caller's behalf."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import click

from actions.requests import Channel, RequestDesk, RequestType, fields, hear, new_request
from bot.channels.terminal.requests.actors import actor_for
from bot.channels.terminal.requests.group import (
    by_option,
    json_option,
    print_json,
    requests_group,
)
from knowledge.catalogue import load_catalogue
from knowledge.errors import NotSetUpError
from knowledge.settings import Config, load_config

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase


def further_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command an option for each further field."""
    for field in reversed(fields.FURTHER):
        flag = f"--{field.name.replace('_', '-')}"
        needed = not field.may_be_skipped
        command = click.option(flag, field.name, required=needed, help=field.label)(command)
    return command


@requests_group.command("open")
@click.option("--need", required=True, help="What help is asked for.")
@click.option("--service", "services", multiple=True, help="Service id; may be given twice.")
@click.option("--age", type=int, help="The child's age in years.")
@click.option("--county", required=True, help="Where the child lives, e.g. 南明区.")
@click.option("--name", required=True, help="Whom to call.")
@click.option("--phone", required=True, help="11 digits.")
@click.option("--consent", is_flag=True, help="The caller agreed to the details being kept.")
@click.option("--key", help="Idempotency key: the same key opens one request only.")
@click.option("--type", "kind", type=click.Choice(list(RequestType)), help="Default: by the words.")
@click.option("--urgent", is_flag=True, help="A child may be in danger; alerts the duty person.")
@further_options
@by_option
@json_option
def open_command(
    need: str,
    services: tuple[str, ...],
    age: int | None,
    county: str,
    name: str,
    phone: str,
    consent: bool,
    key: str | None,
    kind: str | None,
    urgent: bool,
    by: str,
    as_json: bool,
    **further: str | None,
) -> None:
    """Open a request on a caller's behalf.

    \b
    Example:
      tongxing requests open --need 娃七岁没得学上 --age 7 --county 南明区 \\
        --name 王女士 --phone 13800138000 --consent
    """
    from knowledge.base import knowledge_build

    config, catalogue = load_config(), load_catalogue()
    desk = RequestDesk.open(config, catalogue)
    new = new_request(
        need=need,
        kind=kind,
        services=services,
        child_age=age,
        county=county,
        contact_name=name,
        contact_phone=phone,
        channel=Channel.HOTLINE,
        agreed=consent,
        heard=hear(need, _knowledge(config)),
        urgent=urgent,
        build=knowledge_build(config, catalogue),
        further=further,
    )
    case = desk.submit(new, key=key, by=actor_for(desk, by, "open_request"))
    desk.outbox.deliver_due(desk.local_ways())
    if as_json:
        print_json(case.to_json() | {"check_code": case.check_code})
        return
    department = desk.cases.notifier.department_name(case.department)
    click.echo(f"已登记 {case.number}  校验码 {case.check_code}")
    click.echo(f"承办部门 {department}  期限 {case.due_at[:16].replace('T', ' ')}")
    if case.calendar_note:
        click.echo(case.calendar_note)


def _knowledge(config: Config) -> KnowledgeBase | None:
    """Return what understands the need; a desk without the model still takes calls."""
    from knowledge.base import KnowledgeBase

    try:
        return KnowledgeBase.open(config)
    except NotSetUpError:
        return None
