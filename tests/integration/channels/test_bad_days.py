"""A file of notes that is damaged, and a disk that is full for real."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from account import Installed, Person
from bot_api import BotApi
from dialogue_servers import config_under
from installation import Installation
from wechat_server import WeChatServer

from knowledge.base import KnowledgeBase
from knowledge.settings import PROJECT_ROOT, Config

QUESTION = "娃儿打疫苗找哪个"
GARBAGE = b"this is no database" * 400


def damage(home: Path, name: str) -> Path:
    file = home / name
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(GARBAGE)
    return file


async def test_damaged_notes_of_telegram_are_set_aside_and_the_bot_answers(
    impatient: Config, knowledge: KnowledgeBase, bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = damage(impatient.home, "telegram/chats.db")
    installation = Installation.at(bot_api, impatient, knowledge, monkeypatch)
    async with installation.running():
        assert "疫苗" in await installation.parent().asks(QUESTION)
    assert file.with_name("chats.db.damaged-1").read_bytes() == GARBAGE


async def test_damaged_notes_of_wechat_are_set_aside_and_the_account_answers(
    impatient: Config,
    knowledge: KnowledgeBase,
    wechat_server: WeChatServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = damage(impatient.home, "wechat/people.db")
    installed = Installed.at(wechat_server, impatient, knowledge, monkeypatch)
    async with installed.running():
        assert await Person(installed, "oAfterDamage").says(QUESTION)
    assert file.with_name("people.db.damaged-1").read_bytes() == GARBAGE


FULL = """
import asyncio, json, resource
from actions.requests import Actor, Hearing, RequestDesk, StoreError, new_request
from bot.dialogue import Dialogue, Incoming
from knowledge.base import KnowledgeBase
from knowledge.settings import load_config

config = load_config()
knowledge = KnowledgeBase.open(config)
desk = RequestDesk.open(config, knowledge.catalogue)
dialogue = Dialogue.open(config, knowledge, desk, port=9)

def request(need):
    return new_request(need=need, county="南明区", contact_name="测试家长",
        contact_phone="13800138000", channel="web", agreed=True, heard=Hearing(), build=None)

def say(text):
    turn = asyncio.run(dialogue.turn(Incoming("somebody-nobody-guesses", text)))
    return " ".join(reply["text"] for reply in turn.replies)

kept = desk.submit(request("娃七岁没学上"), by=Actor.parent()).number
most = resource.getrlimit(resource.RLIMIT_FSIZE)
resource.setrlimit(resource.RLIMIT_FSIZE, (1, most[1]))
told = {"danger": say("有人打我娃 救命"), "question": say("娃儿打疫苗找哪个")}
try:
    desk.submit(request("另一件事"), by=Actor.parent())
    told["refused"] = False
except StoreError:
    told["refused"] = True
resource.setrlimit(resource.RLIMIT_FSIZE, most)
told["kept"] = desk.find(kept).number == kept
told["again"] = bool(desk.submit(request("另一件事"), by=Actor.parent()).number)
print(json.dumps(told))
"""


def test_on_a_full_disk_danger_and_questions_are_answered_and_nothing_is_lost(
    tmp_path: Path,
) -> None:
    config = config_under(tmp_path)
    environment = {
        **os.environ,
        "TONGXING_HOME": str(config.home),
        "TONGXING_CONFIG": str(config.path),
    }
    done = subprocess.run(
        [sys.executable, "-c", FULL],
        cwd=PROJECT_ROOT,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    told = json.loads(done.stdout.splitlines()[-1])
    assert "110" in told["danger"]
    assert "卫生健康部门" in told["question"]
    assert told["refused"]
    assert told["kept"]
    assert told["again"]
