"""A request that tests share; nobody's."""

from __future__ import annotations

from typing import Any

from actions.requests import (
    Actor,
    Hearing,
    NewRequest,
    RequestDesk,
    ServiceRequest,
    new_request,
)

ASKED: dict[str, Any] = {
    "need": "娃七岁，公办小学说没有学位",
    "services": ("compulsory-school",),
    "child_age": 7,
    "county": "南明区",
    "contact_name": "测试家长",
    "contact_phone": "13800138000",
    "channel": "web",
    "reply_address": "somebody",
    "agreed": True,
    "heard": Hearing(),
    "build": None,
}


def asked(**changes: Any) -> NewRequest:
    return new_request(**ASKED | changes)


def submitted(desk: RequestDesk, **changes: Any) -> ServiceRequest:
    return desk.submit(asked(**changes), by=Actor.parent())
