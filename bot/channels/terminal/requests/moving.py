"""Moving requests along: every move is told to the parent and written into the history."""

from __future__ import annotations

import click

from actions.requests import Actor
from bot.channels.terminal.requests.group import (
    by_option,
    json_option,
    needed_reason,
    open_desk,
    reason_option,
    requests_group,
    tell,
)


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
    """Hand a request to another department; the parent is told which and why.

    \b
    Example:
      tongxing requests transfer GZ261124-K7M4Q9XT --to health --reason 归卫健管
    """
    desk = open_desk()
    move = desk.override_routing if misrouted else desk.transfer
    tell(desk, move(number, department, by=Actor.staff(by), reason=reason), as_json)


@requests_group.command("return")
@click.argument("number")
@click.option("--code", default="not-ours", show_default=True, help="Return code.")
@needed_reason
@by_option
@json_option
def return_command(number: str, code: str, reason: str, by: str, as_json: bool) -> None:
    """Send a request back to the hotline desk.

    \b
    Example:
      tongxing requests return GZ261124-K7M4Q9XT --code not-ours --reason 不归本部门
    """
    desk = open_desk()
    tell(desk, desk.send_back(number, by=Actor.staff(by), reason=reason, code=code), as_json)


@requests_group.command("extend")
@click.argument("number")
@click.option("--days", type=int, required=True, help="Working days.")
@needed_reason
@by_option
@json_option
def extend_command(number: str, days: int, reason: str, by: str, as_json: bool) -> None:
    """Ask for a later deadline; it takes effect with `approve-extension`.

    \b
    Example:
      tongxing requests extend GZ261124-K7M4Q9XT --days 5 --reason 需要外省核实
    """
    desk = open_desk()
    case = desk.request_extension(number, days, by=Actor.staff(by), reason=reason)
    tell(desk, case, as_json)


@requests_group.command("approve-extension")
@click.argument("number")
@click.option("--refuse", is_flag=True, help="Refuse it instead.")
@reason_option
@click.option("--by", default="主管", help="Who decides; not the one who asked.")
@json_option
def approve_extension_command(
    number: str, refuse: bool, reason: str, by: str, as_json: bool
) -> None:
    """Approve (or refuse) an extension that was asked for.

    \b
    Example:
      tongxing requests approve-extension GZ261124-K7M4Q9XT --by 李科
    """
    desk = open_desk()
    actor = Actor.supervisor(by)
    case = desk.decide_extension(number, approve=not refuse, by=actor, reason=reason)
    tell(desk, case, as_json)


@requests_group.command("archive")
@click.argument("number")
@reason_option
@click.option("--by", default="主管", help="Who files it away.")
@json_option
def archive_command(number: str, reason: str, by: str, as_json: bool) -> None:
    """File a closed request away.

    \b
    Example:
      tongxing requests archive GZ261124-K7M4Q9XT
    """
    desk = open_desk()
    tell(desk, desk.archive(number, by=Actor.supervisor(by), reason=reason), as_json)


@requests_group.command("assist")
@click.argument("number")
@click.option("--department", required=True, help="Department id.")
@reason_option
@by_option
@json_option
def assist_command(number: str, department: str, reason: str, by: str, as_json: bool) -> None:
    """Add an assisting department.

    \b
    Example:
      tongxing requests assist GZ261124-K7M4Q9XT --department civil-affairs --reason 低保也要看
    """
    desk = open_desk()
    case = desk.add_assisting(number, department, by=Actor.staff(by), reason=reason)
    tell(desk, case, as_json)


@requests_group.command("note")
@click.argument("number")
@click.argument("text")
@by_option
@json_option
def note_command(number: str, text: str, by: str, as_json: bool) -> None:
    """Write a note for staff; the parent is not told.

    \b
    Example:
      tongxing requests note GZ261124-K7M4Q9XT 已去电两次未接
    """
    desk = open_desk()
    tell(desk, desk.add_note(number, text, by=Actor.staff(by)), as_json)


def _plain_move(name: str, text: str, example: str, *, reason: bool = True) -> None:
    """Add a command that takes a number and a reason and does one thing."""

    @click.argument("number")
    @(needed_reason if reason else reason_option)
    @by_option
    @json_option
    def command(number: str, reason: str, by: str, as_json: bool) -> None:
        desk = open_desk()
        case = getattr(desk, name.replace("-", "_"))(number, by=Actor.staff(by), reason=reason)
        tell(desk, case, as_json)

    told = f" --reason {example}" if example else ""
    line = f"tongxing requests {name} GZ261124-K7M4Q9XT{told}"
    requests_group.command(name, help=f"{text}\n\n\b\nExample:\n  {line}")(command)


_plain_move("acknowledge", "Acknowledge a request.", "", reason=False)
_plain_move("start", "Say that work has begun.", "", reason=False)
_plain_move("resolve", "Resolve; the reason is the result.", "已联系学校,下周一入学")
_plain_move("follow-up", "Record what the parent said of the result.", "家长满意")
_plain_move("reopen", "Take a closed request up again.", "家长说还没办好")
_plain_move("withdraw", "Withdraw for the parent.", "家长来电撤回")
_plain_move("supervise", "Press the department.", "已过期限两天")
