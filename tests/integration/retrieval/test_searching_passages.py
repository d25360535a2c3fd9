from __future__ import annotations

import datetime as dt
import json
from concurrent.futures import ThreadPoolExecutor

import pytest

from nlu.embedding import Embedder
from knowledge.retrieval import IndexUnusableError, PassageIndex, RetrievalSettings


@pytest.fixture(scope="module")
def index(embedder, passages, tmp_path_factory):
    folder = tmp_path_factory.mktemp("index")
    wordings = {"clinic#1": "打预防针"}
    return PassageIndex.build(passages, embedder, folder, wordings=wordings)


@pytest.mark.parametrize(
    ("question", "document"),
    [
        ("孩子能读公办学校吗", "school"),
        ("兒童接種疫苗", "clinic"),
        ("居 住 地 参 加 医 疗 保 险", "insurance"),
        ("一地就衣直接结算", "settlement"),
        ("打预防针", "clinic"),
        ("在外地住院怎么报销", "settlement"),
    ],
    ids=["plain", "traditional", "spaced", "homophones", "wording", "other words"],
)
def test_the_passage_that_is_meant_comes_first(index, question, document):
    assert index.search(question, 3)[0].document == document


def test_a_hit_carries_what_a_citation_needs(index):
    hit = index.search("疫苗", 1)[0]
    assert (hit.id, hit.title, hit.issuer) == ("clinic#1", "疫苗接种", "某某市政府")
    assert (hit.date, hit.locator) == (dt.date(2025, 3, 1), "第1段")
    assert hit.url == "https://example.org/notice"
    assert "预防针" not in hit.text


def test_scores_fall(index):
    scores = [hit.score for hit in index.search("孩子看病", 4)]
    assert scores == sorted(scores, reverse=True)
    assert len(scores) == 4


@pytest.mark.parametrize("text", ["", "   ", "\x00\u200b", "\ud800"])
def test_a_text_without_visible_characters_finds_nothing(index, text):
    assert index.search(text) == []


@pytest.mark.parametrize("text", ["？", "👍", "hello world", "ﷺ" * 20, "疫苗" * 5000, "的", "100%"])
def test_any_other_text_finds_something_without_failing(index, text):
    assert index.search(text, 2)


def test_a_batch_finds_what_single_searches_find(index):
    texts = ["打疫苗", "", "读书", "医保"]
    found = index.search_batch(texts, 2)
    assert [[hit.id for hit in hits] for hits in found] == [
        [hit.id for hit in index.search(text, 2)] for text in texts
    ]


def test_many_threads_may_search_at_once(index, embedder):
    vector = embedder.queries(["打疫苗"])[0]
    alone = index.search("打疫苗", 3, vector=vector)
    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(lambda _: index.search("打疫苗", 3, vector=vector), range(40)))
    assert all(hits == alone for hits in found)


def test_each_document_comes_once_before_any_comes_twice(passage, embedder, tmp_path):
    pages = [passage("long", i, "疫苗接种", f"第{i}次接种疫苗的时间和地点。") for i in range(1, 6)]
    pages.append(passage("short", 1, "通知", "社区提供疫苗接种咨询。"))
    index = PassageIndex.build(pages, embedder, tmp_path)
    assert {hit.document for hit in index.search("接种疫苗的时间", 2)} == {"long", "short"}
    assert len(index.search("接种疫苗的时间", 6)) == 6


def test_an_operator_may_let_documents_repeat(passage, embedder, tmp_path):
    pages = [passage("long", i, "疫苗接种", f"第{i}次接种疫苗的时间和地点。") for i in range(1, 6)]
    pages.append(passage("short", 1, "通知", "社区提供食堂菜单。"))
    settings = RetrievalSettings(passages_per_document=5)
    index = PassageIndex.build(pages, embedder, tmp_path, settings=settings)
    assert {hit.document for hit in index.search("接种疫苗的时间", 3)} == {"long"}


def test_nothing_to_index_is_said_plainly(embedder, tmp_path):
    with pytest.raises(IndexUnusableError, match="no passages"):
        PassageIndex.build([], embedder, tmp_path)


def test_an_index_of_another_model_is_refused(embedder, passages, tmp_path):
    PassageIndex.build(passages, embedder, tmp_path).close()
    with pytest.raises(IndexUnusableError, match="another model"):
        PassageIndex.open(tmp_path, Embedder("some/other-model"))


@pytest.mark.parametrize("damage", ["index.json", "dense.faiss", "passages.db"])
def test_a_damaged_index_is_refused_with_one_line(embedder, passages, tmp_path, damage):
    PassageIndex.build(passages, embedder, tmp_path).close()
    (tmp_path / damage).write_bytes(b"\x00garbage")
    with pytest.raises(IndexUnusableError) as raised:
        PassageIndex.open(tmp_path, embedder)
    assert "\n" not in str(raised.value)


def test_the_description_says_what_the_index_rests_on(embedder, passages, tmp_path):
    PassageIndex.build(passages, embedder, tmp_path).close()
    description = json.loads((tmp_path / "index.json").read_text())
    assert description["model"] == embedder.fingerprint
    assert description["passages"] == len(passages)
