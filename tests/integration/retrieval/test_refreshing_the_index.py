from __future__ import annotations

import shutil
import subprocess
import sys
import time
from pathlib import Path

import pytest
from knowledge_made_once import with_vectors_of_the_entries

from knowledge.ingestion import Block, Document, open_store
from knowledge.live_index import LiveIndex
from knowledge.retrieval import (
    IndexMissingError,
    IndexUnusableError,
    current_build,
    current_size,
    open_current,
    refresh,
)
from nlu.embedding.vector_cache import VectorCache
from knowledge.settings import Config


def document(name: str, text: str) -> Document:
    return Document(
        id=name,
        title="测试通知",
        issuer="某某市政府",
        date=None,
        url="",
        source="test",
        blocks=(Block(text=text, locator="第1段"),),
    )


def installation(home: Path) -> Config:
    return Config(path=home / "config.yml", home=home, values={})


@pytest.fixture(scope="module")
def built(tmp_path_factory, embedder) -> Path:
    """A home whose index holds the entries; made once, as their embedding takes seconds."""
    home = tmp_path_factory.mktemp("built")
    with_vectors_of_the_entries(home)
    assert refresh(installation(home), embedder=embedder)
    return home


@pytest.fixture
def config(tmp_path, built) -> Config:
    shutil.copytree(built, tmp_path / "home")
    return installation(tmp_path / "home")


def test_before_the_first_build_the_step_to_take_is_named(tmp_path, embedder):
    with pytest.raises(IndexMissingError, match="tongxing build"):
        open_current(installation(tmp_path), embedder)


def test_entries_are_found_in_a_new_installation(config, embedder):
    hits = open_current(config, embedder).search("娃儿打疫苗", 3)
    assert hits[0].document == "vaccination"


def test_nothing_is_built_when_nothing_changed(config, embedder):
    assert not refresh(config, embedder=embedder)


def test_a_new_document_is_found_and_only_it_is_embedded(config, embedder):
    told = []
    with open_store(config) as store:
        store.add([document("notice", "熊猫乐园周末向流动儿童免费开放。")])
    assert refresh(config, embedder=embedder, progress=lambda *step: told.append(step))
    assert told == [(1, 1)]
    assert open_current(config, embedder).search("熊猫乐园", 1)[0].document == "notice"


def test_whether_there_are_documents_is_told_without_opening_the_index(config, embedder):
    live = LiveIndex(config, embedder, current_size(config))
    serving = config.home / "index" / str(current_build(config))
    aside = [file.rename(config.home / file.name) for file in serving.glob("*.faiss")]
    assert aside
    assert not live.holds_documents()
    with open_store(config) as store:
        store.add([document("notice", "熊猫乐园周末向流动儿童免费开放。")])
    refresh(config, embedder=embedder)
    assert live.holds_documents()


def test_before_the_first_build_there_is_no_size(tmp_path):
    with pytest.raises(IndexMissingError, match="tongxing build"):
        current_size(installation(tmp_path))


def test_a_damaged_description_is_named(config):
    serving = config.home / "index" / str(current_build(config))
    (serving / "index.json").write_text("{}", encoding="utf-8")
    with pytest.raises(IndexUnusableError, match="tongxing build"):
        current_size(config)


def test_a_withdrawn_document_is_no_longer_found(config, embedder):
    with open_store(config) as store:
        store.add([document("notice", "熊猫乐园周末向流动儿童免费开放。")])
    refresh(config, embedder=embedder)
    with open_store(config) as store:
        store.withdraw("notice")
    assert refresh(config, embedder=embedder)
    found = open_current(config, embedder).search("熊猫乐园", 100)
    assert "notice" not in {hit.document for hit in found}


def test_an_open_index_goes_on_serving_while_it_is_replaced(config, embedder):
    before, name = open_current(config, embedder), current_build(config)
    with open_store(config) as store:
        store.add([document("notice", "熊猫乐园周末向流动儿童免费开放。")])
    refresh(config, embedder=embedder)
    assert current_build(config) != name
    assert before.search("打疫苗", 1)[0].document == "vaccination"


_KILLED = """
import sys
from pathlib import Path
from nlu.embedding import Embedder
from knowledge.retrieval import refresh
from knowledge.settings import Config, load_config
config = Config(path=Path("config.yml"), home=Path(sys.argv[1]), values={})
print("ready", flush=True)
refresh(config, embedder=Embedder.from_config(load_config()))
"""


@pytest.mark.slow
@pytest.mark.parametrize("moment", [0.3, 3.0])
def test_killed_at_any_moment_the_old_index_serves(config, embedder, moment):
    name = current_build(config)
    lines = [f"第{i}号公园周末向流动儿童免费开放。" * 6 for i in range(20)]
    with open_store(config) as store:
        store.add([document(f"notice-{i}", line) for i, line in enumerate(lines)])
    command = [sys.executable, "-c", _KILLED, str(config.home)]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as child:
        assert child.stdout
        child.stdout.readline()
        time.sleep(moment)
        child.kill()
    serving = open_current(config, embedder)
    assert serving.search("打疫苗", 1)
    refresh(config, embedder=embedder)
    assert current_build(config) != name
    folders = [path for path in (config.home / "index").iterdir() if path.is_dir()]
    assert [path.name for path in folders] == [current_build(config)]


def test_vectors_that_nothing_uses_are_forgotten(tmp_path: Path, embedder):
    cache = VectorCache(tmp_path / "vectors.db")
    cache.vectors(["一", "二"], embedder)
    cache.keep_only(["二"], embedder)
    told: list[tuple[int, int]] = []
    cache.vectors(["一", "二"], embedder, lambda *step: told.append(step))
    cache.close()
    assert told == [(1, 1)]
