"""What ingested documents may say where the entries are silent or unsure."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest
from knowledge_made_once import with_vectors_of_the_entries

from knowledge.base import KnowledgeBase, learned
from nlu.embedding.embedder import default_model_folder
from knowledge.catalogue import load_catalogue
from knowledge.ingestion import DocumentMetadata, ingest
from knowledge.retrieval import refresh
from knowledge.settings import Config, load_config
from nlu.understanding.topics.reading import Kind, Reading

# Made up for these tests; no such documents exist.
DOCUMENTS = {
    "桃溪区小学一年级新生登记办法": """桃溪区小学一年级新生登记办法
第一条 本办法适用于在桃溪区居住的流动儿童。
第二条 新生登记在每年六月进行。登记时提交户口簿、居住证和预防接种证原件。
第三条 登记点设在各社区服务站，由区教育局安排人员值守。
""",
    "快递驿站夜间取件管理规定": """快递驿站夜间取件管理规定
第一条 快递驿站夜间取件的时间为每晚八点到十点，超过十点的转到次日。
第二条 夜间取件须出示取件码，驿站应当在门口装设照明。
""",
    "深圳市渔船休渔补贴发放细则": """深圳市渔船休渔补贴发放细则
第一条 渔船休渔补贴按船长发放，每艘每年申报一次，由渔政部门核实休渔天数。
第二条 休渔期内出海的渔船取消当年补贴。
""",
}
ISSUED = DocumentMetadata(issuer="桃溪区政务公开室", date=dt.date(2026, 5, 20))


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """An installation of its own that shares the models that `make setup` made."""
    own = load_config()
    models = [folder for folder, _ in learned(own, load_catalogue())]
    if not all(list(folder.glob("*.pickle")) for folder in models):
        pytest.skip("the knowledge is not built: run `tongxing build`")
    home = tmp_path_factory.mktemp("home")
    config = Config(path=own.path, home=home, values=own.values)
    for made in (default_model_folder(own).parent, *models):
        place = home / made.relative_to(own.home)
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(made, target_is_directory=True)
    with_vectors_of_the_entries(home)
    return config


@pytest.fixture(scope="module")
def informed(config: Config, tmp_path_factory: pytest.TempPathFactory) -> KnowledgeBase:
    folder: Path = tmp_path_factory.mktemp("documents")
    for title, text in DOCUMENTS.items():
        (folder / f"{title}.txt").write_text(text, encoding="utf-8")
    report = ingest([folder], ISSUED, config, refresh=refresh)
    assert report.ok
    return KnowledgeBase.open(config)


def test_what_the_entries_lack_is_quoted_word_for_word_with_its_source(
    informed: KnowledgeBase,
) -> None:
    answer = informed.ask("桃溪区小学一年级新生登记要提交哪些材料")
    assert not answer.abstained
    quoted = answer.citations[0]
    assert "登记时提交户口簿、居住证和预防接种证原件。" in quoted.quote
    assert quoted.quote.split("\n")[0] in DOCUMENTS["桃溪区小学一年级新生登记办法"]
    assert quoted.issuer == "桃溪区政务公开室"
    assert quoted.date == "2026-05-20"
    assert "第二条" in quoted.locator
    assert "户口簿" in answer.text


def test_a_subject_outside_the_checklist_is_answered_from_its_document(
    informed: KnowledgeBase,
) -> None:
    answer = informed.ask("快递驿站夜间取件到几点?")
    assert answer.kind is Kind.POLICY
    assert not answer.abstained
    assert answer.services == ()
    assert "每晚八点到十点" in answer.text


def test_a_document_of_another_place_speaks_only_when_the_place_is_asked_about(
    informed: KnowledgeBase,
) -> None:
    there = informed.ask("深圳的渔船休渔补贴怎么申报")
    assert not there.abstained
    assert "每艘每年申报一次" in there.text
    assert informed.read("渔船休渔补贴怎么申报").quote is None


@pytest.mark.parametrize(
    "question",
    [
        "失业金怎么领取?",
        "摩托车年检去哪里办",
        "一年级新生登记要交多少钱",  # the document has no fee
        "广州的快递驿站夜间取件到几点",  # the document is not about Guangzhou
    ],
)
def test_what_no_document_holds_is_not_quoted(informed: KnowledgeBase, question: str) -> None:
    assert informed.read(question).quote is None


@pytest.mark.parametrize("question", ["娃儿打疫苗找哪个", "你好", "我要投诉学校", "娃被打得流血了"])
def test_an_answer_the_entries_are_sure_of_stands(informed: KnowledgeBase, question: str) -> None:
    assert informed.read(question).quote is None


def test_a_reading_with_a_quote_travels_as_metadata_unchanged(informed: KnowledgeBase) -> None:
    reading = informed.read("桃溪区小学一年级新生登记要提交哪些材料")
    assert reading.quote
    assert Reading.from_metadata(reading.to_metadata()) == reading


def test_a_document_without_issuer_and_date_says_so(config: Config, tmp_path: Path) -> None:
    file = tmp_path / "蘑菇大棚搭建指引.txt"
    file.write_text(
        "蘑菇大棚搭建指引\n蘑菇大棚搭建前应当平整土地，棚高不低于两米。", encoding="utf-8"
    )
    ingest([file], DocumentMetadata(), config, refresh=refresh)
    answer = KnowledgeBase.open(config).ask("蘑菇大棚搭建前要做什么")
    assert "棚高不低于两米" in answer.text
    assert "文件没有写发布单位和日期" in answer.text
