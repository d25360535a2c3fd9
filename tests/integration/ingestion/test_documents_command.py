"""What an operator sees of ingested documents, and puts right."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from bot.channels.terminal.cli import tongxing

OLD = """花溪区2025年秋季小学招生通知

一、报名时间：2025年7月5日至7日。
二、报名材料：户口簿、居住证。
三、咨询电话：0851-83850000。
"""
NEW = OLD.replace("2025", "2026").replace("、居住证", "、居住证、预防接种证")


pytestmark = pytest.mark.usefixtures("_quick_index")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(tongxing, arguments)


def ingested(tmp_path: Path, text: str, name: str, *options: str) -> dict[str, Any]:
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    result = run("ingest", str(file), "--json", *options)
    assert result.exit_code == 0, result.output
    added: dict[str, Any] = json.loads(result.stdout)["added"][0]
    return added


def test_what_was_recognised_is_shown_after_ingesting_and_in_the_list(tmp_path: Path) -> None:
    added = ingested(tmp_path, OLD, "old.txt")
    assert added["about"]["place"] == "花溪区"
    listed = run("documents", "list").stdout
    assert "place 花溪区; services compulsory-school; notice; holds – 2026-08-31" in listed
    assert "(ended)" in listed


def test_a_correction_stays_when_the_file_is_read_again(tmp_path: Path) -> None:
    added = ingested(tmp_path, OLD, "old.txt")
    short = added["id"][:8]
    corrected = run("documents", "correct", short, "--place", "乌当", "--kind", "form", "--json")
    assert json.loads(corrected.stdout)["place"] == "乌当区"
    assert run("ingest", str(tmp_path / "old.txt"), "--issuer", "某局").exit_code == 0
    shown = json.loads(run("documents", "show", short, "--json").stdout)
    assert (shown["place"], shown["kind"]) == ("乌当区", "form")
    assert shown["corrected"] == ["kind", "place"]
    assert shown["details"]["phone"] == ["三、咨询电话：0851-83850000。"]


def test_what_is_said_at_ingesting_is_not_overruled(tmp_path: Path) -> None:
    options = ("--place", "贵阳", "--service", "kindergarten", "--valid-until", "2030-01-01")
    about = ingested(tmp_path, OLD, "old.txt", *options)["about"]
    assert about["place"] == "贵阳市"
    assert about["services"] == ["kindergarten"]
    assert about["valid_until"] == "2030-01-01"


def test_two_versions_are_compared_line_by_line(tmp_path: Path) -> None:
    old = ingested(tmp_path, OLD, "old.txt")["id"]
    new = ingested(tmp_path, NEW, "new.txt")["id"]
    compared = json.loads(run("documents", "compare", old, new, "--json").stdout)
    assert "二、报名材料：户口簿、居住证、预防接种证。" in compared["added"]
    assert "二、报名材料：户口簿、居住证。" in compared["removed"]
    assert not any("咨询电话" in line for line in compared["added"])


def test_the_preview_shows_questions_with_the_words_that_answer_them(tmp_path: Path) -> None:
    added = ingested(tmp_path, NEW, "new.txt")
    answered = json.loads(run("documents", "preview", added["id"], "--json").stdout)
    assert any(line["lines"][0].startswith("二、报名材料") for line in answered)


def test_a_withdrawn_document_is_listed_as_such(tmp_path: Path) -> None:
    added = ingested(tmp_path, OLD, "old.txt")
    assert run("documents", "withdraw", added["id"][:6]).exit_code == 0
    assert "(withdrawn)" in run("documents", "list").stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("documents", "show", "nobody"), "there is no document"),
        (("documents", "list", "--place", "桃花源"), "is no place of Guizhou"),
        (("ingest", "x.txt", "--service", "flying"), "is no service"),
    ],
)
def test_what_is_not_known_is_told_in_one_line(arguments: tuple[str, ...], told: str) -> None:
    assert told in str(run(*arguments).exception)
