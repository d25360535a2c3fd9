from __future__ import annotations

from multiprocessing import get_context
from pathlib import Path

from actions.requests.privacy.keys import load_master_key


def _load(home: Path) -> None:
    load_master_key(home)


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    context = get_context("fork")
    for trial in range(20):
        home = tmp_path / str(trial)
        starting = [context.Process(target=_load, args=(home,)) for _ in range(4)]
        for process in starting:
            process.start()
        for process in starting:
            process.join()
        assert [process.exitcode for process in starting] == [0, 0, 0, 0]
        assert [file.name for file in (home / "keys").iterdir()] == ["encryption.key"]
