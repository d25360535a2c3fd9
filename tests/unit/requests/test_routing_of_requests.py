from __future__ import annotations

import json
from pathlib import Path

import pytest

from actions.requests.routing import Router
from actions.requests.routing.evaluation import (
    ROUTING_FILE,
    RoutingFileError,
    evaluate_routing,
    holds_request_texts,
)
from actions.requests.routing.router import RoutingRules, load_rules
from knowledge.catalogue import load_catalogue
from knowledge.errors import ConfigurationError


@pytest.fixture(scope="module")
def router() -> Router:
    return Router(load_catalogue(), load_rules())


def test_the_labelled_set_is_large_and_routed_well_by_words_alone() -> None:
    report = evaluate_routing()
    assert report.cases >= 160
    assert report.accuracy >= 0.95


def test_labelled_texts_are_not_among_the_examples_that_routing_learns_from() -> None:
    examples = {text for e in load_catalogue().examples.values() for text in e.texts}
    texts = [json.loads(line)["text"] for line in ROUTING_FILE.read_text().splitlines()]
    assert not examples & set(texts)
    assert len(set(texts)) == len(texts)


@pytest.mark.parametrize(
    "line", ['{"id": "1", "kind": "policy", "department": "health"}', '{"title": "t"}', "[]", "no"]
)
def test_files_of_questions_and_letters_are_no_request_texts(line: str, tmp_path: Path) -> None:
    file = tmp_path / "labelled.jsonl"
    file.write_text(line)
    assert holds_request_texts(ROUTING_FILE)
    assert not holds_request_texts(file)


def test_a_service_that_was_asked_for_goes_to_its_lead_with_the_reason(router: Router) -> None:
    best = router.route("帮忙办一下", ["vaccination"], "求助", "南明区")[0]
    assert best.department == "health"
    assert best.reason.startswith("南明区:服务“")


def test_danger_outweighs_the_service(router: Router) -> None:
    text = "接种的时候看到娃身上全是伤,像是被继父毒打的"
    assert router.route(text, ["vaccination"])[0].department == "public-security"


def test_retrieval_scores_count_as_far_as_they_are_sure(router: Router) -> None:
    text = "那个事情帮我问哈"
    assert router.route(text, {"housing": 0.9})[0].department == "housing"
    assert router.route(text, {"housing": 0.05})[0].department == "hotline"


@pytest.mark.parametrize("text", ["帮个忙", "", "🐷🐷", "asdf", "包工头拖欠工资大半年"])
def test_what_belongs_nowhere_is_left_to_people(router: Router, text: str) -> None:
    assert router.route(text)[0].department == "hotline"


def test_a_conflict_is_left_to_people_and_both_are_suggested(router: Router) -> None:
    found = router.route("", {"housing": 0.9, "vaccination": 0.9})
    assert found[0].department == "hotline"
    assert {s.department for s in found[1:3]} == {"housing", "health"}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("我要投诉那个小学", "投诉"),
        ("举报黑幼儿园", "举报"),
        ("建议儿童之家周末开门", "意见建议"),
        ("请问低保怎么申请", "咨询"),
        ("娃没学上,求你们帮帮忙", "求助"),
        ("学校不收我娃", "求助"),
    ],
)
def test_the_words_decide_the_type(router: Router, text: str, kind: str) -> None:
    assert router.type_of(text) == kind


def test_a_rule_for_a_department_that_does_not_exist_is_refused() -> None:
    rules = load_rules().model_dump()
    rules["words"][0]["to"] = "nobody"
    with pytest.raises(ConfigurationError, match="nobody"):
        Router(load_catalogue(), RoutingRules.model_validate(rules))


def test_a_bad_line_of_a_labelled_file_is_named(tmp_path: Path) -> None:
    file = tmp_path / "labels.jsonl"
    file.write_text('{"text": "娃上学", "department": "education"}\n{"text": 1}\n')
    with pytest.raises(RoutingFileError, match="第2行"):
        evaluate_routing(file)
