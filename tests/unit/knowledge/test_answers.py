from __future__ import annotations

import re
from dataclasses import replace

import pytest

from knowledge.answers import Answerer
from knowledge.catalogue import Catalogue, Detail, load_catalogue
from nlu.understanding.topics.reading import Kind, Reading, Subject, Topic


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def answerer(catalogue: Catalogue) -> Answerer:
    return Answerer(catalogue, "build-1")


READING = Reading(
    text="娃儿打疫苗找哪个",
    kind=Kind.POLICY,
    act="ask",
    topics=(Topic(Subject.SERVICE, "vaccination", 0.9), Topic(Subject.SERVICE, "childcare", 0.05)),
    needs=("vaccination",),
    confidence=0.95,
    margin=0.9,
    crisis=(),
    details=(),
    elsewhere=None,
    vector="",
    model="test",
)


def test_an_answer_tells_what_for_whom_who_on_what_it_rests_and_what_next(
    answerer: Answerer,
) -> None:
    answer = answerer.answer(READING)
    assert answer.services == ("vaccination",)
    assert answer.departments[0] == "health"
    assert not answer.abstained
    for part in ("适合谁", "哪个管", "依据", "出处", "提交诉求"):
        assert part in answer.text
    assert answer.citations[0].issuer == "中国新闻网"
    assert answer.citations[0].date == "2025-02-13"
    assert answer.citations[0].support == "derived"
    assert answer.build == "build-1"


def test_the_answer_object_has_exactly_the_contracts_keys(answerer: Answerer) -> None:
    assert set(answerer.answer(READING).to_json()) == {
        "question",
        "kind",
        "abstained",
        "reason",
        "services",
        "measures",
        "departments",
        "confidence",
        "text",
        "citations",
        "suggestions",
        "build",
        "details",
    }


@pytest.mark.parametrize(
    "detail",
    ["papers", "fee", "amount", "age", "date", "duration", "phone", "address", "eligibility"],
)
def test_an_absent_detail_is_said_to_be_absent_and_the_rest_is_answered(
    answerer: Answerer, detail: str
) -> None:
    answer = answerer.answer(replace(READING, details=(Detail(detail),)))
    assert answer.abstained
    assert answer.reason == f"{detail}_absent"
    assert answer.services == ("vaccination",)
    assert "报道没有写" in answer.text
    assert "提交诉求" in answer.text
    assert answer.citations


def test_how_often_is_answered_where_the_report_says_it(answerer: Answerer) -> None:
    asked = replace(READING, needs=("family-education",), details=(Detail.FREQUENCY,))
    answer = answerer.answer(asked)
    assert not answer.abstained
    assert "每年至少1次" in answer.text


def test_housing_is_admitted_to_be_empty(answerer: Answerer) -> None:
    answer = answerer.answer(replace(READING, needs=("housing",)))
    assert answer.abstained
    assert answer.reason == "area_only"
    assert answer.departments[0] == "housing"


def test_two_needs_get_two_answers_with_two_citations(answerer: Answerer) -> None:
    answer = answerer.answer(replace(READING, needs=("vaccination", "compulsory-school")))
    assert answer.services == ("vaccination", "compulsory-school")
    assert [citation.id for citation in answer.citations] == ["vaccination", "compulsory-school"]
    assert answer.departments[:2] == ("health", "education")


def test_close_services_are_offered_as_at_most_three_choices(answerer: Answerer) -> None:
    topics = tuple(
        Topic(Subject.SERVICE, name, 0.2)
        for name in ("vaccination", "childcare", "basic-health", "family-doctor")
    )
    answer = answerer.answer(replace(READING, needs=(), topics=topics))
    assert len(answer.choices) == 3
    assert answer.services[0] == "vaccination"
    assert answer.reason == "ambiguous"


def test_a_message_that_is_hardly_a_question_is_not_answered(answerer: Answerer) -> None:
    answer = answerer.answer(replace(READING, confidence=0.3))
    assert answer.abstained
    assert answer.reason == "unsure"
    assert answer.services == ()


def test_another_province_is_named_and_nothing_is_stated(answerer: Answerer) -> None:
    asked = replace(READING, kind=Kind.OUT_OF_SCOPE, act="out_of_scope", elsewhere="深圳", needs=())
    answer = answerer.answer(asked)
    assert answer.reason == "elsewhere"
    assert "深圳" in answer.text
    assert answer.citations == ()


def test_a_crisis_names_police_ambulance_and_the_fitting_helpline(answerer: Answerer) -> None:
    asked = replace(READING, kind=Kind.CRISIS, act="crisis", crisis=("self_harm",), needs=())
    answer = answerer.answer(asked)
    for number in ("110", "120", "12356"):
        assert number in answer.text
    assert answer.departments == ("public-security",)
    assert not answer.abstained


def test_every_service_can_be_told_with_nothing_but_confirmed_numbers(
    answerer: Answerer, catalogue: Catalogue
) -> None:
    confirmed = set(catalogue.helplines)
    for service in catalogue.services:
        for details in ((), (Detail.PAPERS, Detail.FEE, Detail.DATE, Detail.PHONE)):
            answer = answerer.about([service], replace(READING, details=details))
            numbers = set(re.findall(r"(?<![\d-])1\d{2,4}(?![\d-])", answer.text))
            assert numbers <= confirmed, (service, answer.text)


def test_every_measure_is_told_with_its_departments(
    answerer: Answerer, catalogue: Catalogue
) -> None:
    for measure in catalogue.measures.values():
        topics = (Topic(Subject.MEASURE, measure.id, 0.9), *READING.topics)
        answer = answerer.answer(replace(READING, needs=(), topics=topics))
        assert answer.measures == (measure.id,)
        assert answer.departments == measure.departments


def test_the_documents_number_and_effective_date_are_not_known(answerer: Answerer) -> None:
    topics = (Topic(Subject.DOCUMENT, "measures", 0.9), *READING.topics)
    asked = replace(READING, text="这个政策文号是多少", needs=(), topics=topics)
    answer = answerer.answer(asked)
    assert answer.abstained
    assert answer.reason == "number_absent"


def test_a_reading_travels_as_metadata_unchanged() -> None:
    assert Reading.from_metadata(READING.to_metadata()) == READING
