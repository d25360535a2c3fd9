from __future__ import annotations

import pytest

from actions.requests import Actor, IllegalMoveError
from actions.requests.lifecycle import Lifecycle, load_lifecycle
from actions.requests.texts import Texts, load_texts

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
    assert set(texts.department) <= known


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
