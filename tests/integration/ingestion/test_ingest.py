from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from click.testing import CliRunner

from bot.channels.terminal.ingest import ingest_command
from knowledge.errors import NotSetUpError
from knowledge.ingestion import DocumentMetadata, IngestReport, ingest, open_store, withdraw
from knowledge.ingestion.errors import MetadataError, StoreError
from knowledge.settings import Config

TEXT = "居住在本市的流动儿童，可以就近入学。"


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(path=tmp_path / "config.yml", home=tmp_path / "home", values={})


@pytest.fixture
def notice(tmp_path: Path) -> Path:
    path = tmp_path / "notice.txt"
    path.write_text(TEXT, encoding="utf-8")
    return path


def run(config: Config, *paths: Path, replace_id: str = "", **metadata: str) -> IngestReport:
    return ingest(
        paths, DocumentMetadata(**metadata), config, replace_id=replace_id, refresh=lambda _: None
    )


def served(config: Config) -> list[str]:
    with open_store(config) as store:
        return [passage.text for passage in store.current_passages()]


def test_good_files_are_stored_and_bad_ones_told(config: Config, tmp_path: Path) -> None:
    folder = tmp_path / "documents"
    folder.mkdir()
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    (folder / "b.pdf").write_bytes(b"%PDF-")
    report = run(config, folder)
    assert [line.title for line in report.added] == ["a"]
    assert [(failure.source, failure.code) for failure in report.failures] == [("b.pdf", "damaged")]
    assert not report.ok
    assert served(config) == [TEXT]


def test_the_same_file_twice_is_unchanged(config: Config, notice: Path) -> None:
    first = run(config, notice)
    second = run(config, notice)
    assert (len(first.added), len(second.unchanged)) == (1, 1)
    assert first.version == second.version


def test_a_document_is_replaced_and_withdrawn_by_its_id(config: Config, notice: Path) -> None:
    old = run(config, notice, title="通知", url="https://example.com/1").added[0].id
    notice.write_text("新的内容，从今年起施行。", encoding="utf-8")
    report = run(config, notice, replace_id=old, title="通知")
    assert [line.id for line in report.replaced] == [old]
    assert served(config) == ["新的内容，从今年起施行。"]
    withdraw([old], config, refresh=lambda _: None)
    assert served(config) == []
    with pytest.raises(StoreError, match="no document “nobody”"):
        run(config, notice, replace_id="nobody")


def test_ids_and_days_of_json_lines_are_kept(config: Config, tmp_path: Path) -> None:
    path = tmp_path / "documents.jsonl"
    records = [
        {"id": "a1", "title": "通知", "text": f"通知 {TEXT}", "date": "2020-02-04"},
        {"id": "a2", "title": "旧通知", "text": TEXT, "valid_until": "2020-12-31"},
    ]
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")
    report = run(config, path, issuer="某局")
    assert [line.id for line in report.added] == ["a1", "a2"]
    with open_store(config) as store:
        (passage,) = store.current_passages()
    assert (passage.document_id, passage.text, passage.issuer) == ("a1", TEXT, "某局")


def test_one_title_is_not_given_to_many_documents(config: Config, notice: Path) -> None:
    other = notice.with_name("other.txt")
    other.write_text("另一份资料的内容。", encoding="utf-8")
    with pytest.raises(MetadataError, match="--title belongs to one document"):
        run(config, notice, other, title="通知")
    assert served(config) == []


def test_the_domain_of_a_mirror_is_not_kept_as_a_source(config: Config, notice: Path) -> None:
    footer = "版权为 某某网 m.example.com 所有 未经同意不得复制或镜像"
    notice.write_text(f"{TEXT}\n{footer}", encoding="utf-8")
    report = run(config, notice, url="http://m.example.com/a.html")
    assert "m.example.com" in report.notes[0]
    with open_store(config) as store:
        (passage,) = store.current_passages()
    assert (passage.text, passage.url) == (TEXT, "")


