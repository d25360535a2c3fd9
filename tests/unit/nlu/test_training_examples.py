from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.launch.dialogue_domain import acts, domain, rules
from bot.launch.training_data import Plan, generate, load_plan, read_handwritten, write
from knowledge.catalogue import Catalogue, load_catalogue
from knowledge.errors import ConfigurationError
from knowledge.settings import PROJECT_ROOT

HANDWRITTEN = PROJECT_ROOT / "nlu" / "rasa_project" / "data" / "nlu"
FEWEST_BY_HAND = 25


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.fixture(scope="module")
def examples(catalogue: Catalogue) -> dict[str, list[str]]:
    return generate(catalogue, load_plan(), read_handwritten(HANDWRITTEN))


def _key(text: str) -> str:
    return "".join(text.split()).casefold()


def test_no_sentence_belongs_to_two_acts(examples: dict[str, list[str]]) -> None:
    handwritten = [_key(text) for text in read_handwritten(HANDWRITTEN)]
    generated = [_key(text) for texts in examples.values() for text in texts]
    both = handwritten + generated
    assert len(both) == len(set(both))


@pytest.mark.parametrize("file", sorted(HANDWRITTEN.glob("*.yml")), ids=lambda file: file.stem)
def test_acts_written_by_hand_have_enough_examples(file: Path) -> None:
    (act,) = yaml.safe_load(file.read_text(encoding="utf-8"))["nlu"]
    lines = act["examples"].splitlines()
    assert act["intent"] == file.stem
    assert len(lines) == len(set(lines)) >= FEWEST_BY_HAND


def test_every_act_of_the_domain_has_examples_and_the_other_way_round(
    examples: dict[str, list[str]],
) -> None:
    by_hand = {file.stem for file in HANDWRITTEN.glob("*.yml")}
    assert set(domain()["intents"]) - {"nlu_fallback"} == set(examples) | by_hand


def test_every_act_has_one_rule_that_begins_with_it() -> None:
    by_hand = [
        yaml.safe_load(file.read_text(encoding="utf-8"))["rules"]
        for file in (HANDWRITTEN.parent / "rules").glob("*.yml")
    ]
    first = [
        rule["steps"][0].get("intent") for part in (*by_hand, rules()["rules"]) for rule in part
    ]
    assert sorted(act for act in first if act) == acts()


def test_what_is_said_alike_of_every_service_is_cut_to_the_same_number(
    catalogue: Catalogue,
) -> None:
    plan = load_plan()
    chosen = set(generate(catalogue, plan, set())["ask"])
    for name, entry in catalogue.examples.items():
        asked = [text for texts in entry.questions.values() for text in texts]
        taken = sum(" ".join(text.split()) in chosen for text in asked)
        assert taken <= plan.questions.per_entry, name
        assert taken >= min(len(asked), plan.questions.per_entry) - 3, name


def test_a_sentence_written_by_hand_is_not_taken_from_the_content_too(
    catalogue: Catalogue,
) -> None:
    plan = load_plan()
    alone = generate(catalogue, plan, set())
    assert "要得" in alone["chitchat"]
    assert "要得" not in generate(catalogue, plan, {"要 得"})["chitchat"]


def test_an_act_file_that_the_plan_does_not_know_is_named(catalogue: Catalogue) -> None:
    plan = load_plan()
    short = Plan.model_validate({**plan.model_dump(), "acts": {"greet": "greet"}})
    with pytest.raises(ConfigurationError, match=r"training_data.yml: .*abuse.yml is not in the"):
        generate(catalogue, short, set())


def test_writing_leaves_no_file_of_an_act_that_is_gone(tmp_path: Path) -> None:
    write({"greet": ["你好"], "thank": ["谢谢"]}, tmp_path)
    write({"greet": ["你好", "在吗"]}, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["greet.yml"]
    assert read_handwritten(tmp_path) == {"你好", "在吗"}


def test_examples_and_the_evaluation_set_share_no_sentence(
    examples: dict[str, list[str]],
) -> None:
    evaluation = PROJECT_ROOT / "knowledge" / "evaluation" / "development.jsonl"
    asked = {
        _key(row["text"] if "text" in row else row["question"])
        for row in map(yaml.safe_load, evaluation.read_text(encoding="utf-8").splitlines())
    }
    by_hand = {_key(text) for text in read_handwritten(HANDWRITTEN)}
    long_enough = {text for text in by_hand if len(text) > 6}
    assert not asked & long_enough
