from __future__ import annotations

import pytest

from bot.dialogue.language import language_of, offered_command
from bot.dialogue.message import Incoming
from bot.dialogue.states import State
from knowledge.languages import CHINESE, ENGLISH


def answered_in(
    text: str, *, spoke: str | None = None, expects: str | None = None, page: str | None = None
) -> str:
    state = State(language=spoke, expects=expects)
    return language_of(text, Incoming("me", text, language=page), state)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("Where can my child get vaccinated?", ENGLISH),
        ("make a request", ENGLISH),
        ("打疫苗去哪里", CHINESE),
        ("我娃叫 Anna Li", CHINESE),
    ],
)
@pytest.mark.parametrize("spoke", [None, CHINESE, ENGLISH])
def test_words_are_answered_in_their_own_language(
    text: str, language: str, spoke: str | None
) -> None:
    assert answered_in(text, spoke=spoke) == language


@pytest.mark.parametrize("text", ["13800138000", "7", "南明区", "/request", "ok"])
@pytest.mark.parametrize("spoke", [CHINESE, ENGLISH])
def test_a_number_a_place_and_a_tap_are_in_no_language(text: str, spoke: str) -> None:
    assert answered_in(text, spoke=spoke) == spoke


def test_a_name_in_latin_letters_does_not_change_the_language_of_a_form() -> None:
    assert answered_in("Zhang Wei", spoke=CHINESE, expects="contact_name") == CHINESE
    assert answered_in("Anna Li", spoke=ENGLISH, expects="contact_name") == ENGLISH


def test_the_page_is_asked_only_before_the_first_words() -> None:
    assert answered_in("/request", page=ENGLISH) == ENGLISH
    assert answered_in("/request", page=ENGLISH, spoke=CHINESE) == CHINESE
    assert answered_in("打疫苗去哪里", page=ENGLISH) == CHINESE


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ("make a request", "/request"),
        ("“I agree”.", "/agree"),
        ("Delete my data", "/forget"),
        ("make a request for my son", None),
        ("提交诉求", None),
    ],
)
def test_the_words_a_sentence_asks_for_are_commands(text: str, command: str | None) -> None:
    assert offered_command(text) == command
