from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from dialogue_servers import Servers

from knowledge.settings import PROJECT_ROOT

pytestmark = pytest.mark.slow

SCRIPT = """# a parent at the terminal
娃的事想问一下
2
崽崽打疫苗归哪个管
/request
两岁，住红花岗，我叫李小红，13800138000
都对，同意保存
"""


def _chat(servers: Servers, script: Path, *options: str) -> subprocess.CompletedProcess[str]:
    own = {
        "TONGXING_HOME": str(servers.config.home),
        "TONGXING_CONFIG": str(servers.config.path),
    }
    command = "from bot.channels.terminal.cli import main; main()"
    return subprocess.run(
        [sys.executable, "-c", command, "chat", "--script", str(script), *options],
        cwd=PROJECT_ROOT,
        env={**os.environ, **own},
        capture_output=True,
        text=True,
        timeout=120,
    )


def test_a_script_is_carried_from_a_vague_opening_to_a_request(
    servers: Servers, tmp_path: Path
) -> None:
    script = tmp_path / "script.txt"
    script.write_text(SCRIPT, encoding="utf-8")
    done = _chat(servers, script, "--json", "--port", str(servers.port))
    assert done.returncode == 0, done.stderr
    turns = [line for line in map(json.loads, done.stdout.splitlines()) if "meta" in line]
    assert len(turns) == 6
    assert [turn["meta"]["services"] for turn in turns[2:4]] == [["vaccination"], ["vaccination"]]
    # The 2 chose the second button of the first answer.
    titles = [button["title"] for reply in turns[1]["replies"] for button in reply["buttons"]]
    assert "上幼儿园" in titles
    assert turns[4]["meta"]["asks_for"] == "confirm"
    assert turns[5]["meta"]["request"]["opened"] is True


def test_without_servers_it_answers_says_so_and_fails(servers: Servers, tmp_path: Path) -> None:
    script = tmp_path / "script.txt"
    script.write_text("崽崽打疫苗归哪个管\n", encoding="utf-8")
    done = _chat(servers, script, "--port", "1")
    assert done.returncode == 1
    assert "完整对话暂时用不了" in done.stdout
    assert "打疫苗" in done.stdout
    assert "Traceback" not in done.stderr
