"""The files under deploy/ parse, and name only what this product has."""

from __future__ import annotations

import configparser
import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import click
import crossplane
import pytest
import yaml
from fastapi import FastAPI

from bot.channels.terminal.cli import tongxing
from bot.channels.web.observability.metrics import Metrics
from bot.channels.web.server import KEEP_ALIVE_SECONDS, DrainingServer
from bot.launch.process import STOP_SECONDS
from bot.launch.roles import ROLES, Role
from knowledge.settings import PROJECT_ROOT

DEPLOY = PROJECT_ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
WORKERS = sorted((DEPLOY / "systemd").glob("*-*.env"))
VARIABLES = {
    "TONGXING_DATABASE_URL",
    "TONGXING_REDIS_URL",
    "TONGXING_ACTIONS_URL",
    "TONGXING_DIALOGUE_URLS",
}


def is_a_command(arguments: list[str]) -> bool:
    """Whether the command line takes these arguments; nothing is run."""
    command = tongxing.get_command(click.Context(tongxing), arguments[0])
    assert command is not None, arguments
    command.make_context(arguments[0], arguments[1:])
    return True


def unit_of(file: Path) -> configparser.ConfigParser:
    unit = configparser.ConfigParser(strict=False, interpolation=None, comment_prefixes=("#",))
    unit.optionxform = str  # type: ignore[method-assign, assignment]
    unit.read_string(file.read_text(encoding="utf-8"))
    return unit


def environment_of(file: Path) -> dict[str, str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


@pytest.mark.parametrize("file", UNITS, ids=lambda file: file.name)
def test_a_unit_starts_a_command_that_exists_and_leaves_it_time_to_stop(file: Path) -> None:
    service = unit_of(file)["Service"]
    program, *arguments = service["ExecStart"].split()
    assert program.endswith("/.venv/bin/tongxing")
    for role in ROLES:
        assert is_a_command([role if a == "${TONGXING_ROLE}" else a for a in arguments])
    assert int(service["TimeoutStopSec"]) > 2 * STOP_SECONDS
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"


def test_every_worker_has_its_role_and_ports_of_its_own() -> None:
    workers = [environment_of(file) for file in WORKERS]
    assert {worker["TONGXING_ROLE"] for worker in workers} >= set(Role)
    ports = [int(worker["TONGXING_PORT"]) for worker in workers]
    assert min(b - a for a, b in zip(sorted(ports), sorted(ports)[1:], strict=False)) >= 3
    shared = environment_of(DEPLOY / "systemd" / "shared.env")
    assert set(shared) == VARIABLES
    actions = next(w for w in workers if w["TONGXING_ROLE"] == "actions")
    assert shared["TONGXING_ACTIONS_URL"].endswith(f":{int(actions['TONGXING_PORT']) + 1}")
    dialogue = [int(w["TONGXING_PORT"]) + 2 for w in workers if w["TONGXING_ROLE"] == "dialogue"]
    named = [int(url.rsplit(":", 1)[1]) for url in shared["TONGXING_DIALOGUE_URLS"].split(",")]
    assert named == dialogue


def test_the_compose_file_starts_every_role_and_names_only_services_it_has() -> None:
    compose: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))
    services = compose["services"]
    ours = {name: each for name, each in services.items() if each.get("image") == "tongxing"}
    assert all(is_a_command(each["command"]) for each in ours.values())
    roles = {each["command"][-1] for each in ours.values() if "--only" in each["command"]}
    assert set(Role) <= roles <= set(ROLES)
    urls = ours["web-1"]["environment"]
    assert set(urls) >= VARIABLES
    for host in re.findall(r"//(?:\w+@)?([\w-]+)", " ".join(urls.values())):
        assert host in services, host
    for each in services.values():
        assert set(each.get("depends_on", ())) <= set(services)
        assert set(each.get("networks", ())) <= set(compose["networks"])
    assert compose["networks"]["inside"] == {"internal": True}


def test_the_container_runs_as_nobody_special() -> None:
    steps = (DEPLOY / "Containerfile").read_text("utf-8").splitlines()
    words = [line.split(maxsplit=1) for line in steps if line and not line.startswith((" ", "#"))]
    last = dict(words)
    assert last["USER"] == "tongxing"
    assert json.loads(last["ENTRYPOINT"]) == ["/opt/tongxing/.venv/bin/tongxing"]
    assert is_a_command(json.loads(last["CMD"]))


def nginx(tmp_path: Path) -> dict[str, Any]:
    shutil.copy(DEPLOY / "nginx.conf", tmp_path)
    (tmp_path / "mime.types").touch()
    parsed: dict[str, Any] = crossplane.parse(str(tmp_path / "nginx.conf"), strict=True)
    return parsed


def test_nginx_reads_its_file_and_stands_before_workers_that_exist(tmp_path: Path) -> None:
    parsed = nginx(tmp_path)
    # HTTP/2 got a line of its own in nginx 1.25.1, which the parser does not know yet.
    others = [one for one in parsed["errors"] if '"http2"' not in str(one["error"])]
    assert others == []
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text("utf-8"))["services"]
    assert set(re.findall(r"server ([\w-]+):8000", text)) <= set(services)
    for wanted in ("ssl_protocols TLSv1.2 TLSv1.3;", "Strict-Transport-Security", "limit_conn "):
        assert wanted in text
    assert re.search(r"location ~ \^/\(metrics\|readyz\)\$ \{[^}]*deny all;", text)


def test_nginx_lets_go_of_idle_connections_before_the_workers_do() -> None:
    text = (DEPLOY / "nginx.conf").read_text("utf-8")
    told = re.search(r"keepalive 64;\s+keepalive_timeout (\d+)s;", text)
    assert told is not None
    assert int(told[1]) < KEEP_ALIVE_SECONDS
    assert DrainingServer(FastAPI(), "127.0.0.1", 0, 0).config.timeout_keep_alive == (
        KEEP_ALIVE_SECONDS
    )


def test_nginx_itself_finds_nothing_wrong(tmp_path: Path) -> None:
    program = shutil.which("nginx")
    if program is None:
        pytest.skip("nginx is not at hand")
    nginx(tmp_path)
    done = subprocess.run(
        [program, "-t", "-c", str(tmp_path / "nginx.conf")], capture_output=True, check=False
    )
    assert b"unknown directive" not in done.stderr


def test_the_dashboard_shows_figures_that_are_given() -> None:
    board = json.loads((DEPLOY / "grafana" / "tongxing.json").read_text("utf-8"))
    metrics = Metrics(lambda: {"open": 1})
    metrics.watch_channel("telegram", lambda: True)
    metrics.answers.labels("chat", "policy", "false").inc()
    metrics.requests.labels("GET", "/", "2xx").inc()
    metrics.seconds.labels("/api/chat").observe(0.1)
    metrics.work_failed.labels("outbox").inc()
    given = set(re.findall(r"^(tongxing_\w+)", metrics.exposition().decode(), re.MULTILINE))
    shown = {
        name
        for panel in board["panels"]
        for target in panel["targets"]
        for name in re.findall(r"\b(tongxing_\w*[a-z])\b", target["expr"])
    }
    assert len(shown) >= 5
    assert shown <= given, shown - given
