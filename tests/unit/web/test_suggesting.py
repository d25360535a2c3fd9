from __future__ import annotations

import pytest

from bot.channels.web.faq.suggesting import Suggester
from knowledge.catalogue import load_catalogue


@pytest.fixture(scope="module")
def suggester() -> Suggester:
    return Suggester(load_catalogue())


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("疫苗", "打疫苗"),
        ("dayimiao", "打疫苗"),
        ("da yi miao", "打疫苗"),
        ("dym", "打疫苗"),
        ("dibao", "低保"),
        ("DB", "低保"),
        ("gbyey", "上幼儿园"),
    ],
)
def test_pinyin_and_initials_find_what_characters_find(
    suggester: Suggester, typed: str, first: str
) -> None:
    assert suggester.suggest(typed)[0].text == first


def test_letters_that_spell_nothing_suggest_nothing(suggester: Suggester) -> None:
    assert suggester.suggest("school") == []
    assert suggester.suggest("x") == []
