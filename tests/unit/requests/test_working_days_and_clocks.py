from __future__ import annotations

from datetime import date, datetime

from actions.requests import RequestsSettings
from actions.requests.deadlines import Clocks, WorkingDays
from actions.requests.deadlines.clocks import CHINA


def clocks(**settings: object) -> Clocks:
    return Clocks(RequestsSettings.model_validate(settings), WorkingDays())


def test_holidays_and_make_up_days_are_counted() -> None:
    # 2025: National Day and Mid-Autumn 1 to 8 October; Sunday 28 September was worked.
    assert WorkingDays().move(date(2025, 9, 27), 1).day == date(2025, 9, 28)
    assert WorkingDays().move(date(2025, 9, 30), 1).day == date(2025, 10, 9)
    assert WorkingDays().move(date(2025, 10, 9), -1).day == date(2025, 9, 30)


def test_a_year_without_data_is_counted_by_weekdays_and_named() -> None:
    counted = WorkingDays().move(date(2099, 12, 31), 2)
    assert counted.years_without_data == (2100,)
    assert counted.day == date(2100, 1, 4)


def test_a_deadline_that_needed_guessing_says_so() -> None:
    known = clocks().opening("求助", datetime(2025, 9, 1, 9, tzinfo=CHINA), urgent=False)
    unknown = clocks().opening("求助", datetime(2099, 1, 5, 9, tzinfo=CHINA), urgent=False)
    assert known.note is None
    assert unknown.note == "2099年的放假安排还没有数据,期限按周一至周五推算"


def test_limits_come_from_configuration_by_type() -> None:
    limits = {"咨询": {"acknowledge": 1, "resolve": 2}}
    opened = datetime(2025, 9, 1, 9, tzinfo=CHINA)
    asked = clocks(limits=limits).opening("咨询", opened, urgent=False)
    assert asked.resolve == datetime(2025, 9, 3, 18, tzinfo=CHINA)


def test_every_limit_says_what_it_rests_on() -> None:
    assert "不是法定时限" in RequestsSettings().limit("求助").source


def test_urgent_requests_are_acknowledged_by_the_wall_clock_even_at_night() -> None:
    night = datetime(2025, 10, 1, 23, 50, tzinfo=CHINA)
    urgent = clocks().opening("求助", night, urgent=True)
    assert urgent.acknowledge == datetime(2025, 10, 2, 0, 20, tzinfo=CHINA)
