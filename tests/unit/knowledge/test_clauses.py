from __future__ import annotations

from nlu.understanding.topics.clauses import (
    clauses,
    is_letter,
    opening,
    windows,
    without_repetition,
)


def test_a_phrase_said_many_times_is_read_once() -> None:
    assert without_repetition("幼儿园" * 2500) == "幼儿园"
    assert without_repetition("你好你好,我想问") == "你好你好,我想问"


def test_the_same_clause_said_again_is_read_once() -> None:
    assert clauses("路灯全坏了,没有人来修,路灯全坏了") == ["路灯全坏了", "没有人来修"]


def test_a_short_clause_joins_its_neighbour() -> None:
    assert clauses("你好,孩子想上小学,要带什么材料") == ["你好,孩子想上小学", "要带什么材料"]


def test_a_second_question_begins_a_clause_without_a_comma() -> None:
    assert clauses("孩子想上小学还有医保在哪里交") == ["孩子想上小学", "还有医保在哪里交"]


def test_a_short_message_is_read_in_clauses_and_pairs() -> None:
    found = clauses("孩子想上小学,要带什么材料,医保在哪里交")
    assert not is_letter(found)
    assert windows(found)[3:] == ["孩子想上小学,要带什么材料", "要带什么材料,医保在哪里交"]


def test_a_message_of_any_length_makes_few_windows_and_its_end_is_among_them() -> None:
    text = ",".join(f"第{number}件事情我们全村人都想反映" for number in range(600))
    found = clauses(text)
    assert is_letter(found)
    assert len(windows(found)) == 12
    assert windows(found)[-1].endswith("第599件事情我们全村人都想反映")
    assert len(opening(found)) == 120


def test_an_empty_message_has_no_clause() -> None:
    assert clauses("") == []
    assert windows([]) == []
