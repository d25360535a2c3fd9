"""Another language is complete, and says nothing that no room asks for."""

from __future__ import annotations

import re
from pathlib import Path


import pytest

from bot.dialogue.language import offered_command
from knowledge.catalogue import load_catalogue
from knowledge.catalogue.words import entry_shortcomings

from knowledge.languages import (
    CHINESE,
    ENGLISH,
    joined,
    languages,
    shortcomings,
    speaking,
    spoken,
)
from knowledge.languages.completeness import compared, word_files
from knowledge.languages.words import translation_of
from knowledge.data_files import laid_over

OTHERS = [name for name in languages() if name != CHINESE]


def test_there_is_english_beside_chinese() -> None:
    assert languages()[0] == CHINESE
    assert ENGLISH in OTHERS


@pytest.mark.parametrize("name", OTHERS)
def test_a_language_has_every_word_a_parent_is_shown_and_no_other(name: str) -> None:
    assert shortcomings(name) == []


@pytest.mark.parametrize("name", OTHERS)
def test_a_language_tells_every_entry_and_no_other(name: str) -> None:
    assert entry_shortcomings(load_catalogue(), name) == []


@pytest.mark.parametrize("name", OTHERS)
def test_entries_in_another_language_have_the_same_ids_and_rest_on_the_same(name: str) -> None:
    chinese = load_catalogue()
    with speaking(name):
        told = chinese.told
    assert told.services.keys() == chinese.services.keys()
    for service, entry in chinese.services.items():
        assert told.services[service].lead == entry.lead
        assert told.services[service].locator == entry.locator
        assert told.services[service].plain_name != entry.plain_name
    assert told.laws == chinese.laws
    assert told.examples == chinese.examples


@pytest.mark.parametrize("name", OTHERS)
def test_what_a_parent_is_asked_to_send_is_a_command_of_the_language(name: str) -> None:
    said = {word for file in word_files() for word in _asked_to_send(translation_of(file, name))}
    fields = {"skip", "cancel", "yes", "no"}
    unknown = {w for w in said - fields if offered_command(w) is None}
    # Sentences of one's own, with an example in them.
    assert unknown <= {"add something", "withdraw", "the first one"}


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ({"ask": {"need": "What?"}, "count": ["a"]}, []),
        ({"ask": {}, "count": ["a"]}, ["ask.need is missing"]),
        ({"ask": {"need": "What?", "mad": "?"}, "count": ["a"]}, ["ask.mad is not known"]),
        ({"ask": "What?", "count": ["a"]}, ["ask must be a dict"]),
        ({"ask": {"need": "{what}?"}, "count": ["a"]}, ["ask.need: nothing fills {what}"]),
    ],
)
def test_what_a_language_lacks_or_invents_is_told_with_its_place(
    words: dict[str, object], told: list[str]
) -> None:
    chinese = {"ask": {"need": "要办什么？"}, "count": ["一"]}
    assert list(compared(words, chinese)) == told


def test_a_sentence_may_not_leave_out_what_the_chinese_one_tells() -> None:
    assert list(compared({"a": "late"}, {"a": "{due}前"})) == ["a: {due} is left out"]


def test_choices_may_be_named_anew_while_they_stand_for_the_same() -> None:
    chinese = {"options": {"有": "有", "没有": "没有"}}
    assert list(compared({"options": {"yes": "有", "no": "没有"}}, chinese)) == []
    assert list(compared({"options": {"yes": "有", "no": "不"}}, chinese)) != []


def test_what_a_language_lacks_is_said_in_chinese() -> None:
    assert laid_over({"a": {"b": "B"}}, {"a": {"b": "乙", "c": "丙"}, "d": "丁"}) == {
        "a": {"b": "B", "c": "丙"},
        "d": "丁",
    }


def test_chinese_is_spoken_until_another_language_is_and_after_it() -> None:
    assert spoken() == CHINESE
    with speaking(ENGLISH):
        assert spoken() == ENGLISH
        assert joined(["school", "health", "housing"]) == "school, health and housing"
    assert joined(["教育", "卫健", "住建"]) == "教育、卫健、住建"


def test_a_language_there_are_no_words_in_is_spoken_in_chinese() -> None:
    with speaking("xx"):
        assert spoken() == CHINESE


def _asked_to_send(file: Path) -> list[str]:
    return re.findall(r"[Ss]end “([a-zA-Z' ]+)”", file.read_text(encoding="utf-8"))
