"""What a parent filled in: kept as typed, checked by the rules of the request desk."""

from __future__ import annotations

import re
import secrets
from collections.abc import Collection, Mapping
from typing import Any

from pydantic import BaseModel, ConfigDict, model_validator

from actions.requests import Channel, Hearing, NewRequest, fields, new_request
from actions.requests.stored_forms import LONGEST_NEED
from actions.texts import texts
from bot.channels.web.page_texts import Words
from nlu.understanding.facts import extract_facts, gazetteer

_KEY = re.compile(r"[0-9a-f]{32}")
_SENDER = re.compile(r"[0-9a-zA-Z_-]{16,200}")
_LONGEST_AGE = 40
_MOST_KEPT = 2 * LONGEST_NEED


class RequestForm(BaseModel):
    """The fields of the form, exactly as they arrived; the further ones under their names too."""

    model_config = ConfigDict(extra="allow", frozen=True)

    need: str = ""
    service: str = ""
    child_age: str = ""
    county: str = ""
    contact_name: str = ""
    contact_phone: str = ""
    urgent: str = ""
    consent: str = ""
    key: str = ""
    sender: str = ""
    step: str = "review"

    @model_validator(mode="before")
    @classmethod
    def _only_declared(cls, values: dict[str, Any]) -> dict[str, Any]:
        further = given_further(values)
        return {k: v for k, v in values.items() if k in cls.model_fields} | further

    @property
    def further(self) -> dict[str, str]:
        """What was typed into the further fields."""
        return given_further(self.model_extra or {})

    def typed(self) -> dict[str, str]:
        """Return what has to come back to the page when something is wrong."""
        return self.model_dump(exclude={"consent", "step"})

    def problems(self, words: Words, services: Collection[str]) -> dict[str, str]:
        """Return what is wrong, by field, in the order of the form."""
        errors = texts().request.unusable | words.tree["request"]["errors"]
        found: dict[str, str] = {}
        for field in fields.names():
            typed = getattr(self, field, "")
            if not fields.accepts(field, age_of(typed) if field == "child_age" else typed):
                is_long = field == "need" and len(typed) > LONGEST_NEED
                found[field] = errors["need_long" if is_long else field]
            if field == "need" and self.service and self.service not in services:
                # Chosen right below the need.
                found["service"] = errors["services"]
        return found

    def has_key(self) -> bool:
        """Tell whether the form came from a page of ours."""
        return bool(_KEY.fullmatch(self.key))

    @property
    def draft(self) -> str:
        """The name under which what was typed is kept between two pages."""
        return f"form:{self.key}"

    def may_be_kept(self) -> bool:
        """Tell whether it is small enough to be kept before anybody has looked at it."""
        return sum(map(len, self.typed().values())) <= _MOST_KEPT

    def new_request(self, heard: Hearing, build: str) -> NewRequest:
        """Return the request, to be checked and stored by the desk."""
        return new_request(
            need=self.need,
            county=self.county,
            contact_name=self.contact_name,
            contact_phone=self.contact_phone,
            channel=Channel.WEB,
            agreed=self.consent == "yes",
            heard=heard,
            services=(self.service,) if self.service else (),
            child_age=age_of(self.child_age),
            reply_address=self.sender if is_opaque(self.sender) else None,
            urgent=bool(self.urgent),
            build=build,
            further=self.further,
        )


def given_further(values: Mapping[str, Any]) -> dict[str, str]:
    """Return what a form holds of the further fields."""
    given = {name: values.get(name) for name in fields.further()}
    return {name: value for name, value in given.items() if isinstance(value, str)}


def is_opaque(sender: str) -> bool:
    """Tell whether an id of a conversation is one that cannot be guessed."""
    return bool(_SENDER.fullmatch(sender))


def new_key() -> str:
    """Return a key under which one filled-in form is stored once."""
    return secrets.token_hex(16)


def age_of(typed: str) -> int | None:
    """Return the child's age in a field, in figures or in words (七岁半, 八个月).

    ``None`` when the field is empty, -1 when nothing in it is the age of a child.
    """
    if not typed.strip():
        return None
    age = extract_facts(typed[:_LONGEST_AGE], expecting="child_age").child_age
    return -1 if age is None else age


def counties() -> list[tuple[str, list[str]]]:
    """Return the prefectures of Guizhou with their counties, in the order people know."""
    found: dict[str, list[str]] = {}
    for county in gazetteer().counties.values():
        found.setdefault(county.prefecture.name, []).append(county.name)
    return list(found.items())
