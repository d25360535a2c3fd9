"""The picture in docs/architecture.md, kept true."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LAYERS = ("knowledge", "nlu/language", "nlu/embedding", "nlu/understanding", "actions", "bot")
OWN = {"bot", "actions", "knowledge", "nlu"}


def imports_of(file: Path) -> set[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and node.level == 0:
            names.add(node.module.split(".")[0])
    return names


def test_imports_point_one_way_room_by_room() -> None:
    checked = subprocess.run(
        [Path(sys.executable).with_name("lint-imports")], capture_output=True, text=True, cwd=ROOT
    )
    assert checked.returncode == 0, checked.stdout


def rooms() -> set[str]:
    """Every package and module right under the four folders; Rasa's project is its own."""
    found = {
        f"{root}.{room.stem}"
        for root in OWN
        for room in (ROOT / root).iterdir()
        if room.suffix == ".py" or (room / "__init__.py").exists()
    }
    return {room for room in found if not room.endswith("__init__")}


def test_the_import_check_knows_every_room_and_no_other() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contract = settings["tool"]["importlinter"]["contracts"][0]
    named = [room.strip() for layer in contract["layers"] for room in layer.split("|")]
    assert sorted(named) == sorted(rooms())


def test_nothing_of_ours_is_imported_by_rasas_own_environment() -> None:
    wrong = {
        f"{file.relative_to(ROOT)} imports {name}"
        for folder in ("components",)
        for file in (ROOT / "nlu" / "rasa_project" / folder).rglob("*.py")
        for name in imports_of(file) & (OWN - {"nlu"})
    }
    assert wrong == set()


def test_the_command_starts_without_loading_a_model() -> None:
    loaded = subprocess.run(
        [
            sys.executable,
            "-c",
            "import sys, bot.channels.terminal.cli; print({'torch', 'faiss'} & set(sys.modules))",
        ],
        capture_output=True,
        text=True,
        check=True,
        cwd=ROOT,
    )
    assert loaded.stdout.strip() == "set()"


def test_no_file_has_grown_over_four_hundred_lines() -> None:
    long = {
        str(file.relative_to(ROOT)): count
        for layer in LAYERS
        for file in (ROOT / layer).rglob("*.py")
        if (count := len(file.read_text(encoding="utf-8").splitlines())) > 420
    }
    assert long == {}


def test_no_two_test_files_share_a_name() -> None:
    names = Counter(file.name for file in (ROOT / "tests").rglob("test_*.py"))
    # pytest imports them by their bare names: a second one would be an error of the whole run.
    assert [name for name, count in names.items() if count > 1] == []
