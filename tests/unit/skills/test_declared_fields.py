from __future__ import annotations

from dataclasses import fields as fields_of

import pytest

from actions.requests import NewRequest, ServiceRequest, fields
from actions.requests.fields import Field
from actions.skills.request_form import ASKING
from actions.skills.state import Draft, request_fields
from actions.texts import texts
from bot.launch.dialogue_domain import domain
from nlu.understanding.facts import Facts, extract_facts


@pytest.mark.parametrize("field", fields.declared(), ids=lambda field: field.name)
def test_a_declared_field_has_its_question_and_reason_at_every_door(field: Field) -> None:
    words = texts().request
    for told in (words.ask, words.why, words.unusable, words.summary, words.fields):
        assert told[field.name]
    if field.heard:
        assert field.of(Facts()) is None


def test_a_further_field_takes_no_name_that_means_something_else() -> None:
    taken = {one.name for kind in (NewRequest, ServiceRequest) for one in fields_of(kind)}
    assert not set(fields.further()) & (taken | set(Draft.model_fields))


def test_rasas_form_asks_for_the_declared_fields_in_their_order() -> None:
    whole = domain()
    assert tuple(whole["forms"]["request_form"]["required_slots"]) == request_fields()
    assert set(request_fields()) <= set(whole["slots"])
    asking = {asks().name() for asks in ASKING}
    assert asking == {f"action_ask_request_form_{name}" for name in request_fields()}
    assert asking <= set(whole["actions"])


def test_what_is_personal_is_shown_masked() -> None:
    facts = extract_facts("我叫王小明，电话13800138000")
    for name, mask in fields.masks().items():
        value = getattr(facts, name)
        assert value is not None
        assert value not in mask(value)
        assert "*" in mask(value)


def test_a_refused_request_keeps_nothing_personal() -> None:
    draft = Draft(need="上学", contact_name="王**", contact_phone="138****8000", child_age=7)
    kept = draft.without_contact()
    assert (kept.need, kept.child_age) == ("上学", 7)
    assert not any(getattr(kept, name) for name in fields.masks())
    assert kept.id != draft.id
