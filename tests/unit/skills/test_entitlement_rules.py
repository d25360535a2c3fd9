from __future__ import annotations

import pytest

from actions.skills.eligibility import rules
from actions.skills.entitlement import FIELDS
from knowledge.catalogue import load_catalogue

NOTHING_SAID = dict.fromkeys(FIELDS)


def _possible(**answers: object) -> set[str]:
    return {rule.service for rule in rules() if rule.fits(NOTHING_SAID | answers)}


def test_every_rule_names_a_service_that_is_stated() -> None:
    services = load_catalogue().services
    assert all(services[rule.service].offers for rule in rules())


def test_skipping_everything_rules_out_nothing() -> None:
    assert _possible() == {rule.service for rule in rules()}


@pytest.mark.parametrize(
    ("age", "inside", "outside"),
    [
        (1, "childcare", "compulsory-school"),
        (4, "kindergarten", "compulsory-school"),
        (8, "compulsory-school", "kindergarten"),
    ],
)
def test_age_decides_between_childcare_kindergarten_and_school(
    age: int, inside: str, outside: str
) -> None:
    possible = _possible(child_age=age)
    assert inside in possible
    assert outside not in possible


def test_the_insured_are_not_told_to_insure_and_the_others_are() -> None:
    assert "resident-insurance" in _possible(has_insurance=False)
    assert "resident-insurance" not in _possible(has_insurance=True)


def test_services_for_the_disabled_go_to_those_who_did_not_say_no() -> None:
    assert "rehabilitation" in _possible(has_disability=True)
    assert "rehabilitation" not in _possible(has_disability=False)


def test_hardship_brings_the_allowance() -> None:
    assert "subsistence-allowance" in _possible(in_hardship=True)
    assert "subsistence-allowance" not in _possible(in_hardship=False)
