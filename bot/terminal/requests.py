"""``tongxing requests``: the service requests, for staff at a terminal."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from actions.requests import (
    Actor,
    Channel,
    Consent,
    InvalidFieldError,
    NewRequest,
    RequestDesk,
    RequestFilter,
    RequestType,
    ServiceRequest,
)
from actions.requests.deadlines.clocks import china_now
from bot.terminal.requests_views import print_case, print_list, print_rows, write_csv
from knowledge.catalogue import load_catalogue
from knowledge.settings import load_config

CONSENT_VERSION = "hotline-spoken-1"
"""What the person at the desk reads out before ``--consent`` may be given."""

by_option = click.option("--by", default="终端值班员", help="Who does it; goes into the history.")
reason_option = click.option("--reason", default="", help="Why; parents are told of it.")
needed_reason = click.option("--reason", required=True, help="Why; the parent is told.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print the request as JSON.")
Command = Callable[..., None]


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
    r"""Service requests, for staff at a terminal.

    \b
    Examples:
      tongxing requests list --open
      tongxing requests transfer GZ261124-K7M4Q9XT --to health --reason 归卫健管
    """


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
) -> None:
    r"""Open a request on a caller's behalf.

    \b
    Example:
      tongxing requests open --need 娃七岁没得学上 --age 7 --county 南明区 \
        --name 王女士 --phone 13800138000 --consent
    """
    desk = _desk()
    new = NewRequest(
        need=need,
        type=kind,
        services=services,
        child_age=age,
        county=county,
        contact_name=name,
        contact_phone=phone,
        channel=Channel.HOTLINE,
        consent=Consent(CONSENT_VERSION, china_now()) if consent else None,
        urgent=urgent,
        build=desk.catalogue.version,
    )
    case = desk.submit(new, key=key, by=Actor.staff(by))
    desk.outbox.deliver_due(desk.local_ways())
    if as_json:
        _print_json(case.to_json() | {"check_code": case.check_code})
        return
    department = desk.cases.announcer.department_name(case.department)
    click.echo(f"已登记 {case.number}  校验码 {case.check_code}")
    click.echo(f"承办部门 {department}  期限 {case.due_at[:16].replace('T', ' ')}")
    if case.calendar_note:
        click.echo(case.calendar_note)


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
    r"""List requests, newest first.

    \b
    Example:
      tongxing requests list --department education --open
    """
    desk = _desk()
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
        _print_json([{k: v for k, v in row.items() if k != "history"} for row in rows])
    else:
        print_list(cases, desk)


@requests_group.command("show")
@click.argument("number")
@click.option("--reveal", is_flag=True, help="Show contact details; the look is logged.")
@click.option("--reason", default="未写明", help="Why the details are needed.")
@by_option
@json_option
def show_command(number: str, reveal: bool, reason: str, by: str, as_json: bool) -> None:
    r"""Show one request with its history.

    \b
    Example:
      tongxing requests show GZ261124-K7M4Q9XT --reveal --reason 回电
    """
    desk = _desk()
    actor = Actor.staff(by)
    case = desk.reveal(number, by=actor, reason=reason) if reveal else desk.find(number)
    if as_json:
        _print_json(case.to_json(reveal=reveal))
    else:
        print_case(case, desk, reveal=reveal)


@requests_group.command("transfer")
@click.argument("number")
@click.option("--to", "department", required=True, help="Department id, e.g. health.")
@click.option("--misrouted", is_flag=True, help="Count it as a mistake of the routing.")
@needed_reason
@by_option
@json_option
def transfer_command(
    number: str, department: str, misrouted: bool, reason: str, by: str, as_json: bool
) -> None:
    """Hand a request to another department; the parent is told which and why."""
    desk = _desk()
    move = desk.override_routing if misrouted else desk.transfer
    _done(desk, move(number, department, by=Actor.staff(by), reason=reason), as_json)


@requests_group.command("return")
@click.argument("number")
@click.option("--code", default="not-ours", show_default=True, help="Return code.")
@needed_reason
@by_option
@json_option
def return_command(number: str, code: str, reason: str, by: str, as_json: bool) -> None:
    """Send a request back to the hotline desk."""
    desk = _desk()
    _done(desk, desk.send_back(number, by=Actor.staff(by), reason=reason, code=code), as_json)


@requests_group.command("extend")
@click.argument("number")
@click.option("--days", type=int, required=True, help="Working days.")
@needed_reason
@by_option
@json_option
def extend_command(number: str, days: int, reason: str, by: str, as_json: bool) -> None:
    """Ask for a later deadline; it takes effect with `approve-extension`."""
    desk = _desk()
    case = desk.request_extension(number, days, by=Actor.staff(by), reason=reason)
    _done(desk, case, as_json)


@requests_group.command("approve-extension")
@click.argument("number")
@click.option("--refuse", is_flag=True, help="Refuse it instead.")
@reason_option
@click.option("--by", default="主管", help="Who decides; not the one who asked.")
@json_option
def approve_extension_command(
    number: str, refuse: bool, reason: str, by: str, as_json: bool
) -> None:
    """Approve (or refuse) an extension that was asked for."""
    desk = _desk()
    actor = Actor.supervisor(by)
    case = desk.decide_extension(number, approve=not refuse, by=actor, reason=reason)
    _done(desk, case, as_json)


@requests_group.command("archive")
@click.argument("number")
@reason_option
@click.option("--by", default="主管", help="Who files it away.")
@json_option
def archive_command(number: str, reason: str, by: str, as_json: bool) -> None:
    """File a closed request away."""
    desk = _desk()
    _done(desk, desk.archive(number, by=Actor.supervisor(by), reason=reason), as_json)


@requests_group.command("assist")
@click.argument("number")
@click.option("--department", required=True, help="Department id.")
@reason_option
@by_option
@json_option
def assist_command(number: str, department: str, reason: str, by: str, as_json: bool) -> None:
    """Add an assisting department."""
    desk = _desk()
    case = desk.add_assisting(number, department, by=Actor.staff(by), reason=reason)
    _done(desk, case, as_json)


@requests_group.command("note")
@click.argument("number")
@click.argument("text")
@by_option
@json_option
def note_command(number: str, text: str, by: str, as_json: bool) -> None:
    """Write a note for staff; the parent is not told."""
    desk = _desk()
    _done(desk, desk.add_note(number, text, by=Actor.staff(by)), as_json)


@requests_group.command("export")
@click.option("--output", type=click.Path(dir_okay=False, path_type=Path), help="Default: stdout.")
@click.option("--department", help="Department id.")
@click.option("--open", "open_only", is_flag=True, help="Only what is not closed.")
@click.option("--json", "as_json", is_flag=True, help="JSON instead of CSV.")
def export_command(
    output: Path | None, department: str | None, open_only: bool, as_json: bool
) -> None:
    r"""Export requests as CSV, contact details masked.

    \b
    Example:
      tongxing requests export --output requests.csv
    """
    desk = _desk()
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
    """Show what departments without mail or webhook were told."""
    desk = _desk()
    desk.outbox.deliver_due(desk.local_ways())
    found = desk.console.unread(department)
    if as_json:
        _print_json(found)
    else:
        print_rows(found, ("id", "at", "department", "subject", "body"))
    if mark and found:
        desk.console.mark_read(found[-1]["id"], department)


@requests_group.command("outbox")
@click.option("--retry", help="Id of a dead or unsure message to send once more.")
@click.option("--json", "as_json", is_flag=True)
def outbox_command(retry: str | None, as_json: bool) -> None:
    """Show what could not be delivered (dead) or may have been (unsure)."""
    desk = _desk()
    if retry and not desk.outbox.retry(retry):
        raise click.ClickException(f"没有编号是“{retry}”、可以重发的消息")
    letters = desk.outbox.dead_letters()
    if as_json:
        _print_json({"counts": desk.outbox.waiting(), "letters": letters})
    else:
        print_rows(letters, ("id", "number", "audience", "channel", "status", "error"))


@requests_group.command("figures")
def figures_command() -> None:
    """Print counts as JSON: by state, overdue, mis-routing rate, satisfaction."""
    _print_json(_desk().figures())


def _plain_move(name: str, method: str, text: str, *, reason: bool) -> None:
    """Add a command that takes a number and a reason and does one thing."""

    @click.argument("number")
    @(needed_reason if reason else reason_option)
    @by_option
    @json_option
    def command(number: str, reason: str, by: str, as_json: bool) -> None:
        desk = _desk()
        case = getattr(desk, method)(number, by=Actor.staff(by), reason=reason)
        _done(desk, case, as_json)

    requests_group.command(name, help=text)(command)


_plain_move("acknowledge", "acknowledge", "Acknowledge a request.", reason=False)
_plain_move("start", "start", "Say that work has begun.", reason=False)
_plain_move("resolve", "resolve", "Resolve; the reason is the result.", reason=True)
_plain_move("follow-up", "follow_up", "Record what the parent said of the result.", reason=True)
_plain_move("reopen", "reopen", "Take a closed request up again.", reason=True)
_plain_move("withdraw", "withdraw", "Withdraw for the parent.", reason=True)
_plain_move("supervise", "supervise", "Press the department.", reason=True)


def _desk() -> RequestDesk:
    return RequestDesk.open(load_config(), load_catalogue())


def _done(desk: RequestDesk, case: ServiceRequest, as_json: bool) -> None:
    desk.outbox.deliver_due(desk.local_ways())
    if as_json:
        _print_json(case.to_json())
        return
    department = desk.cases.announcer.department_name(case.department)
    click.echo(f"{case.number} {case.history[-1].action}:{case.status},{department}")


def _print_json(value: Any) -> None:
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))
