from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import MESSAGE, split, units, utf8_bytes

SENTENCES = st.text(alphabet="娃儿打疫苗，。！？ \n👶🏽<>&“”（）a1", max_size=3000)


@given(SENTENCES, st.integers(min_value=2, max_value=300))
def test_no_piece_is_longer_than_allowed_and_nothing_but_blanks_is_lost(
    text: str, limit: int
) -> None:
    pieces = split(text, limit)
    assert all(0 < units(piece) <= limit for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_character_beyond_the_first_plane_counts_twice() -> None:
    assert units("娃👶") == 3


def test_an_emoji_is_never_cut_in_two() -> None:
    pieces = split("👶" * 5000)
    assert all(units(piece) <= MESSAGE for piece in pieces)
    assert "".join(pieces) == "👶" * 5000


def test_a_cut_comes_after_a_sentence_and_what_closes_it() -> None:
    text = "甲" * 30 + "。" + "乙" * 20 + "他说：“对。”" + "丙" * 40
    first, second = split(text, 70)
    assert first.endswith("“对。”")
    assert second == "丙" * 40


def test_a_text_without_any_end_is_cut_all_the_same() -> None:
    assert [len(piece) for piece in split("甲" * 9000)] == [4096, 4096, 808]


def test_paragraphs_are_kept_whole_before_lines_and_lines_before_sentences() -> None:
    assert split("甲。乙\n\n丙。丁\n戊。己", 10) == ["甲。乙", "丙。丁\n戊。己"]
    assert split("丙。丁\n戊。己", 6) == ["丙。丁", "戊。己"]
    assert split("丙，丁。戊，己", 6) == ["丙，丁。", "戊，己"]


def test_what_fits_is_sent_as_it_is_and_blanks_alone_are_not_sent() -> None:
    assert split("娃儿打疫苗") == ["娃儿打疫苗"]
    assert split(" \n ") == []


def test_one_text_is_measured_as_each_messenger_counts() -> None:
    assert (units("娃👶a"), utf8_bytes("娃👶a")) == (4, 8)
    assert utf8_bytes("\ud83d") == 3


def test_a_mark_near_the_beginning_makes_no_scrap_of_a_message() -> None:
    assert split("好。" + "甲" * 60, 40) == ["好。" + "甲" * 38, "甲" * 22]
