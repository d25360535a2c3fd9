from __future__ import annotations

from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from bot.channels.web.page_texts import check_shape, load_words
from knowledge.errors import ConfigurationError

FILE = Path("xx.yml")
CHINESE = load_words("zh").tree


@pytest.fixture
def other() -> dict[str, Any]:
    """The words of another language, as somebody begins them: a copy."""
    return deepcopy(CHINESE)


def told(words: dict[str, Any]) -> str:
    with pytest.raises(ConfigurationError) as refused:
        check_shape(FILE, words, CHINESE)
    return str(refused.value)


def test_a_language_with_the_same_words_in_other_words_is_taken(other: dict[str, Any]) -> None:
    other["site"]["tagline"] = "For families on the move"
    other["home"]["popular_questions"] = other["home"]["popular_questions"][:1]
    check_shape(FILE, other, CHINESE)


def test_words_that_are_missing_are_named_before_any_page_is_shown(other: dict[str, Any]) -> None:
    del other["site"]["tagline"]
    assert told(other) == "xx.yml: site.tagline is missing"


def test_words_that_no_page_knows_are_named(other: dict[str, Any]) -> None:
    other["site"]["tag_line"] = "For families on the move"
    assert told(other) == "xx.yml: site.tag_line is not known"


def test_one_sentence_where_several_words_belong_is_refused(other: dict[str, Any]) -> None:
    other["site"] = "Tongxing"
    assert told(other) == "xx.yml: site must be a dict"


def test_a_place_that_nothing_fills_is_refused(other: dict[str, Any]) -> None:
    other["site"]["build"] = "Build {biuld}"
    assert told(other) == "xx.yml: site.build: nothing fills {biuld}"


def test_words_may_leave_a_value_out(other: dict[str, Any]) -> None:
    other["site"]["build"] = "Sources"
    check_shape(FILE, other, CHINESE)
