"""When a passage may speak where the entries are silent, told on passages of the tests."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.answers.quotes import Asked, best_quote, overlap, quote_rules
from knowledge.retrieval import Hit

HIT = Hit(
    id="notice#1",
    document="notice",
    score=1.0,
    text="校园餐补助每生每天5元。学校在开学后一个月内发放。",
    title="花溪区校园餐补助通知",
    issuer="花溪区教育局",
    date=dt.date(2026, 3, 1),
    url="",
    locator="第2段",
)
ASKED = Asked(text="校园餐补助每天好多钱", details=("amount",), names={})


def test_what_fits_is_quoted_word_for_word_with_its_source() -> None:
    quote = best_quote(ASKED, [HIT])
    assert quote is not None
    assert quote.text in HIT.text
    assert (quote.issuer, quote.date, quote.locator) == ("花溪区教育局", "2026-03-01", "第2段")


def test_a_passage_that_lacks_the_detail_asked_for_is_not_quoted() -> None:
    assert best_quote(replace(ASKED, details=("phone",)), [HIT]) is None


def test_a_passage_about_something_else_is_not_quoted() -> None:
    assert best_quote(replace(ASKED, text="公租房轮候要等好多年", details=()), [HIT]) is None


def test_another_places_document_speaks_only_when_its_place_is_asked_about() -> None:
    elsewhere = replace(HIT, title="深圳市校园餐补助通知")
    assert best_quote(ASKED, [elsewhere]) is None
    asked = replace(ASKED, text="深圳校园餐补助每天好多钱", elsewhere="深圳")
    assert best_quote(asked, [elsewhere]) is not None
    assert best_quote(asked, [HIT]) is None


def test_less_likeness_is_enough_where_the_service_is_named_and_nothing_else_answers() -> None:
    loose = replace(ASKED, text="校园餐国家补助学生几块", details=())
    share = overlap(loose.text, f"{HIT.title}\n{HIT.text}")
    assert quote_rules().with_service <= share < quote_rules().alone
    about = replace(loose, names={"meals": ["校园餐"]})
    assert best_quote(loose, [HIT]) is None
    assert best_quote(about, [HIT]) is not None
    assert best_quote(replace(about, instead=True), [HIT]) is None


def test_only_the_best_passages_are_looked_at() -> None:
    stranger = replace(HIT, title="公告", text="道路施工期间请绕行。")
    assert best_quote(ASKED, [stranger] * quote_rules().hits + [HIT]) is None


def test_of_a_long_passage_the_sentences_that_fit_are_quoted() -> None:
    padding = "本通知由区教育局负责解释，请各学校遵照执行。" * 20
    quote = best_quote(ASKED, [replace(HIT, text=padding + HIT.text + padding)])
    assert quote is not None
    assert "每生每天5元" in quote.text
    assert len(quote.text) <= quote_rules().characters


@given(st.text(alphabet="校园餐补助每天好多钱，。？ a1", max_size=40), st.text(max_size=80))
def test_likeness_is_a_share(question: str, text: str) -> None:
    assert 0 <= overlap(question, text) <= 1


@given(st.text(alphabet="校园餐补助每天的吗什么", min_size=1, max_size=20))
def test_a_question_is_all_there_in_itself_and_not_there_in_nothing(question: str) -> None:
    assert overlap(question, question) in (0.0, 1.0)
    assert overlap(question, "") == 0.0


@pytest.mark.parametrize("asking", ["什么", "好多", "咋个", "能不能"])
def test_words_that_only_ask_make_nothing_alike(asking: str) -> None:
    assert overlap(asking, asking) == 0.0
