from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge import model_versions
from knowledge.model_versions import kept_versions, versions
from knowledge.settings import Config


class Maker:
    """Makes versions, and counts how often it was asked."""

    def __init__(self) -> None:
        self.asked = 0

    def __call__(self) -> dict[str, str]:
        self.asked += 1
        return {"topics": f"version {self.asked}", "law": "other"}


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(tmp_path / "config.yml", tmp_path, {})


def test_versions_are_made_once_and_keep_their_order(config: Config) -> None:
    maker = Maker()
    first = versions(config, ["content", "model"], maker)
    assert versions(config, ["content", "model"], maker) == first
    assert list(first) == ["topics", "law"]
    assert maker.asked == 1


def test_other_content_or_another_model_makes_them_anew(config: Config) -> None:
    maker = Maker()
    versions(config, ["content", "model"], maker)
    assert kept_versions(config, ["content", "another model"]) is None
    assert versions(config, ["other content", "model"], maker)["topics"] == "version 2"


def test_other_code_makes_them_anew(config: Config, monkeypatch: pytest.MonkeyPatch) -> None:
    versions(config, ["content"], Maker())
    monkeypatch.setattr(model_versions, "_makers", lambda: "code as it is after a change")
    assert kept_versions(config, ["content"]) is None


@pytest.mark.parametrize("kept", ["", "[]", "{}", '{"of": "another", "versions": {}}', "null"])
def test_a_damaged_file_is_made_anew(config: Config, kept: str) -> None:
    file = config.home / "knowledge" / "versions.json"
    file.parent.mkdir()
    file.write_text(kept, encoding="utf-8")
    assert versions(config, ["content"], Maker())["topics"] == "version 1"
    assert json.loads(file.read_text(encoding="utf-8"))["versions"]["law"] == "other"


def test_a_folder_that_cannot_be_written_changes_nothing(tmp_path: Path) -> None:
    (tmp_path / "knowledge").write_text("a file where the folder would be", encoding="utf-8")
    config = Config(tmp_path / "config.yml", tmp_path, {})
    assert versions(config, ["content"], Maker())["law"] == "other"
