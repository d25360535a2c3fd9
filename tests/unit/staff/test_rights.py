from __future__ import annotations

from dataclasses import dataclass
from typing import cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from actions.requests import Role, ServiceRequest
from actions.requests.lifecycle import load_lifecycle
from actions.staff.rights import Relation, StaffRole, load_rights, relation

RIGHTS = load_rights()


@dataclass
class Case:
    department: str
    assisting: tuple[str, ...]


def stands(department: str, case: Case) -> Relation:
    return relation(department, cast(ServiceRequest, case))


def test_a_case_is_own_assisted_or_foreign() -> None:
    case = Case("education", ("health",))
    found = {name: stands(name, case) for name in ("education", "health", "housing", "")}
    assert list(found.values()) == [
        Relation.OWN,
        Relation.ASSISTED,
        Relation.FOREIGN,
        Relation.FOREIGN,
    ]


def test_every_right_names_an_act_of_the_lifecycle_or_of_the_desk() -> None:
    acts = {*load_lifecycle().actions, "approve_extension", "refuse_extension"}
    at_the_desk = {"see", "reveal", "open_attachment", "claim", "assign", "answer_parent"}
    assert set(RIGHTS.on_cases) - acts - at_the_desk == set()


def test_every_act_with_a_case_that_people_do_is_in_the_table_for_somebody() -> None:
    """An act in no row could be done by nobody at the desk, and nobody would know why."""
    by_people = {
        name
        for name, move in load_lifecycle().actions.items()
        if move.offered and {Role.STAFF, Role.SUPERVISOR} & move.by and Role.PARENT not in move.by
    }
    # The first transfer of a request is called its dispatch; the right is the same.
    assert by_people - set(RIGHTS.on_cases) == {"dispatch"}


@given(
    role=st.sampled_from(StaffRole),
    action=st.text(max_size=20),
    case=st.sampled_from([None, *Relation]),
)
def test_what_the_table_does_not_name_is_refused(
    role: StaffRole, action: str, case: Relation | None
) -> None:
    assert not RIGHTS.may(role, f"un{action}", case)


@pytest.mark.parametrize("action", sorted(RIGHTS.on_cases))
def test_a_right_over_cases_is_none_without_a_case(action: str) -> None:
    assert not any(RIGHTS.may(role, action) for role in StaffRole)


def test_whoever_only_keeps_accounts_changes_no_case() -> None:
    does = {
        action
        for action in RIGHTS.on_cases
        if any(RIGHTS.may(StaffRole.ADMIN, action, case) for case in Relation)
    }
    assert does == {"see"}


def test_with_the_shared_password_nothing_is_approved_and_no_account_touched() -> None:
    for action in ("approve_extension", "refuse_extension", "assign", "claim"):
        assert not any(RIGHTS.may(StaffRole.SHARED, action, case) for case in Relation)
    assert not RIGHTS.may(StaffRole.SHARED, "accounts")


def test_a_department_does_nothing_to_foreign_cases() -> None:
    does = [
        action
        for action in RIGHTS.on_cases
        if RIGHTS.may(StaffRole.DEPARTMENT, action, Relation.FOREIGN)
    ]
    assert does == []
