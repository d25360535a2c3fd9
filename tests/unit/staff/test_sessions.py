from __future__ import annotations

import pytest
from clock_of_staff import Clock

from actions.requests import Role
from actions.staff.rights import StaffRole
from actions.staff.sessions import Sessions
from knowledge.database import Database

HOUR = 3600


@pytest.fixture
def sessions(database: Database, clock: Clock) -> Sessions:
    return Sessions(database, clock)


def enter(sessions: Sessions, role: StaffRole = StaffRole.DEPARTMENT) -> str:
    return sessions.begin("li", "小李", role, "education")


def test_whoever_has_entered_is_known_by_the_name_in_the_cookie(sessions: Sessions) -> None:
    session = sessions.find(enter(sessions))
    assert session is not None
    assert (session.account, session.label, session.department) == ("li", "小李", "education")
    assert session.role is StaffRole.DEPARTMENT


@pytest.mark.parametrize("name", ["", "nothing", "' OR 1=1 --"])
def test_a_name_nobody_was_given_opens_nothing(sessions: Sessions, name: str) -> None:
    enter(sessions)
    assert sessions.find(name) is None


def test_a_session_ends_after_two_hours_of_doing_nothing(sessions: Sessions, clock: Clock) -> None:
    name = enter(sessions)
    clock.now += 2 * HOUR - 1
    assert sessions.find(name)
    # Looking counts as doing something.
    clock.now += 2 * HOUR - 1
    assert sessions.find(name)
    clock.now += 2 * HOUR
    assert sessions.find(name) is None


def test_a_session_ends_after_ten_hours_whatever_is_done(sessions: Sessions, clock: Clock) -> None:
    name = enter(sessions)
    for _ in range(9):
        clock.now += HOUR
        assert sessions.find(name)
    clock.now += HOUR
    assert sessions.find(name) is None


def test_going_ends_this_session_and_no_other(sessions: Sessions) -> None:
    here, there = enter(sessions), enter(sessions)
    sessions.end(here)
    assert sessions.find(here) is None
    assert sessions.find(there)


def test_another_shared_password_ends_the_sessions_of_the_old_one(sessions: Sessions) -> None:
    name = sessions.begin(None, "值班", StaffRole.SHARED, "", bound_to="old")
    assert sessions.find(name, bound_to="old")
    assert sessions.find(name, bound_to="new") is None


def test_nobody_enters_with_what_stands_in_the_file(sessions: Sessions, database: Database) -> None:
    name = enter(sessions)
    [row] = database.rows("SELECT * FROM sessions")
    assert name not in row.values()
    assert sessions.find(row["id"]) is None


def test_every_session_has_a_secret_of_its_own_for_its_forms(sessions: Sessions) -> None:
    found = [sessions.find(enter(sessions)) for _ in range(3)]
    assert len({session.csrf for session in found if session}) == 3


def test_only_a_supervisor_acts_as_one_in_the_history(sessions: Sessions) -> None:
    roles = {}
    for role in StaffRole:
        session = sessions.find(enter(sessions, role))
        assert session is not None
        roles[role] = session.actor.role
    assert [role for role, actor in roles.items() if actor is Role.SUPERVISOR] == [
        StaffRole.SUPERVISOR
    ]
