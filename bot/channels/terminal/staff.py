"""``tongxing staff``: the people at the desk and their roles."""

from __future__ import annotations

import json
import secrets
import sys

import click

from actions.requests import RequestDesk
from actions.staff import StaffError, StaffRole, StaffRoom
from actions.staff.rights import OF_ACCOUNTS
from knowledge.catalogue import HOTLINE, load_catalogue
from knowledge.settings import load_config

_ROLES = [role.value for role in OF_ACCOUNTS]


@click.group("staff")
def staff_group() -> None:
    """People at the desk and their roles.

    \b
    Examples:
      tongxing staff add wang --shown 王值班 --role agent
      tongxing staff add jiaoyu1 --role department --department education
    """


@staff_group.command("add")
@click.argument("name")
@click.option("--shown", default="", help="Name as histories show it.")
@click.option("--role", type=click.Choice(_ROLES), required=True)
@click.option("--department", default="", help="Department id; needed for the role department.")
@click.option("--totp", is_flag=True, help="Also ask for a one-time code at sign-in.")
def add_command(name: str, shown: str, role: str, department: str, totp: bool) -> None:
    """Add an account; the password is read from standard input, or made and printed once.

    \b
    Example:
      tongxing staff add wang --shown 王值班 --role agent
    """
    room = _room()
    department = _department(StaffRole(role), department)
    password, made = _password()
    room.accounts.add(name, shown, StaffRole(role), department, password)
    _tell(f"已添加 {name}", password if made else "")
    if totp:
        click.echo(f"动态口令（加进验证器应用）: {room.accounts.require_totp(name)}")


@staff_group.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print a JSON array.")
def list_command(as_json: bool) -> None:
    """List the accounts.

    \b
    Example:
      tongxing staff list --json
    """
    found = [
        {
            "name": one.name,
            "shown": one.shown,
            "role": one.role.value,
            "department": one.department,
            "disabled": one.disabled,
            "totp": one.has_totp,
        }
        for one in _room().accounts.all()
    ]
    if as_json:
        click.echo(json.dumps(found, ensure_ascii=False, indent=1))
        return
    for one in found:
        closed = " 已停用" if one["disabled"] else ""
        click.echo(f"{one['name']}\t{one['shown']}\t{one['role']}\t{one['department']}{closed}")


@staff_group.command("disable")
@click.argument("name")
@click.option("--undo", is_flag=True, help="Open the account again.")
def disable_command(name: str, undo: bool) -> None:
    """Close an account and end its sessions.

    \b
    Example:
      tongxing staff disable wang
    """
    _room().accounts.disable(name, disabled=not undo)
    click.echo(f"{name} 已{'恢复' if undo else '停用'}")


@staff_group.command("reset")
@click.argument("name")
@click.option("--totp", is_flag=True, help="Make a new secret for one-time codes as well.")
def reset_command(name: str, totp: bool) -> None:
    """Give an account a new password and end its sessions.

    \b
    Example:
      tongxing staff reset wang
    """
    room = _room()
    password, made = _password()
    room.accounts.reset(name, password)
    _tell(f"{name} 的密码已换", password if made else "")
    if totp:
        click.echo(f"动态口令（加进验证器应用）: {room.accounts.require_totp(name)}")


def _room() -> StaffRoom:
    config = load_config()
    return StaffRoom.open(config.home, RequestDesk.open(config, load_catalogue()).keyring)


def _department(role: StaffRole, department: str) -> str:
    if role is not StaffRole.DEPARTMENT:
        return HOTLINE
    known = load_catalogue().departments
    if department not in known:
        raise StaffError(f"部门人员要写 --department:可用 {'、'.join(known)}")
    return department


def _password() -> tuple[str, bool]:
    """Return the password that was piped in, or a new one (and that it was made here)."""
    given = "" if sys.stdin.isatty() else sys.stdin.readline().strip()
    return (given, False) if given else (secrets.token_urlsafe(12), True)


def _tell(done: str, password: str) -> None:
    click.echo(done + (f"，密码（只显示这一次）: {password}" if password else ""))
