from __future__ import annotations

import logging

import pytest

from bot.channels.telegram.settings import Access
from bot.channels.telegram.token_guard import TokenGuard

TOKEN = "123456:secret-TOKEN_value"


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> pytest.LogCaptureFixture:
    caplog.set_level(logging.DEBUG)
    return caplog


def test_no_line_holds_the_token_whoever_writes_it(log: pytest.LogCaptureFixture) -> None:
    url = f"https://api.telegram.org/bot{TOKEN}/getMe"
    with TokenGuard(TOKEN):
        logging.getLogger("httpx").info("HTTP Request: %s", url)
        logging.getLogger("any.other").warning(url)
        try:
            raise RuntimeError(url)
        except RuntimeError:
            logging.getLogger("library").exception("failed")
    assert TOKEN not in log.text
    assert log.text.count("<token>") >= 3


def test_other_lines_stay_as_they_are(log: pytest.LogCaptureFixture) -> None:
    with TokenGuard(TOKEN):
        logging.getLogger("any").info("%s of %s", 1, 2)
    assert log.records[0].args == (1, 2)


def test_a_broken_line_is_left_to_the_log_itself(log: pytest.LogCaptureFixture) -> None:
    with TokenGuard(TOKEN):
        record = logging.getLogRecordFactory()("any", 20, "x", 1, "%s %s", (1,), None)
    assert record.msg == "%s %s"


def test_the_way_records_are_made_is_given_back() -> None:
    before = logging.getLogRecordFactory()
    with TokenGuard(TOKEN):
        assert logging.getLogRecordFactory() != before
    assert logging.getLogRecordFactory() == before


def test_the_token_does_not_show_when_its_holder_is_printed() -> None:
    assert "secret" not in repr(Access(TOKEN))
    assert Access(TOKEN).bot == "123456"
