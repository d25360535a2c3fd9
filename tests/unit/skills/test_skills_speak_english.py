"""The real skills with English spoken: no Chinese but sources, and names that have to be shown."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from plain_conversation import Parent

from knowledge.catalogue import Detail
from knowledge.languages import ENGLISH, speaking
from nlu.understanding.topics.reading import Kind

SCHOOL = "compulsory-school"
_HAN = re.compile("[\u3400-\u9fff]+")
_NAMES = re.compile(r"\([^)]*\)|(?m:^Source: .*$)")


@pytest.fixture(autouse=True)
def _in_english() -> Iterator[None]:
    with speaking(ENGLISH):
        yield


def without_names(said: str) -> str:
    return _NAMES.sub("", said)


def test_a_question_is_answered_in_english_with_its_chinese_source(parent: Parent) -> None:
    said = parent.says("打疫苗", "ask", needs=["vaccination"])
    assert "Migrant children can get the vaccines of the national programme" in said
    assert "《若干措施》报道" in said
    assert not _HAN.search(without_names(said)), said


@pytest.mark.parametrize("detail", [Detail.PAPERS, Detail.FEE, Detail.AGE, Detail.PHONE])
def test_what_is_not_known_is_said_in_english(parent: Parent, detail: Detail) -> None:
    said = parent.says("打疫苗", "ask", needs=["vaccination"], details=[detail])
    assert "the report does not say" in said
    assert not _HAN.search(without_names(said)), said


def test_the_law_is_told_in_english(parent: Parent) -> None:
    said = parent.says(
        "打疫苗要钱不", "ask", needs=["vaccination"], details=[Detail.FEE], law=["vaccine-free"]
    )
    assert said.startswith("Free. Nothing may be charged")
    assert "疫苗管理法" in said


@pytest.mark.parametrize("danger", ["violence", "missing", "self_harm", "injury"])
def test_danger_is_answered_in_english_with_the_numbers(parent: Parent, danger: str) -> None:
    said = parent.says("有人打我", "crisis", kind=Kind.CRISIS, crisis=[danger])
    assert "110" in said
    assert "120" in said
    assert not _HAN.search(said), said


@pytest.mark.parametrize("act", ["greet", "thank", "goodbye", "who_are_you", "handover"])
def test_small_talk_is_english(parent: Parent, act: str) -> None:
    said = parent.says("你好", act, kind=Kind.SMALLTALK)
    assert said
    assert not _HAN.search(without_names(said)), said


def test_the_form_is_filled_in_and_its_number_told_in_english(parent: Parent) -> None:
    asked = parent.says("登记读小学", "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    assert "How old is the child?" in asked
    assert "Which county" in parent.says("7")
    assert "What is your name?" in parent.says("南明区")
    assert "mobile number" in parent.says("Anna Li")
    summary = parent.says("13800138000")
    assert "Please check:" in summary
    assert "Child: 7 years old" in summary
    told = parent.says("yes. I agree")
    assert parent.request is not None
    assert "Registered! Number GZ" in told
    assert "education department (教育部门)" in told


def test_what_is_kept_is_told_in_english(parent: Parent) -> None:
    said = parent.says("你们存了我哪些信息", "privacy", kind=Kind.PRIVACY)
    assert said
    assert not _HAN.search(said), said


def test_a_number_that_nobody_knows_is_told_in_english(parent: Parent) -> None:
    said = parent.says("查进度", "check_status", kind=Kind.STATUS)
    assert "You have not registered anything here yet" in said
