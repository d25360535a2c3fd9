from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlu.language import characters_and_bigrams, is_traditional, normalise, syllables


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("醫療保險", "医疗保险"),
        ("ＡＢ１２３", "AB123"),
        ("打 疫 苗", "打疫苗"),
        ("  读书\n找哪个  ", "读书,找哪个"),
        ("好好好好好好", "好好好"),
        ("\u200b娃\ufeff儿", "娃儿"),
        ("", ""),
        ("\x00\x07", ""),
    ],
)
def test_the_same_words_get_one_normal_form(typed: str, normal: str) -> None:
    assert normalise(typed) == normal


@given(st.text(max_size=300))
def test_any_text_can_be_normalised_and_stays_so(text: str) -> None:
    once = normalise(text)
    assert "\n" not in once
    assert not once.startswith(" ")
    assert not once.endswith(" ")


@given(st.text(alphabet=st.characters(categories=["Cs", "Cc", "Lo", "So"]), max_size=80))
def test_lone_surrogates_and_controls_never_survive(text: str) -> None:
    normalise(text).encode("utf-8")


def test_traditional_script_is_told_from_simplified() -> None:
    assert is_traditional("孩子讀書找哪個部門")
    assert not is_traditional("孩子读书找哪个部门")


@pytest.mark.parametrize(("typed", "meant"), [("衣保", "医保"), ("入雪", "入学"), ("以苗", "疫苗")])
def test_homophones_sound_the_same(typed: str, meant: str) -> None:
    assert syllables(typed) == syllables(meant)


def test_the_south_western_accent_is_folded() -> None:
    assert syllables("是") == syllables("四")
    assert syllables("南") == syllables("蓝")


def test_lexical_terms_are_characters_bigrams_and_whole_latin_words() -> None:
    assert characters_and_bigrams("办ID卡12345") == ["办", "id", "卡", "12345"]
    assert characters_and_bigrams("打疫苗") == ["打", "疫", "苗", "打疫", "疫苗"]
