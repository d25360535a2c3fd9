from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from actions.requests import KeyUnreadableError, RequestDesk
from actions.staff import StaffRole, StaffRoom
from bot.channels.terminal.maintenance import backup_command, restore_command, rotate_key_command
from bot.channels.terminal.requests import requests_group
from bot.channels.terminal.requests.actors import NotAllowedError
from knowledge.catalogue import HOTLINE
from knowledge.errors import TongxingError

OPEN = (
    "open", "--need", "娃七岁,公办小学说没有学位", "--service", "compulsory-school", "--age", "7",
    "--county", "南明区", "--name", "王小明", "--phone", "13800138000", "--consent",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _own_home(home: Path) -> None:
    """Every command of this file works in a folder of its own."""


def call(*arguments: str) -> Result:
    return CliRunner().invoke(requests_group, arguments)


def opened() -> dict[str, Any]:
    found = call(*OPEN, "--json")
    assert found.exit_code == 0, found.output
    case: dict[str, Any] = json.loads(found.stdout)
    return case


def test_a_request_is_opened_shown_and_listed() -> None:
    case = opened()
    assert len(case["check_code"]) == 6
    shown = json.loads(call("show", case["number"], "--json").stdout)
    assert set(shown) == {
        "number", "type", "need", "services", "department", "assisting", "status", "child_age",
        "county", "contact_name", "contact_phone", "channel", "opened_at", "due_at", "history",
        "build",
    }  # fmt: skip
    assert shown["contact_phone"] == "138****8000"
    listed = json.loads(call("list", "--open", "--json").stdout)
    assert [row["number"] for row in listed] == [case["number"]]
    assert "王**" in call("list").stdout


def test_revealed_details_leave_a_line_in_the_history() -> None:
    number = opened()["number"]
    shown = json.loads(call("show", number, "--reveal", "--reason", "回电", "--json").stdout)
    assert shown["contact_phone"] == "13800138000"
    assert (shown["history"][-1]["action"], shown["history"][-1]["reason"]) == (
        "查看联系方式",
        "回电",
    )


def test_no_consent_no_request() -> None:
    found = call(*OPEN[:-1])
    assert isinstance(found.exception, TongxingError)
    assert json.loads(call("list", "--json").stdout) == []


def test_a_field_that_cannot_be_used_is_wrong_use_in_one_line() -> None:
    opened()
    found = call(*(argument.replace("13800138000", "138") for argument in OPEN))
    assert found.exit_code == 2
    assert found.stderr.count("\n") == 1


def test_the_same_key_opens_one_request() -> None:
    numbers = {json.loads(call(*OPEN, "--key", "k", "--json").stdout)["number"] for _ in range(2)}
    assert len(numbers) == 1


def test_staff_take_a_request_through_its_life() -> None:
    number = opened()["number"]
    for arguments in (
        ("acknowledge", number),
        ("extend", number, "--days", "3", "--reason", "等名额"),
        ("approve-extension", number),
        ("transfer", number, "--to", "health", "--reason", "归卫健"),
        ("return", number, "--reason", "不归我们"),
        ("transfer", number, "--to", "education", "--reason", "归教育"),
        ("assist", number, "--department", "civil-affairs"),
        ("acknowledge", number),
        ("start", number),
        ("note", number, "打过电话"),
        ("resolve", number, "--reason", "已安排"),
        ("follow-up", number, "--reason", "满意"),
        ("reopen", number, "--reason", "又不收了"),
        ("withdraw", number, "--reason", "搬家了"),
        ("archive", number),
    ):
        found = call(*arguments)
        assert found.exit_code == 0, (arguments, found.output, found.exception)
    assert json.loads(call("show", number, "--json").stdout)["status"] == "归档"
    assert json.loads(call("figures").stdout)["misrouted"] == 1


@pytest.mark.parametrize("sign", ["=", "＝", "＋", "－", "＠", " ＝"])
def test_an_export_is_masked_and_safe_to_open_in_a_spreadsheet(tmp_path: Path, sign: str) -> None:
    call(*(a.replace("娃七岁", f"{sign}HYPERLINK(1)") for a in OPEN))
    file = tmp_path / "requests.csv"
    assert call("export", "--output", str(file)).exit_code == 0
    text = file.read_text(encoding="utf-8-sig")
    assert "13800138000" not in text
    assert f"'{sign.strip()}HYPERLINK" in text


def test_backup_and_restore_bring_the_former_state_back(tmp_path: Path) -> None:
    number = opened()["number"]
    before = json.loads(call("show", number, "--json").stdout)
    file = str(tmp_path / "copy.db")
    assert CliRunner().invoke(backup_command, [file]).exit_code == 0
    call("withdraw", number, "--reason", "搬家了")
    assert CliRunner().invoke(restore_command, [file, "--yes"]).exit_code == 0
    assert json.loads(call("show", number, "--json").stdout) == before


def test_a_backup_that_the_key_does_not_open_replaces_nothing(tmp_path: Path) -> None:
    number = opened()["number"]
    file = str(tmp_path / "copy.db")
    CliRunner().invoke(backup_command, [file])
    assert CliRunner().invoke(rotate_key_command).exit_code == 0
    call("withdraw", number, "--reason", "搬家了")
    refused = CliRunner().invoke(restore_command, [file, "--yes"])
    assert isinstance(refused.exception, KeyUnreadableError)
    assert json.loads(call("show", number, "--json").stdout)["status"] == "撤回"


def test_every_command_has_help_with_its_options() -> None:
    for name in requests_group.commands:
        assert "--help" in call(name, "--help").output


def test_an_account_named_with_by_may_do_at_the_terminal_what_the_table_gives_it(
    home: Path, desk: RequestDesk
) -> None:
    room = StaffRoom.open(home, desk.keyring)
    for name, role, department in (
        ("jiaoyu", StaffRole.DEPARTMENT, "education"),
        ("weijian", StaffRole.DEPARTMENT, "health"),
        ("zhao", StaffRole.SUPERVISOR, HOTLINE),
    ):
        room.accounts.add(name, name, role, department, "password of the tests")
    room.close()
    number = opened()["number"]
    for refused in (
        ("acknowledge", number, "--by", "weijian"),
        ("show", number, "--reveal", "--reason", "看", "--by", "weijian"),
        ("supervise", number, "--reason", "快", "--by", "jiaoyu"),
    ):
        found = call(*refused)
        assert isinstance(found.exception, NotAllowedError), refused
    assert call("acknowledge", number, "--by", "jiaoyu").exit_code == 0
    extend = ("extend", number, "--days", "3", "--reason", "要等", "--by", "jiaoyu")
    assert call(*extend).exit_code == 0
    own = call("approve-extension", number, "--by", "jiaoyu")
    assert isinstance(own.exception, NotAllowedError)
    assert call("approve-extension", number, "--by", "zhao").exit_code == 0
    history = json.loads(call("show", number, "--json").stdout)["history"]
    assert history[-1]["by"] == "zhao（zhao）"
