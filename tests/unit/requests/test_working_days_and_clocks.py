from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import pytest

from actions.requests import RequestsSettings
from actions.requests.deadlines import Clocks, WorkingDays, load_holidays
from actions.requests.deadlines.clocks import CHINA
from knowledge.errors import ConfigurationError


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


def test_a_year_of_an_operators_file_is_counted_by_that_file(tmp_path: Path) -> None:
    file = tmp_path / "holidays.yml"
    # Monday and Tuesday are off, the Saturday before is worked.
    file.write_text("2099: {holidays: [2099-01-05, 2099-01-06], working: [2099-01-03]}\n")
    counted = WorkingDays(load_holidays(file)).move(date(2099, 1, 2), 2)
    assert counted.day == date(2099, 1, 7)
    assert counted.years_without_data == ()


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("2099: {holidays: [2098-01-05]}", "2098-01-05 stands under 2099"),
        ("2099: {holidays: [2099-01-03], working: [2099-01-03]}", "a holiday and a working day"),
        ("2099: {holidays: [], working: [2099-01-05]}", "2099-01-05 is no weekend"),
        ("2099: {holydays: []}", "2099.holidays: Field required"),
        ("2099: {holidays: [", "holidays.yml: cannot be read (while parsing"),
    ],
)
def test_a_list_of_holidays_that_makes_no_sense_is_refused_in_one_line(
    tmp_path: Path, content: str, told: str
) -> None:
    file = tmp_path / "holidays.yml"
    file.write_text(content)
    with pytest.raises(ConfigurationError) as refused:
        load_holidays(file)
    assert told in str(refused.value)
    assert "\n" not in str(refused.value)


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
