"""A request opened in chat, moved at a terminal, told in the same conversation."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import uuid
from typing import Any

import pytest
from dialogue_servers import Servers

pytestmark = pytest.mark.slow

CLI = "from bot.channels.terminal.cli import main; main()"
_PATIENCE_SECONDS = 20


@pytest.fixture
def parent() -> str:
    return uuid.uuid4().hex


@pytest.fixture
def number(servers: Servers, parent: str) -> str:
    servers.say(parent, "我要登记，学校不收我家娃，七岁，住南明区，我叫王小明，电话13800138000")
    opened = servers.say(parent, "对，同意保存")["meta"]["request"]
    assert opened["opened"]
    return str(opened["number"])


def test_the_parent_is_told_of_a_transfer_with_the_new_department_and_the_reason(
    servers: Servers, parent: str, number: str
) -> None:
    requests(servers, "transfer", number, "--to", "civil-affairs", "--reason", "先要落实生活困难")

    (told,) = news(servers, parent, 1)
    assert told["number"] == number
    assert "民政" in told["text"]
    assert "先要落实生活困难" in told["text"]


def test_the_chat_knows_the_new_state_when_asked(
    servers: Servers, parent: str, number: str
) -> None:
    requests(servers, "acknowledge", number)

    turn = servers.say(parent, "查进度")
    assert turn["meta"]["request"]["status"] == "签收"


def test_the_result_is_told_and_the_parent_can_say_it_did_not_help(
    servers: Servers, parent: str, number: str
) -> None:
    requests(servers, "acknowledge", number)
    requests(servers, "start", number)
    requests(servers, "resolve", number, "--reason", "学校同意下周报到")
    told = news(servers, parent, 3)
    assert "学校同意下周报到" in told[-1]["text"]

    turn = servers.say(parent, "不满意，学校还是不收")
    assert turn["meta"]["request"]["status"] in ("重办", "转办")


def requests(servers: Servers, *arguments: str) -> str:
    """Run ``tongxing requests …`` on the state of the running servers, as a clerk would."""
    command = (
        sys.executable,
        "-c",
        "from bot.channels.terminal.cli import main; main()",
        "requests",
    )
    home = {"TONGXING_HOME": str(servers.config.home), "TONGXING_CONFIG": str(servers.config.path)}
    done = subprocess.run(
        [*command, *arguments],
        env={**os.environ, **home},
        capture_output=True,
        text=True,
        check=True,
        cwd=servers.config.home,
    )
    return done.stdout


def news(servers: Servers, parent: str, count: int) -> list[dict[str, Any]]:
    """Return what the chat page would show by itself, once ``count`` messages are there."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        found: list[dict[str, Any]] = servers.get(f"/api/chat/updates?sender={parent}").json()[
            "updates"
        ]
        if len(found) >= count or time.monotonic() > deadline:
            return found
        time.sleep(0.2)