def test_two_contents_under_one_id_are_told(config: Config, tmp_path: Path) -> None:
    for name, text in (("a.jsonl", "甲的内容。"), ("b.jsonl", "乙的内容。")):
        (tmp_path / name).write_text(json.dumps({"id": "x", "text": text}), "utf-8")
    report = run(config, tmp_path / "a.jsonl", tmp_path / "b.jsonl")
    assert served(config) == ["甲的内容。"]
    assert "“x”" in report.notes[0]


def test_an_index_that_cannot_be_refreshed_is_told_and_the_documents_are_kept(
    config: Config, notice: Path
) -> None:
    def not_set_up(_: Config) -> None:
        raise NotSetUpError("the model is missing; run make setup")

    report = ingest([notice], DocumentMetadata(), config, refresh=not_set_up)
    assert [failure.code for failure in report.failures] == ["index_not_refreshed"]
    assert "run make setup" in report.failures[0].message
    assert served(config) == [TEXT]


KILLED = """
import os, signal, sys
from pathlib import Path
from knowledge.ingestion import DocumentMetadata, ingest
from knowledge.database import SqliteDatabase, opening
from knowledge.settings import Config

home, source, after = Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
steps = 0

class Dying(SqliteDatabase):
    def _connect(self):
        connection = super()._connect()
        connection.set_progress_handler(self.step, 100)
        return connection

    def step(self):
        global steps
        steps += 1
        if steps == after:
            os.kill(os.getpid(), signal.SIGKILL)
        return 0

opening.SqliteDatabase = Dying
config = Config(path=home / "config.yml", home=home, values={})
ingest([source], DocumentMetadata(), config, refresh=lambda _: None)
"""


def write_documents(path: Path, word: str) -> None:
    records = ({"id": f"d{n}", "text": f"{word}第{n}份资料的内容。" * 20} for n in range(60))
    path.write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), "utf-8")


@pytest.mark.parametrize("after", [1, 3, 10, 30, 60])
def test_killed_at_any_moment_the_old_content_is_served_whole(
    config: Config, tmp_path: Path, after: int
) -> None:
    source = tmp_path / "documents.jsonl"
    write_documents(source, "旧的")
    run(config, source)
    before = served(config)
    write_documents(source, "新的")

    arguments = [str(config.home), str(source), str(after)]
    died = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), *arguments], check=False)

    assert died.returncode == -signal.SIGKILL
    assert served(config) == before
    assert len(run(config, source).replaced) == 60
    assert all("新的" in text for text in served(config))


@pytest.mark.usefixtures("_quick_index")
def test_the_command_reports_in_json_and_by_its_exit_code(tmp_path: Path, notice: Path) -> None:
    good = CliRunner().invoke(ingest_command, [str(notice), "--json", "--date", "2025-03-01"])
    assert good.exit_code == 0
    report = json.loads(good.stdout)
    assert report["ok"]
    assert report["served"] == 1

    bad = CliRunner().invoke(ingest_command, [str(notice), str(tmp_path / "nowhere.pdf")])
    assert bad.exit_code == 1
    assert bad.stderr.strip() == "nowhere.pdf: there is no such file or folder; check the path"
    assert "unchanged" in bad.stdout

    withdrawn = CliRunner().invoke(ingest_command, ["--withdraw", report["added"][0]["id"]])
    assert withdrawn.exit_code == 0
    assert "0 passages" in withdrawn.stdout


@pytest.mark.parametrize(
    "arguments", [[], ["a.txt", "--withdraw", "x"], ["a.txt", "--date", "yesterday"]]
)
def test_wrong_use_of_the_command_is_exit_code_2(arguments: list[str]) -> None:
    assert CliRunner().invoke(ingest_command, arguments).exit_code == 2


def test_an_unknown_id_is_one_line_and_no_traceback(tmp_path: Path) -> None:
    command = "from bot.channels.terminal.cli import main; main()"
    result = subprocess.run(
        [sys.executable, "-c", command, "ingest", "--withdraw", "nobody"],
        env={**os.environ, "TONGXING_HOME": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 1
    assert result.stderr.count("\n") == 1
    assert "there is no document “nobody”" in result.stderr
