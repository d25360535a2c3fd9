"""A clock and a request that tests share."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from actions.requests import Consent, NewRequest
from actions.requests.deadlines.clocks import CHINA

MONDAY = datetime(2026, 11, 23, 9, 0, tzinfo=CHINA)


class Clock:
    """A clock that tests move by hand."""

    def __init__(self, at: datetime = MONDAY) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at

    def move(self, **delta: float) -> None:
        self.at += timedelta(**delta)


def new_request(**changes: Any) -> NewRequest:
    fields: dict[str, Any] = {
        "need": "娃七岁,公办小学说没有学位",
        "services": ("compulsory-school",),
        "child_age": 7,
        "county": "南明区",
        "contact_name": "王小明",
        "contact_phone": "13800138000",
        "channel": "web",
        "reply_address": "sender-1",
        "consent": Consent("consent-1", MONDAY),
    }
    return NewRequest(**fields | changes)
