"""Runs something in Rasa's own environment, or skips where that was not made."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest

from knowledge.settings import PROJECT_ROOT

_PYTHON = PROJECT_ROOT / "nlu" / ".venv" / "bin" / "python"


def run_in_rasa(*arguments: str | Path, **environment: str) -> str:
    """Return what a script prints there; ``environment`` is added to the little it is given."""
    if not _PYTHON.exists():
        pytest.skip("nlu/.venv is missing: run `make setup`")
    usual = {"PYTHONPATH": str(PROJECT_ROOT), "PATH": "/usr/bin:/bin", "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        [_PYTHON, "-W", "ignore", *arguments],
        capture_output=True,
        text=True,
        check=False,
        cwd=PROJECT_ROOT,
        env=usual | environment,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout
