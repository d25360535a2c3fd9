from __future__ import annotations

import json

from actions.skills.state import (
    Button,
    Child,
    Conversation,
    Draft,
    LastRequest,
    Question,
    request_fields,
)


def filled() -> Conversation:
    draft = Draft(id="one")
    draft.set_need("学校不收", ["compulsory-school"])
    draft.put("child_age", 7, "remembered")
    draft.put("contact_name", "王**")
    return Conversation(
        topic=["vaccination"],
        children=[Child(which="eldest", age=9), Child(age=2)],
        question=Question("是哪一个？", (Button("南明区", "南明区"),)),
        draft=draft,
        last_request=LastRequest(number="GZ261123-K7M4Q9XT", need="打疫苗"),
    )


def test_a_state_comes_back_from_its_slot_as_it_was() -> None:
    kept = json.loads(json.dumps(filled().to_slot()))
    assert Conversation.from_slot(kept) == filled()


def test_an_empty_or_foreign_slot_begins_anew() -> None:
    assert Conversation.from_slot(None) == Conversation()
    assert Conversation.from_slot({"fields_of": "another build"}) == Conversation()


def test_a_mark_says_that_a_field_is_filled_and_never_what_it_holds() -> None:
    marks = filled().marks()
    assert {name for name, mark in marks.items() if mark} == {"need", "child_age", "contact_name"}
    assert set(marks.values()) == {True, None}


def test_without_a_draft_every_field_of_the_request_is_open() -> None:
    assert not any(Conversation().marks()[name] for name in request_fields())


def test_the_walk_marks_its_own_age_and_not_that_of_the_draft() -> None:
    state = filled()
    state.walk = {"months_here": 8}
    assert state.marks()["months_here"] is True
    assert state.marks()["child_age"] is None


def test_a_draft_put_aside_keeps_the_matter_and_nothing_personal() -> None:
    state = filled()
    state.put_aside()
    assert state.draft is None
    assert state.set_aside is not None
    assert (state.set_aside.need, state.set_aside.child_age) == ("学校不收", 7)
    assert state.set_aside.contact_name is None
    assert state.set_aside.id != "one"


def test_an_empty_draft_is_not_worth_keeping() -> None:
    state = Conversation(draft=Draft())
    state.put_aside()
    assert state.set_aside is None


def test_forgetting_leaves_nothing() -> None:
    state = filled()
    state.forget()
    assert state == Conversation()


def test_what_is_set_takes_its_origin_along() -> None:
    draft = Draft()
    draft.put("county", "南明区", "remembered")
    draft.put("county", "花溪区")
    assert draft.origins == {"county": "told"}
