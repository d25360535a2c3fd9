from __future__ import annotations

import os
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from launch_cases import Launched, eventually, is_gone, launch, server
from ports import free_port

NAMES = ("first", "second")


@pytest.fixture
def running(tmp_path: Path) -> Iterator[Launched]:
    ports = {name: free_port() for name in NAMES}
    commands = {name: server(tmp_path, name, ports[name]) for name in NAMES}
    launched = launch(tmp_path, commands, ports)
    try:
        launched.wait_until_ready()
        yield launched
    finally:
        _end(launched)


def _end(launched: Launched) -> None:
    if launched.process.poll() is None:
        launched.process.send_signal(signal.SIGTERM)
    launched.process.wait(timeout=20)
    assert launched.process.stdout is not None
    launched.process.stdout.close()


def test_ready_is_said_once_all_answer_and_progress_names_each(running: Launched) -> None:
    assert "the first server is ready" in running.said()
    assert "the second server is ready" in running.said()


def test_a_child_that_dies_is_started_again_and_the_other_left_alone(running: Launched) -> None:
    (dead,) = running.pids("second")
    (other,) = running.pids("first")
    os.kill(dead, signal.SIGKILL)
    assert eventually(lambda: running.said().count("the second server is ready") == 2)
    assert "the second server ended (signal SIGKILL)" in running.said()
    assert len(running.pids("second")) == 2
    assert running.pids("first") == [other]
    assert not is_gone(other)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_the_supervisor_ends_every_child(
    running: Launched, number: signal.Signals
) -> None:
    children = running.pids("first") + running.pids("second")
    running.process.send_signal(number)
    assert running.process.wait(timeout=20) == 0
    assert all(is_gone(child) for child in children)
    assert "Traceback" not in running.said()


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of a killed parent")
def test_a_supervisor_killed_outright_leaves_no_orphan(running: Launched) -> None:
    children = running.pids("first") + running.pids("second")
    running.process.kill()
    assert eventually(lambda: all(is_gone(child) for child in children))


def test_a_taken_port_is_one_line_and_nothing_is_started(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ports = {"first": free_port(), "second": taken.getsockname()[1]}
        commands = {name: server(tmp_path, name, ports[name]) for name in NAMES}
        launched = launch(tmp_path, commands, ports)
        assert launched.process.wait(timeout=20) == 1
    _end(launched)
    (line,) = launched.said().splitlines()
    assert f"port {ports['second']}, needed for the second server, is taken" in line
    assert "TONGXING_PORT" in line
    assert launched.pids("first") == []


def test_a_child_that_cannot_start_ends_all_with_its_last_words(tmp_path: Path) -> None:
    ports = {name: free_port() for name in NAMES}
    commands = {
        "first": server(tmp_path, "first", ports["first"]),
        "second": [sys.executable, "-c", "import sys; sys.exit('no model here')"],
    }
    launched = launch(tmp_path, commands, ports)
    assert launched.process.wait(timeout=20) == 1
    _end(launched)
    last = launched.said().splitlines()[-1]
    assert "the second server does not start (exit code 1): no model here" in last
    assert all(is_gone(child) for child in launched.pids("first"))


def test_a_child_that_never_answers_ends_all_in_time(tmp_path: Path) -> None:
    port = free_port()
    asleep = [sys.executable, "-c", "print('loading', flush=True); import time; time.sleep(60)"]
    launched = launch(tmp_path, {"first": asleep}, {"first": port}, ready=1.0)
    assert launched.process.wait(timeout=20) == 1
    _end(launched)
    assert "the first server is not ready after 1 s: loading" in launched.said()


def test_a_child_that_ignores_the_polite_signal_is_ended_all_the_same(tmp_path: Path) -> None:
    port = free_port()
    stubborn = server(tmp_path, "first", port)
    stubborn[2] = "import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + stubborn[2]
    launched = launch(tmp_path, {"first": stubborn}, {"first": port})
    launched.wait_until_ready()
    (child,) = launched.pids("first")
    launched.process.send_signal(signal.SIGTERM)
    assert launched.process.wait(timeout=20) == 0
    assert is_gone(child)
    _end(launched)


def test_a_child_that_hangs_is_ended_and_started_again(tmp_path: Path) -> None:
    ports = {name: free_port() for name in NAMES}
    commands = {name: server(tmp_path, name, ports[name]) for name in NAMES}
    launched = launch(tmp_path, commands, ports, check=0.2, silent=1.0)
    try:
        launched.wait_until_ready()
        (hung,) = launched.pids("second")
        os.kill(hung, signal.SIGSTOP)
        assert eventually(lambda: len(launched.pids("second")) == 2)
        assert eventually(lambda: launched.said().count("the second server is ready") == 2)
        assert "the second server has not answered for" in launched.said()
        assert len(launched.pids("first")) == 1
    finally:
        _end(launched)
