"""A new request is checked, field by field, before it is stored."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Any

from actions.requests import fields
from actions.requests.errors import ConsentMissingError, InvalidFieldError
from actions.requests.model import Channel, NewRequest, RequestType
from actions.requests.texts import problem


def check(new: NewRequest, services: Collection[str]) -> NewRequest:
    """Return ``new`` with every field in its stored form.

    Args:
        new: what was collected.
        services: the ids the catalogue knows.

    Raises:
        ConsentMissingError: ``consent`` is missing.
        InvalidFieldError: naming the field that cannot be stored.
    """
    if new.consent is None or not new.consent.text_version:
        raise ConsentMissingError(problem("consent"))
    if unknown := sorted(new.further.keys() - set(fields.further())):
        raise InvalidFieldError(unknown[0], f"没有“{unknown[0]}”这一项")
    kept: dict[str, Any] = {f.name: f.stored(new.value(f.name)) for f in fields.declared()}
    further = {name: kept.pop(name) for name in fields.further()}
    return replace(
        new,
        **kept,
        further={name: value for name, value in further.items() if value is not None},
        type=_type(new.type),
        services=_services(new.services, services),
        channel=_channel(new.channel),
    )


def _type(kind: str | None) -> str | None:
    if kind is not None and kind not in list(RequestType):
        raise InvalidFieldError("type", f"类型只能是{'、'.join(RequestType)}")
    return kind


def _services(wanted: tuple[str, ...], known: Collection[str]) -> tuple[str, ...]:
    for service in wanted:
        if service not in known:
            raise InvalidFieldError("services", f"没有“{service}”这项服务:请用服务清单里的编号")
    return tuple(dict.fromkeys(wanted))


def _channel(name: str) -> str:
    if name not in list(Channel):
        raise InvalidFieldError("channel", f"渠道只能是{'、'.join(Channel)}")
    return name
