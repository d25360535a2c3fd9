"""The whole way of a real page: ingested by the command, found by a search, cited rightly."""

from __future__ import annotations

import datetime as dt
import os
import re
from pathlib import Path

import pytest
from click.testing import CliRunner
from knowledge_made_once import with_vectors_of_the_entries

from bot.channels.terminal.ingest import ingest_command
from nlu.embedding import Embedder
from nlu.embedding.embedder import default_model_folder
from knowledge.retrieval import PassageIndex, open_current
from knowledge.settings import PROJECT_ROOT, Config, load_config

SHARED = Path(os.environ.get("TONGXING_SHARED") or PROJECT_ROOT.parent / "shared")
PAGE = SHARED / "seed" / "guizhou-measures-news.txt"
QUESTIONS = {
    "县级民政部门 动态监测 风险等级评估": "台账",
    "家庭教育指导一年几次": "每年为流动儿童家庭至少提供1次家庭教育指导服务",
    "流动儿童异地就医直接结算": "异地就医直接结算制度",
    "19項服務清單": "19项",  # Traditional script finds simplified words
}


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder that shares only the model of this installation."""
    made = default_model_folder(load_config())
    if not (made / "modules.json").exists():
        pytest.skip("the embedding model is not made: run `tongxing build`")
    home = tmp_path_factory.mktemp("home")
    (home / "model").symlink_to(made.parent, target_is_directory=True)
    with_vectors_of_the_entries(home)
    return home


def ingest(home: Path, *arguments: str) -> tuple[int, list[str]]:
    """Run the command; return its exit code and what it says on stderr."""
    result = CliRunner().invoke(ingest_command, arguments, env={"TONGXING_HOME": str(home)})
    return result.exit_code, result.stderr.splitlines()


@pytest.fixture(scope="module")
def index(home: Path) -> PassageIndex:
    if not PAGE.exists():
        pytest.skip("the real page is not at hand")
    code, _ = ingest(
        home, str(PAGE), "--title", "若干措施", "--issuer", "中国新闻网", "--date", "2025-02-13"
    )
    assert code == 0
    config = Config(path=load_config().path, home=home, values=load_config().values)
    return open_current(config, Embedder.from_config(config))


@pytest.mark.parametrize(("question", "words"), QUESTIONS.items())
def test_its_passages_are_found_and_cited(index: PassageIndex, question: str, words: str) -> None:
    hits = [hit for hit in index.search(question, 10) if hit.title == "若干措施"]
    assert hits
    assert words in hits[0].text
    assert hits[0].issuer == "中国新闻网"
    assert hits[0].date == dt.date(2025, 2, 13)
    assert re.fullmatch(r"第\d+段(至第\d+段)?", hits[0].locator)
    assert hits[0].url == ""


def test_no_reading_no_footer_and_no_mirror_can_be_found(index: PassageIndex) -> None:
    hits = index.search("版权 ICP备 营业执照 vigoraudio 荆楚网", 50)
    ingested = "\n".join(hit.text for hit in hits if hit.title == "若干措施")
    assert "流动儿童" in ingested
    for gone in ("vigoraudio", "荆楚", "ICP", "版权", "(tóng)", "(guān)", '">'):
        assert gone not in ingested


def test_nonsense_gets_one_clear_line_per_file_and_exit_code_1(home: Path, tmp_path: Path) -> None:
    nonsense = {
        "blank.md": b"  \n ",
        "empty.txt": b"",
        "noise.txt": bytes(range(256)) * 20,
        "not-a.pdf": b"%PDF-1.7 nothing follows",
        "not-a.docx": b"PK\x03\x04 nothing follows",
        "broken.jsonl": b'{"id": 1}\nnot json\n',
    }
    for name, data in nonsense.items():
        (tmp_path / name).write_bytes(data)
    code, lines = ingest(home, str(tmp_path), str(tmp_path / "missing.txt"))
    assert code == 1
    for name in (*nonsense, "missing.txt"):
        told = [line for line in lines if line.startswith(f"{name}: ")]
        assert len(told) == 1, (name, lines)
    assert not any("Traceback" in line for line in lines)
