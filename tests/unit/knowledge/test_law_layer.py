from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from knowledge.answers import Answerer
from knowledge.catalogue import Catalogue, ContentError, Detail, Support, load_catalogue
from knowledge.catalogue.catalogue import CONTENT_FOLDER
from nlu.understanding.details import detail_examples
from nlu.understanding.law import law_examples
from nlu.understanding.topics.reading import Kind, Reading, Subject, Topic

READING = Reading(
    text="打疫苗要钱吗",
    kind=Kind.POLICY,
    act="ask",
    topics=(Topic(Subject.SERVICE, "vaccination", 0.9), Topic(Subject.SERVICE, "childcare", 0.05)),
    needs=("vaccination",),
    confidence=0.95,
    margin=0.9,
    crisis=(),
    details=(Detail.FEE,),
    elsewhere=None,
    vector="",
    model="test",
    law=("vaccine-free",),
)


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def answerer(catalogue: Catalogue) -> Answerer:
    return Answerer(catalogue, "build-1")


@pytest.mark.parametrize(
    ("field", "value", "complaint"),
    [
        ("services", ["no-such-service"], "no-such-service"),
        ("answers", ["colour"], "answers"),
        ("cites", [], "cites"),
        ("cites", [{"law": "no-such-law", "article": "第1条"}], "no-such-law"),
    ],
)
def test_a_wrong_fact_stops_the_build_in_one_line(
    content: Path, field: str, value: object, complaint: str
) -> None:
    file = content / "law" / "facts.yml"
    facts = yaml.safe_load(file.read_text(encoding="utf-8"))
    facts[0][field] = value
    file.write_text(yaml.safe_dump(facts, allow_unicode=True), encoding="utf-8")
    with pytest.raises(ContentError, match=complaint) as raised:
        load_catalogue(content)
    assert "\n" not in str(raised.value)
    assert facts[0]["id"] in str(raised.value)


def test_a_fact_that_stands_twice_stops_the_build(content: Path) -> None:
    file = content / "law" / "facts.yml"
    facts = yaml.safe_load(file.read_text(encoding="utf-8"))
    file.write_text(yaml.safe_dump([*facts, facts[0]], allow_unicode=True), encoding="utf-8")
    with pytest.raises(ContentError, match="stands twice"):
        load_catalogue(content)


def test_every_fact_says_in_which_version_of_which_article_it_stands_and_when_it_was_checked(
    answerer: Answerer, catalogue: Catalogue
) -> None:
    for fact in catalogue.facts.values():
        reading = replace(READING, needs=fact.services[:1], law=(fact.id,), details=())
        answer = answerer.answer(reading)
        assert answer.text.startswith(fact.says), fact.id
        for cited in fact.cites:
            law = catalogue.laws[cited.law]
            assert f"《{law.name}》{cited.article}" in answer.text
            assert law.version in answer.text
        assert str(catalogue.checked(fact)) in answer.text
        assert fact.id in {citation.id for citation in answer.citations}


def test_the_fee_is_answered_first_and_from_the_law(answerer: Answerer) -> None:
    answer = answerer.answer(READING)
    assert answer.text.startswith("免费。")
    assert not answer.abstained
    assert answer.to_json()["details"] == [{"detail": "fee", "answered": True, "support": "law"}]
    assert [citation.support for citation in answer.citations] == ["derived", "law"]


def test_what_neither_report_nor_law_says_is_named_with_whose_notice_is_missing(
    answerer: Answerer,
) -> None:
    asked = replace(READING, details=(Detail.PAPERS,), law=())
    answer = answerer.answer(asked, "花溪区")
    assert answer.text.startswith("打疫苗要带哪些材料：")
    assert "花溪区的通知还没有收到" in answer.text
    assert "“打疫苗要带哪些材料”这个问题" in answer.text
    assert answer.reason == "papers_absent"


def test_a_partly_answerable_question_answers_its_part(answerer: Answerer) -> None:
    answer = answerer.answer(replace(READING, details=(Detail.FEE, Detail.PAPERS)))
    assert answer.text.startswith("免费。")
    assert answer.abstained
    assert [one["answered"] for one in answer.to_json()["details"]] == [True, False]


def test_a_follow_up_gets_the_missing_detail_alone(answerer: Answerer) -> None:
    asked = replace(READING, text="那要钱不", needs=(), law=())
    answer = answerer.about(["vaccination"], asked, alone=True)
    assert answer.text.startswith("免费。")
    assert "【打疫苗】" not in answer.text
    assert "适合谁" not in answer.text


def test_where_report_and_law_differ_both_are_shown_with_who_decides(
    answerer: Answerer, catalogue: Catalogue
) -> None:
    asked = replace(
        READING,
        needs=("subsistence-allowance",),
        details=(Detail.PLACE,),
        law=("allowance-where-national",),
    )
    answer = answerer.answer(asked)
    assert "户籍所在地" in answer.text
    assert "居住地纳入低保" in answer.text
    assert str(catalogue.facts["allowance-where-national"].differs) in answer.text


def test_what_was_read_only_in_a_report_says_so(answerer: Answerer) -> None:
    asked = replace(
        READING, needs=("rehabilitation",), details=(Detail.PLACE,), law=("rehab-where",)
    )
    answer = answerer.answer(asked)
    assert "没有读到原文" in answer.text
    assert answer.details[0].support is Support.REPORTED


def test_the_residence_permit_stands_beside_the_checklist_with_the_police(
    answerer: Answerer, catalogue: Catalogue
) -> None:
    assert catalogue.services["residence-permit"].area is None
    asked = replace(READING, needs=("residence-permit",), details=(), law=())
    answer = answerer.answer(asked)
    assert answer.departments == ("public-security",)
    assert "不是清单里的一项" in answer.text
    assert "《若干措施》报道" not in answer.text


def test_no_question_measured_on_is_learned_from(catalogue: Catalogue) -> None:
    file = CONTENT_FOLDER.parent / "evaluation" / "law.jsonl"
    measured = {json.loads(line)["text"] for line in file.read_text(encoding="utf-8").splitlines()}
    learned = {example.text for example in (*detail_examples(), *law_examples(catalogue))}
    assert len(measured) == 92
    assert not measured & learned


def test_of_a_fact_that_holds_several_things_only_the_one_asked_is_told(
    answerer: Answerer, catalogue: Catalogue
) -> None:
    permit = catalogue.facts["permit-time-fee"]
    reading = replace(READING, needs=("residence-permit",), law=(permit.id,))
    answer = answerer.answer(reading)
    assert answer.text.startswith(permit.parts[Detail.FEE])
    assert permit.parts[Detail.DURATION] not in answer.text


def test_a_part_belongs_to_a_detail_that_its_fact_settles(catalogue: Catalogue) -> None:
    for fact in catalogue.facts.values():
        assert set(fact.parts) <= {*fact.answers, *fact.leaves}, fact.id


def test_after_the_help_in_danger_the_law_on_it_is_told_with_its_source(
    answerer: Answerer,
) -> None:
    reading = replace(
        READING, kind=Kind.CRISIS, needs=(), details=(), crisis=("violence",), law=("must-report",)
    )
    answer = answerer.answer(reading)
    assert answer.text.startswith(answerer.helplines(("violence",)))
    assert [citation.id for citation in answer.citations] == ["must-report"]


def test_in_danger_no_law_of_another_matter_is_told(answerer: Answerer) -> None:
    reading = replace(READING, kind=Kind.CRISIS, needs=(), crisis=("violence",))
    assert answerer.answer(reading).text == answerer.helplines(("violence",))
