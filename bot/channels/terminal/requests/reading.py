"""Looking at requests, and at what was told to whom."""

from __future__ import annotations

import json
from pathlib import Path

import click

from actions.requests import RequestFilter, RequestType
from bot.channels.terminal.requests.actors import actor_for
from bot.channels.terminal.requests.group import (
    by_option,
    json_option,
    open_desk,
    print_json,
    requests_group,
)
from bot.channels.terminal.requests.views import print_case, print_list, print_rows, write_csv


@requests_group.command("list")
@click.option("--department", help="Department id, e.g. education.")
@click.option("--status", help="E.g. 转办.")
@click.option("--county")
@click.option("--type", "kind", type=click.Choice(list(RequestType)))
@click.option("--open", "open_only", is_flag=True, help="Only what is not closed.")
@click.option("--overdue", is_flag=True, help="Only what is past its deadline.")
@click.option("--urgent", is_flag=True, help="Only urgent ones.")
@click.option("--limit", type=click.IntRange(1), default=100, show_default=True)
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array (without histories).")
def list_command(
    department: str | None,
    status: str | None,
    county: str | None,
    kind: str | None,
    open_only: bool,
    overdue: bool,
    urgent: bool,
    limit: int,
    as_json: bool,
) -> None:
    """List requests, newest first.

    \b
    Example:
      tongxing requests list --department education --open
    """
    desk = open_desk()
    wanted = RequestFilter(
        department=department,
        status=status,
        county=county,
        type=kind,
        open_only=open_only,
        overdue=overdue,
        urgent=True if urgent else None,
        limit=limit,
    )
    cases = desk.list(wanted)
    if as_json:
        rows = [case.to_json() for case in cases]
        print_json([{k: v for k, v in row.items() if k != "history"} for row in rows])
    else:
        print_list(cases, desk)


@requests_group.command("show")
@click.argument("number")
@click.option("--reveal", is_flag=True, help="Show contact details; the look is logged.")
@click.option("--reason", default="未写明", help="Why the details are needed.")
@by_option
@json_option
def show_command(number: str, reveal: bool, reason: str, by: str, as_json: bool) -> None:
    """Show one request with its history.

    \b
    Example:
      tongxing requests show GZ261124-K7M4Q9XT --reveal --reason 回电
    """
    desk = open_desk()
    actor = actor_for(desk, by, "reveal" if reveal else "see", number)
    case = desk.act(number, "reveal", by=actor, reason=reason) if reveal else desk.find(number)
    if as_json:
        print_json(case.to_json(reveal=reveal))
    else:
        print_case(case, desk, reveal=reveal)


@requests_group.command("export")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: stdout.")
@click.option("--department", help="Department id.")
@click.option("--open", "open_only", is_flag=True, help="Only what is not closed.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of CSV.")
def export_command(
    output: Path | None, department: str | None, open_only: bool, as_json: bool
) -> None:
    """Export requests as CSV, contact details masked.

    \b
    Example:
      tongxing requests export --output requests.csv
    """
    desk = open_desk()
    cases = desk.list(RequestFilter(department=department, open_only=open_only, limit=1_000_000))
    if as_json:
        text = json.dumps([case.to_json() for case in cases], ensure_ascii=False, indent=1) + "\n"
    else:
        text = write_csv(cases)
    if output is None:
        click.echo(text, nl=False)
        return
    try:
        # The mark makes spreadsheet programs read the characters as what they are.
        output.write_text(text, encoding="utf-8" if as_json else "utf-8-sig")
    except OSError as error:
        raise click.ClickException(f"{output}: 写不进去({error.strerror})") from error
    click.echo(f"{len(cases)} 条 → {output}", err=True)


@requests_group.command("inbox")
@click.option("--department", help="Department id, hotline or duty.")
@click.option("--read", "mark", is_flag=True, help="Mark what is shown as read.")
@click.option("--json", "as_json", is_flag=True)
def inbox_command(department: str | None, mark: bool, as_json: bool) -> None:
    """Show what departments without mail or webhook were told.

    \b
    Example:
      tongxing requests inbox --department education --read
    """
    desk = open_desk()
    desk.outbox.deliver_due(desk.local_ways())
    found = desk.console.unread(department)
    if as_json:
        print_json(found)
    else:
        print_rows(found, ("id", "at", "department", "subject", "body"))
    if mark and found:
        desk.console.mark_read(found[-1]["id"], department)


@requests_group.command("outbox")
@click.option("--retry", help="Id of a dead or unsure message to send once more.")
@click.option("--json", "as_json", is_flag=True)
def outbox_command(retry: str | None, as_json: bool) -> None:
    """Show what could not be delivered (dead) or may have been (unsure).

    \b
    Example:
      tongxing requests outbox --retry 3f2a
    """
    desk = open_desk()
    if retry and not desk.outbox.retry(retry):
        raise click.ClickException(f"没有编号是“{retry}”、可以重发的消息")
    letters = desk.outbox.dead_letters()
    if as_json:
        print_json({"counts": desk.outbox.waiting(), "letters": letters})
    else:
        print_rows(letters, ("id", "number", "audience", "channel", "status", "error"))


@requests_group.command("figures")
def figures_command() -> None:
    """Print counts as JSON: by state, overdue, mis-routing rate, satisfaction.

    \b
    Example:
      tongxing requests figures
    """
    print_json(open_desk().statistics())
