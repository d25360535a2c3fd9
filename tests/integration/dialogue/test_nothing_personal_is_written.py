from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from dialogue_servers import Servers

pytestmark = pytest.mark.slow

# 11010519491231002X is the worked example of the national standard: nobody's number.
PERSONAL = ("13877770000", "欧阳晓棠", "11010519491231002X", "tangtang@example.org")
MARKER = "水泥厂旁边那所学校"


def _files(home: Path) -> list[Path]:
    """Return what the servers wrote; what set-up made is linked in and left out."""
    return [
        file
        for file in home.rglob("*")
        if file.is_file() and not any(part.is_symlink() for part in (file, *file.parents))
    ]


def _holding(home: Path, text: str) -> list[str]:
    spellings = {text.encode(), text.encode("unicode_escape"), text.encode("utf-16-le")}
    return [
        str(file.relative_to(home))
        for file in _files(home)
        if any(spelling in file.read_bytes() for spelling in spellings)
    ]


def _conversations(home: Path) -> int:
    """Return how many conversations the dialogue server keeps."""
    with closing(sqlite3.connect(home / "nlu" / "dialogue.db")) as store:
        (count,) = store.execute("SELECT COUNT(*) FROM trackers").fetchone()
    return int(count)


def test_contact_details_reach_no_file_in_the_clear(servers: Servers, sender: str) -> None:
    servers.say(sender, f"我叫{PERSONAL[1]}，电话{PERSONAL[0]}，想问打疫苗归哪个管")
    servers.say(sender, f"帮我反映{MARKER}不收娃，我身份证{PERSONAL[2]}，邮箱{PERSONAL[3]}")
    servers.say(sender, "七岁")
    # The search does find what is there: what the dialogue server did.
    assert "nlu/dialogue.db" in _holding(servers.config.home, "action_listen")
    servers.say(sender, "红花岗")
    servers.say(sender, f"名字打错了，我叫{PERSONAL[1]}")
    servers.say(sender, f"电话是{PERSONAL[0]}")
    turn = servers.say(sender, "对，同意保存")
    assert turn["meta"]["request"]["opened"] is True
    servers.say(sender, "/export")

    home = servers.config.home
    for detail in (*PERSONAL, MARKER):
        assert _holding(home, detail) == [], "a personal detail stands in a file"


def test_no_log_holds_what_was_typed(servers: Servers, sender: str) -> None:
    servers.say(sender, "帮我反映糖厂背后那家幼儿园不收娃")
    servers.say(sender, "打疫苗归哪个管？")
    for name in ("web", "actions", "dialogue"):
        log = servers.log(name).read_text(errors="replace")
        assert "糖厂" not in log
        assert "疫苗" not in log


def test_forgetting_empties_the_conversation_store(servers: Servers, sender: str) -> None:
    servers.say(sender, "帮我反映老纸厂对面那间幼儿园不收娃")
    before = _conversations(servers.config.home)
    servers.say(sender, "取消")
    servers.say(sender, "/forget")
    assert "删好了" in servers.say(sender, "删嘛")["replies"][0]["text"]
    assert _conversations(servers.config.home) == before - 1
