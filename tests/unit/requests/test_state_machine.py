from __future__ import annotations

import pytest

from actions.requests import Actor, IllegalMoveError
from actions.requests.lifecycle import Lifecycle, load_lifecycle
from actions.requests.texts import Texts, load_letters, load_texts

STAFF = Actor.staff("小李")
HOTLINE_WORDS = {
    "受理", "转办", "签收", "承办", "办结", "回访", "归档", "退回", "转派",
    "延期", "督办", "撤回", "重办",
}  # fmt: skip


def test_the_vocabulary_is_the_hotlines() -> None:
    lifecycle = load_lifecycle()
    known = {move.name for move in lifecycle.actions.values()} | set(lifecycle.states)
    assert known >= HOTLINE_WORDS


def test_every_state_can_be_reached_and_told_to_a_parent() -> None:
    lifecycle = load_lifecycle()
    reached = {move.to for move in lifecycle.actions.values()} - {None}
    assert reached == set(lifecycle.states)
    assert set(load_texts().status) == set(lifecycle.states)


def test_every_message_belongs_to_an_action() -> None:
    lifecycle = load_lifecycle()
    texts = load_texts()
    known = set(lifecycle.actions) | {"override_away"}
    assert set(texts.parent) <= known
    assert set(load_letters().department) <= known


def test_every_open_state_has_a_way_out() -> None:
    lifecycle = load_lifecycle()
    for state in lifecycle.open_states:
        assert any(
            lifecycle._allowed_from(move, state) and move.to not in (None, state)
            for move in lifecycle.actions.values()
        )


@pytest.mark.parametrize("state", ["办结", "归档", "撤回"])
def test_nothing_closed_is_worked_on(state: str) -> None:
    with pytest.raises(IllegalMoveError, match=f"现在是“{state}”"):
        load_lifecycle().next_state("start", state, STAFF, urgent=False)


def test_a_clock_files_away_only_what_is_not_urgent() -> None:
    lifecycle = load_lifecycle()
    system = Actor.system()
    assert lifecycle.next_state("archive", "办结", system, urgent=False) == "归档"
    with pytest.raises(IllegalMoveError):
        lifecycle.next_state("archive", "办结", system, urgent=True)


def test_a_refused_move_tells_what_can_be_done_instead() -> None:
    with pytest.raises(IllegalMoveError) as refused:
        load_lifecycle().next_state("start", "受理", STAFF, urgent=False)
    told = str(refused.value)
    assert told.startswith("现在是“受理”,不能承办:可以")
    assert "签收、" in told
    assert "临期提醒" not in told


def test_a_refused_person_is_told_who_may_do_it_and_why_urgency_matters() -> None:
    lifecycle = load_lifecycle()
    with pytest.raises(IllegalMoveError) as usual:
        lifecycle.next_state("archive", "办结", Actor.parent(), urgent=False)
    with pytest.raises(IllegalMoveError) as urgent:
        lifecycle.next_state("archive", "办结", STAFF, urgent=True)
    assert str(usual.value).startswith("归档只能由")
    assert "、" in str(usual.value)
    assert str(urgent.value).startswith("紧急诉求的归档只能由")


def test_a_move_without_a_target_leaves_the_state() -> None:
    assert load_lifecycle().next_state("add_note", "办结", STAFF, urgent=True) == "办结"


def test_a_move_into_an_unknown_state_is_refused_when_the_data_is_read() -> None:
    data = {
        "states": {"受理": {"open": True}},
        "actions": {"x": {"name": "x", "from": ["受理"], "to": "没有", "by": ["staff"]}},
        "return_codes": {},
    }
    with pytest.raises(ValueError, match="没有"):
        Lifecycle.model_validate(data)


def test_a_sentence_with_an_unknown_placeholder_is_refused_when_it_is_read() -> None:
    data = load_texts().model_dump()
    data["parent"]["start"] = "您的诉求{numbr}"
    with pytest.raises(ValueError, match="numbr"):
        Texts.model_validate(data)
