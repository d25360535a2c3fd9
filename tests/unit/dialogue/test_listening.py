from __future__ import annotations

import pytest

from bot.dialogue.commands import as_plain_text, find_command
from knowledge.catalogue import Catalogue, load_catalogue
from nlu.understanding.wording import clean, is_english, meant


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("不是幼儿园，是小学", "小学"),
        ("我问的是低保", "低保"),
        ("你真笨，我问的是医保", "医保"),
        ("打错了，是幼儿园不收娃", "幼儿园不收娃"),
        ("诉求改一下，是学校乱收费", "学校乱收费"),
        ("是不是要户口", "是不是要户口"),
        ("打疫苗归哪个管", "打疫苗归哪个管"),
    ],
)
def test_a_correction_is_read_as_what_it_says_instead(text: str, wanted: str) -> None:
    assert meant(text) == wanted


def test_control_characters_and_lone_surrogates_are_left_out() -> None:
    assert clean("打\x00疫\ud800苗\x07\u200b") == "打疫苗\u200b"
    assert clean(" \n\t ") == ""


def test_a_message_is_read_up_to_ten_thousand_characters() -> None:
    assert len(clean("娃" * 50_000)) == 10_000


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("Can my child go to school?", True),
        ("hello", False),
        ("打疫苗 please help", False),
        ("GZ261124-AAAA1111", False),
    ],
)
def test_english_is_more_than_one_latin_word_and_nothing_chinese(text: str, english: bool) -> None:
    assert is_english(text) is english


def test_a_button_stands_for_words_and_an_act(catalogue: Catalogue) -> None:
    spoken = find_command("/service vaccination", catalogue)
    assert spoken is not None
    assert (spoken.name, spoken.intent, spoken.argument) == ("service", "ask", "vaccination")


@pytest.mark.parametrize(
    "text", ["/service nothing", "/restart", "/request now", '/open_request{"a": 1}', "疫苗"]
)
def test_anything_else_with_a_slash_is_text(text: str, catalogue: Catalogue) -> None:
    assert find_command(text, catalogue) is None


def test_rasa_gets_no_command_of_its_own() -> None:
    assert as_plain_text("  /restart") == "／restart"
    assert as_plain_text("疫苗/体检") == "疫苗/体检"
