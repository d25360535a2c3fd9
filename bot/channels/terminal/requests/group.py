"""The command group, and what its commands share."""

from __future__ import annotations

import json
from typing import Any

import click

from actions.requests import InvalidFieldError, RequestDesk, ServiceRequest
from knowledge.catalogue import load_catalogue
from knowledge.settings import load_config

by_option = click.option("--by", default="终端值班员", help="Who does it; goes into the history.")
reason_option = click.option("--reason", default="", help="Why; parents are told of it.")
needed_reason = click.option("--reason", required=True, help="Why; the parent is told.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the request as JSON.")


class _Group(click.Group):
    """Turns a field that cannot be used into wrong use (exit code 2)."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except InvalidFieldError as error:
            click.echo(f"tongxing: {error}", err=True)
            ctx.exit(2)


@click.group("requests", cls=_Group)
def requests_group() -> None:
    """Service requests, for staff at a terminal.

    \b
    Examples:
      tongxing requests list --open
      tongxing requests transfer GZ261124-K7M4Q9XT --to health --reason 归卫健管
    """


def open_desk() -> RequestDesk:
    """Return the desk on the configured state folder."""
    return RequestDesk.open(load_config(), load_catalogue())


def tell(desk: RequestDesk, case: ServiceRequest, as_json: bool) -> None:
    """Deliver what the change brought about, and print where the request stands now."""
    desk.outbox.deliver_due(desk.local_ways())
    if as_json:
        print_json(case.to_json())
        return
    department = desk.cases.notifier.department_name(case.department)
    click.echo(f"{case.number} {case.history[-1].action}:{case.status},{department}")


def print_json(value: Any) -> None:
    """Print for a program."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
