"""One labelled file, measured through any door."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from dialogue_servers import Servers

from actions.requests.routing.evaluation import ROUTING_FILE
from bot.channels.terminal.doors import Door
from bot.channels.terminal.evaluate import evaluate_command

CASES = (
    ("娃儿打疫苗找哪个部门", "policy", ["vaccination"], "health"),
    ("娃在这边能读公办小学不", "policy", ["compulsory-school"], "education"),
    ("今天晚上吃哪样火锅好", "out_of_scope", [], None),
)


@pytest.fixture
def labelled(tmp_path: Path) -> Path:
    rows = [
        {"id": f"q{number}", "text": text, "kind": kind, "services": services, "department": lead}
        for number, (text, kind, services, lead) in enumerate(CASES)
    ]
    file = tmp_path / "labelled.jsonl"
    file.write_text("\n".join(json.dumps(row, ensure_ascii=False) for row in rows))
    return file


@pytest.mark.parametrize("door", [door.value for door in Door])
def test_the_report_can_be_made_through_every_door(
    door: str, labelled: Path, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXING_HOME", str(servers.config.home))
    monkeypatch.setenv("TONGXING_CONFIG", str(servers.config.path))
    monkeypatch.setenv("TONGXING_PORT", str(servers.port))
    done = CliRunner().invoke(evaluate_command, [str(labelled), "--through", door, "--json"])
    assert done.exit_code == 0, done.output
    rates = json.loads(done.stdout)["rates"]
    assert rates["service top-1"] == {"value": 1.0, "hits": 2, "cases": 2}
    assert rates["department"]["hits"] == 2


def test_request_texts_are_measured_by_the_department_they_are_sent_to() -> None:
    asked = [str(ROUTING_FILE), "--through", "routing", "--json"]
    done = CliRunner().invoke(evaluate_command, asked)
    assert done.exit_code == 0, done.output
    report = json.loads(done.stdout)
    assert report["cases"] >= 160
    assert report["accuracy"] >= 0.95


def test_a_door_whose_servers_are_away_is_told_in_one_line(
    labelled: Path, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TONGXING_HOME", str(servers.config.home))
    monkeypatch.setenv("TONGXING_PORT", "9")
    done = CliRunner().invoke(evaluate_command, [str(labelled), "--through", "chat"])
    assert done.exit_code == 1
    assert "start `tongxing serve` first" in str(done.exception)


@pytest.mark.parametrize("half", ["tuning", "held-out"])
def test_a_half_is_named_as_the_documents_name_it(half: str) -> None:
    shown = CliRunner().invoke(evaluate_command, ["--help"])
    assert half in shown.output
