from __future__ import annotations

import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingestion.documents import Document, Passage, RawBlock
from knowledge.ingestion.passages import split
from knowledge.ingestion.structure import locate

SENTENCE = "居住在本市的流动儿童可以在居住地就近入学，由教育部门安排。"


def document(*lines: str) -> Document:
    return Document(
        id="doc",
        title="关于入学的通知",
        issuer="某市教育局",
        date=dt.date(2025, 3, 1),
        url="https://example.com/1",
        source="1.txt",
        blocks=locate(RawBlock(line) for line in lines),
    )


def passages(*lines: str) -> list[Passage]:
    return split(document(*lines))


def test_every_passage_carries_where_it_comes_from() -> None:
    (passage,) = passages(SENTENCE)
    assert passage.id == "doc#1"
    assert (passage.title, passage.issuer) == ("关于入学的通知", "某市教育局")
    assert (passage.date, passage.url) == (dt.date(2025, 3, 1), "https://example.com/1")
    assert (passage.locator, passage.text, passage.ordinal) == ("第1段", SENTENCE, 1)


def test_sentences_are_not_cut() -> None:
    result = passages(SENTENCE * 30)
    assert len(result) > 2
    assert all(passage.text.endswith("。") and len(passage.text) <= 300 for passage in result)


def test_each_article_is_a_passage_of_its_own() -> None:
    result = passages("第一条 为了保障入学。", "第二条 本办法适用于本市。", "（一）儿童；")
    assert [passage.locator for passage in result] == ["第一条", "第二条"]
    assert result[1].text == "第二条 本办法适用于本市。\n（一）儿童；"


def test_a_chapter_heading_goes_with_the_article_behind_it() -> None:
    result = passages("第一条 为了保障入学。", "第二章 保障", "第二条 就近安排。")
    assert [passage.text for passage in result] == [
        "第一条 为了保障入学。",
        "第二章 保障\n第二条 就近安排。",
    ]
    assert result[1].locator == "第二条"


def test_short_points_share_a_passage_and_long_ones_do_not() -> None:
    short = passages("一、入学。", "二、就医。", "三、就业。")
    assert [passage.locator for passage in short] == ["一、至三、"]
    long = passages("一、" + SENTENCE * 5, "二、" + SENTENCE * 5)
    assert [passage.locator for passage in long] == ["一、", "二、"]


def test_a_range_says_once_what_both_ends_share() -> None:
    result = passages("一、入学", "（一）登记。", "（二）核验。", "（三）报名。")
    assert [passage.locator for passage in result] == ["一、(一)至(三)"]


def test_a_signature_is_no_passage_of_its_own() -> None:
    result = passages(SENTENCE * 10, "（记者 某某）")
    assert len(result) == 1
    assert result[0].text.endswith("（记者 某某）")


def test_a_sentence_longer_than_a_passage_is_cut_behind_a_comma() -> None:
    result = passages("就近安排入学，" * 100)
    assert len(result) > 2
    assert all(passage.text.endswith("，") for passage in result)


LINES = st.lists(
    st.text(alphabet="第一二条、（）。，；流动儿童入学1. ", min_size=1, max_size=400), max_size=12
)


@given(LINES)
def test_no_character_is_lost_or_doubled_and_no_passage_is_far_too_long(lines: list[str]) -> None:
    kept = [line.strip() for line in lines if line.strip()]
    result = passages(*kept)
    joined = "".join(passage.text for passage in result)
    assert joined.replace("\n", "").replace(" ", "") == "".join(kept).replace(" ", "")
    assert all(len(passage.text) <= 400 for passage in result)
    assert [passage.ordinal for passage in result] == list(range(1, len(result) + 1))
