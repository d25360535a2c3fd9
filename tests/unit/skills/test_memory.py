from __future__ import annotations

import pytest

from actions.skills.message_metadata import Said
from actions.skills.memory import meant_child, named_child
from actions.skills.state import Child


@pytest.mark.parametrize(
    ("text", "which"),
    [
        ("老大九岁了想读小学", "eldest"),
        ("那小的那个呢", "youngest"),
        ("二娃要打针", "second"),
        ("我的老二比老大小四岁", "second"),
        ("小学不收我家娃", None),
    ],
)
def test_a_child_is_told_by_the_first_word_that_names_one(text: str, which: str | None) -> None:
    assert named_child(text) == which


def test_another_age_is_another_child_and_both_are_kept() -> None:
    children = [Child(age=2)]
    children = meant_child(children, "还有个十岁的", Said(child_age=10))
    assert children == [Child(age=2), Child(age=10)]


def test_an_age_taken_back_is_the_same_child() -> None:
    said = Said(child_age=8, correction=("child_age",))
    assert meant_child([Child(age=7)], "说错了是八岁", said) == [Child(age=8)]


def test_a_child_named_again_is_meant_again() -> None:
    children = [Child(which="eldest", age=9), Child(which="youngest", age=2)]
    assert meant_child(children, "老大的事", Said())[-1] == Child(which="eldest", age=9)


def test_a_child_named_beside_one_whose_age_was_told_is_a_new_one() -> None:
    children = meant_child([Child(age=2)], "老大想上学", Said(school_stage="primary"))
    assert children[-1] == Child(which="eldest", stage="primary")


def test_a_stage_the_child_is_too_young_for_is_another_child() -> None:
    children = meant_child([Child(age=2)], "读初中那个要转学", Said(school_stage="junior"))
    assert children == [Child(age=2), Child(stage="junior")]


def test_a_name_and_the_age_told_before_are_put_together() -> None:
    children = meant_child([Child(age=9)], "老大九岁", Said(child_age=9))
    assert children == [Child(which="eldest", age=9)]


def test_an_age_worked_out_from_a_class_is_not_kept() -> None:
    said = Said(child_age=8, age_estimated=True, grade="三年级", school_stage="primary")
    assert meant_child([], "三年级", said) == [Child(stage="primary")]
