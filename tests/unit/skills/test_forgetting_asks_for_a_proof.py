"""Forgetting takes requests back: whoever only guesses the id of a conversation cannot do it."""

from __future__ import annotations

import pytest
from plain_conversation import Parent
from requests_of_tests import submitted

from actions.requests import ServiceRequest
from actions.skills.resources import Resources
from nlu.understanding.topics.reading import Kind

SECRET = "3f9a27c1d04be86552a7c1d90fe34b68"


def opened(room: Resources, sender: str) -> ServiceRequest:
    return submitted(room.desk, reply_address=sender)


def asks_to_forget(parent: Parent, text: str = "删除我的信息") -> str:
    return parent.says(text, kind=Kind.PRIVACY, command="forget")


@pytest.mark.parametrize("told", ["", " 000000", " 8000"])
def test_whoever_guesses_an_id_forgets_nothing(room: Resources, told: str) -> None:
    case = room.desk.find(opened(room, "u1").number)
    stranger = Parent(room, "u1")
    assert "查询码" in asks_to_forget(stranger, f"删除我的信息{told}")
    stranger.says("是")
    assert room.desk.find(case.number) == case


def test_the_code_of_a_request_lets_its_parent_forget(room: Resources) -> None:
    case = opened(room, "u1")
    parent = Parent(room, "u1")
    assert "全部个人信息" in asks_to_forget(parent, f"删除我的信息 查询码{case.check_code}")
    assert "删好了" in parent.says("是")
    assert room.desk.find(case.number).forgotten


def test_an_id_that_nobody_guesses_is_proof_enough(room: Resources) -> None:
    case = opened(room, SECRET)
    parent = Parent(room, SECRET)
    asks_to_forget(parent)
    assert "删好了" in parent.says("是")
    assert room.desk.find(case.number).forgotten


def test_where_nothing_was_registered_nothing_is_asked_for(room: Resources) -> None:
    assert "全部个人信息" in asks_to_forget(Parent(room, "u2"))
