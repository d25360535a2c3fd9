from __future__ import annotations

from dataclasses import fields as fields_of

import pytest
import yaml

from actions.requests import NewRequest
from actions.requests.fields import FIELDS, MASKS, NAMES, Field
from actions.skills.request_form import ASKING
from actions.skills.state import REQUEST_FIELDS, Draft
from actions.texts import texts
from bot.channels.web.requesting.form import RequestForm
from knowledge.settings import PROJECT_ROOT
from nlu.understanding.facts import Facts, extract_facts

DOMAIN = PROJECT_ROOT / "nlu" / "rasa_project" / "domain" / "request.yml"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_a_declared_field_has_its_question_and_reason_at_every_door(field: Field) -> None:
    words = texts().request
    for told in (words.ask, words.why, words.unusable, words.summary, words.fields):
        assert told[field.name]
    assert field.name in Draft.model_fields
    assert field.name in RequestForm.model_fields
    assert field.name in {one.name for one in fields_of(NewRequest)}


@pytest.mark.parametrize("name", [name for name in NAMES if name != "need"])
def test_a_declared_field_is_heard_under_its_name(name: str) -> None:
    assert name in {one.name for one in fields_of(Facts)}


def test_rasas_form_asks_for_the_declared_fields_in_their_order() -> None:
    domain = yaml.safe_load(DOMAIN.read_text(encoding="utf-8"))
    assert tuple(domain["forms"]["request_form"]["required_slots"]) == REQUEST_FIELDS
    assert set(REQUEST_FIELDS) <= set(domain["slots"])
    asking = {asks().name() for asks in ASKING}
    assert asking == {f"action_ask_request_form_{name}" for name in REQUEST_FIELDS}
    assert asking <= set(domain["actions"])


def test_what_is_personal_is_shown_masked() -> None:
    facts = extract_facts("我叫王小明，电话13800138000")
    for name, mask in MASKS.items():
        value = getattr(facts, name)
        assert value is not None
        assert value not in mask(value)
        assert "*" in mask(value)


def test_a_refused_request_keeps_nothing_personal() -> None:
    draft = Draft(need="上学", contact_name="王**", contact_phone="138****8000", child_age=7)
    kept = draft.without_contact()
    assert (kept.need, kept.child_age) == ("上学", 7)
    assert not any(getattr(kept, name) for name in MASKS)
    assert kept.id != draft.id
