"""A folder that is watched: what is put into it is served, once, in the place it is meant for."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.channels.terminal.cli import tongxing
from knowledge import retrieval
from knowledge.ingestion import open_store
from knowledge.settings import load_config

NOTICE = """2026年秋季小学招生通知

一、报名时间：2026年7月5日至7日。
二、报名材料：户口簿、居住证。
"""


@pytest.fixture(autouse=True)
def _quick_index(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The folder is tested here, not the minutes of embedding behind it."""
    monkeypatch.setenv("TONGXING_HOME", str(tmp_path / "home"))
    monkeypatch.setattr(retrieval, "refresh", lambda config: None)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "notices"
    folder.mkdir()
    return folder


def watch(folder: Path, looks: int = 2) -> Result:
    arguments = ("documents", "watch", str(folder), "--every", "0.1", "--looks", str(looks))
    return CliRunner().invoke(tongxing, arguments)


def served() -> dict[str, str]:
    with open_store(load_config()) as store:
        return {d.source: d.about.place for d in store.documents() if not d.withdrawn}


def put(folder: Path, text: str, name: str = "notice.txt") -> Path:
    file = folder / name
    file.parent.mkdir(exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_put_into_the_folder_is_served(folder: Path) -> None:
    put(folder, NOTICE)
    result = watch(folder)
    assert result.stdout.startswith("added")
    assert "notice.txt" in served()


def test_a_file_is_not_taken_at_the_first_look_for_it_may_still_be_written(folder: Path) -> None:
    from knowledge.ingestion import DocumentMetadata, IngestReport
    from knowledge.ingestion.watching import WatchedFolder

    taken: list[Path] = []

    def take(path: Path, metadata: DocumentMetadata, replaced: str) -> IngestReport:
        taken.append(path)
        return IngestReport()

    watched = WatchedFolder(folder, load_config(), take)
    file = put(folder, NOTICE[:10])
    list(watched.look())
    put(folder, NOTICE)
    list(watched.look())
    assert not taken
    list(watched.look())
    assert taken == [file]


def test_what_was_taken_is_not_read_again_after_a_new_start(folder: Path) -> None:
    put(folder, NOTICE)
    watch(folder)
    assert watch(folder).stdout == ""


def test_a_file_that_is_changed_takes_its_own_place(folder: Path) -> None:
    put(folder, NOTICE)
    watch(folder)
    put(folder, NOTICE.replace("7月5日", "7月8日"))
    watch(folder)
    with open_store(load_config()) as store:
        (current,) = [d for d in store.documents() if not d.withdrawn]
        assert "7月8日" in "".join(block.text for block in store.blocks(current.id))


def test_a_folder_named_after_a_county_says_where_its_files_hold(folder: Path) -> None:
    put(folder, NOTICE, "花溪/notice.txt")
    watch(folder)
    assert served() == {"notice.txt": "花溪区"}


def test_a_file_that_is_removed_stays_served(folder: Path) -> None:
    file = put(folder, NOTICE)
    watch(folder)
    file.unlink()
    watch(folder)
    assert "notice.txt" in served()


def test_a_file_that_cannot_be_read_gets_one_line_and_the_others_are_taken(folder: Path) -> None:
    (folder / "broken.pdf").write_bytes(b"%PDF-1.7 nothing more")
    put(folder, NOTICE)
    result = watch(folder, looks=3)
    assert result.stderr.count("broken.pdf") == 1
    assert "notice.txt" in served()


def test_a_state_file_that_is_damaged_costs_a_second_reading_and_no_more(
    folder: Path, tmp_path: Path
) -> None:
    put(folder, NOTICE)
    watch(folder)
    (state,) = (tmp_path / "home" / "knowledge").glob("watched-*.json")
    state.write_text("[1", encoding="utf-8")
    assert watch(folder).stdout.startswith("unchanged")


def test_a_folder_that_is_not_there_is_told_in_one_line(tmp_path: Path) -> None:
    result = watch(tmp_path / "nowhere")
    assert "nowhere: is no folder" in str(result.exception)
