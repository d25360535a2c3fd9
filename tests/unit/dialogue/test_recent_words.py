from __future__ import annotations

from bot.dialogue.person import gist_of
from bot.dialogue.recent import RecentWords


def test_the_last_words_of_a_conversation_are_kept_in_their_order() -> None:
    recent = RecentWords()
    recent.add("a", [("parent", "娃没学上"), ("assistant", "找教育部门。")])
    recent.add("a", [("parent", "转人工")])
    assert recent.of("a") == [
        ("parent", "娃没学上"),
        ("assistant", "找教育部门。"),
        ("parent", "转人工"),
    ]


def test_conversations_are_kept_apart_and_forgotten_alone() -> None:
    recent = RecentWords()
    recent.add("a", [("parent", "一")])
    recent.add("b", [("parent", "二")])
    recent.forget("a")
    recent.forget("nobody")
    assert (recent.of("a"), recent.of("b")) == ([], [("parent", "二")])


def test_only_so_many_words_are_kept_and_nothing_empty() -> None:
    recent = RecentWords()
    recent.add("a", [("parent", str(number)) for number in range(50)])
    recent.add("a", [("assistant", "")])
    assert [text for _, text in recent.of("a")] == [str(number) for number in range(30, 50)]


def test_the_conversation_that_rested_longest_goes_first() -> None:
    recent = RecentWords()
    for number in range(2_000):
        recent.add(str(number), [("parent", "在")])
    recent.add("0", [("parent", "还在")])
    recent.add("new", [("parent", "来了")])
    assert recent.of("1") == []
    assert len(recent.of("0")) == 2


def test_the_gist_is_what_was_said_at_most_length_before_a_person_was_asked_for() -> None:
    said = [
        ("parent", "娃七岁没学上"),
        ("assistant", "找教育部门，打12345。"),
        ("parent", "转人工嘛谢谢了哈"),
    ]
    assert gist_of(said) == "娃七岁没学上"
    assert gist_of([("parent", "转人工")]) == "转人工"
    assert gist_of([("assistant", "您好")]) == ""
