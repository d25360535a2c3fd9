from __future__ import annotations

import pytest
from clock_of_staff import Clock

from actions.staff.throttle import Throttle
from knowledge.database import Database

OFFICE = "address:10.0.0.1"
LI, DEVICE = "account:li", "device:of-li"


@pytest.fixture
def throttle(database: Database, clock: Clock) -> Throttle:
    return Throttle(database, clock)


def fail(throttle: Throttle, *keys: str, times: int) -> None:
    for _ in range(times):
        throttle.failed(keys)


def test_a_few_slips_cost_nothing(throttle: Throttle) -> None:
    fail(throttle, LI, OFFICE, times=4)
    assert throttle.wait([LI, OFFICE]) == 0


def test_then_every_wrong_password_doubles_the_wait_up_to_five_minutes(throttle: Throttle) -> None:
    fail(throttle, LI, times=4)
    waits = []
    for _ in range(11):
        throttle.failed([LI])
        waits.append(throttle.wait([LI]))
    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


def test_waiting_is_enough(throttle: Throttle, clock: Clock) -> None:
    fail(throttle, LI, times=9)
    clock.now += throttle.wait([LI]) - 0.5
    assert throttle.wait([LI]) == 1
    clock.now += 0.5
    assert throttle.wait([LI]) == 0


def test_the_strictest_of_several_counts_decides(throttle: Throttle) -> None:
    fail(throttle, LI, times=9)
    assert throttle.wait([OFFICE]) == 0
    assert throttle.wait([OFFICE, LI]) == throttle.wait([LI]) > 0


def test_a_strangers_guessing_does_not_keep_a_known_browser_out(throttle: Throttle) -> None:
    fail(throttle, LI, OFFICE, times=12)
    assert throttle.wait([LI, OFFICE]) > 0
    assert throttle.wait([DEVICE]) == 0


def test_entering_clears_the_account_and_not_the_address_others_share(throttle: Throttle) -> None:
    fail(throttle, LI, OFFICE, times=25)
    throttle.succeeded([LI, OFFICE])
    assert throttle.wait([LI]) == 0
    assert throttle.wait([OFFICE]) > 0


def test_a_day_later_everything_is_forgotten(
    throttle: Throttle, clock: Clock, database: Database
) -> None:
    fail(throttle, LI, times=9)
    clock.now += 24 * 3600 + 1
    throttle.failed([OFFICE])
    assert [row["key"] for row in database.rows("SELECT key FROM failures")] == [OFFICE]
