"""The fields of a request, declared once: every door asks for, checks, shows and masks these.

A new field is one line in ``FURTHER``. Its question, why it is asked and how it is shown stand
under its name in ``actions/texts/request.yml``; the dialogue's form, the pages, Open311, the
terminal, the store, exports and forgetting take it from here.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from actions.requests.errors import InvalidFieldError
from actions.requests.stored_forms import (
    age_in_years,
    official_county,
    phone_digits,
    plain_name,
    plain_need,
)
from actions.texts import texts
from nlu.understanding.facts import Facts, mask_name, mask_phone


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        name: in forms, texts, stores and APIs.
        check: returns the stored form, or refuses the value with an ``InvalidFieldError``.
        heard: what the facts of a message say of it; a field without is heard as the words of
            the answer to its question, or as what stands behind its name.
        mask: how a personal value is shown, which is stored sealed and never leaves in clear.
        may_be_skipped: a request can do without it.
        asked_in_chat: each question costs some parents; without it the field is heard there when
            it is told, and asked for on forms alone.
    """

    name: str
    check: Callable[[Any], Any]
    heard: Callable[[Facts], Any] | None = None
    mask: Callable[[str], str] | None = None
    may_be_skipped: bool = False
    asked_in_chat: bool = True

    def __post_init__(self) -> None:
        """Refuse what could not be kept out of the dialogue's store, or never be filled there.

        Raises:
            ValueError: naming the field.
        """
        if not (self.asked_in_chat or self.may_be_skipped):
            raise ValueError(f"{self.name}: what no request can do without is asked for everywhere")
        if self.mask and self.heard is None:
            raise ValueError(f"{self.name}: a personal field is heard from facts, not from words")

    @property
    def label(self) -> str:
        """What people call it."""
        return texts().request.fields[self.name]

    def of(self, facts: Facts) -> Any:
        """Return what a message says of it; ``None`` when nothing."""
        return self.heard(facts) if self.heard else None

    def stored(self, value: Any) -> Any:
        """Return a value in its stored form.

        Raises:
            InvalidFieldError: it cannot be stored, or is missing where no request can do without.
        """
        if value in (None, "") and self.name in further():
            if self.may_be_skipped:
                return None
            raise InvalidFieldError(self.name, texts().request.unusable[self.name])
        return self.check(value)

    def shown(self, value: Any, *, reveal: bool = False) -> Any:
        """Return a value as it may be shown."""
        return self.mask(value) if self.mask and value and not reveal else value


_MATTER = (
    Field("need", plain_need),
    Field("child_age", age_in_years, heard=attrgetter("child_age"), may_be_skipped=True),
    Field("county", official_county, heard=lambda facts: facts.county and facts.county.name),
)
_CONTACT = (
    Field("contact_name", plain_name, heard=attrgetter("contact_name"), mask=mask_name),
    Field("contact_phone", phone_digits, heard=attrgetter("contact_phone"), mask=mask_phone),
)
FURTHER: tuple[Field, ...] = ()
"""Fields that nothing is searched by: kept sealed together, beside the columns of the others."""


def declared() -> tuple[Field, ...]:
    """Return all fields in the order they are asked in: the matter, what else, whom to call."""
    return (*_MATTER, *FURTHER, *_CONTACT)


def names() -> tuple[str, ...]:
    """Return the names of all fields."""
    return tuple(field.name for field in declared())


def further() -> tuple[str, ...]:
    """Return the names of the fields in ``FURTHER``."""
    return tuple(field.name for field in FURTHER)


def skippable() -> tuple[str, ...]:
    """Return the names of the fields a request can do without."""
    return tuple(field.name for field in declared() if field.may_be_skipped)


def masks() -> dict[str, Callable[[str], str]]:
    """Return the masks of the personal fields."""
    return {field.name: field.mask for field in declared() if field.mask}


def personal_in(facts: Facts) -> dict[str, str]:
    """Return the personal fields a message states, in clear: for sealed stores alone."""
    said = {field.name: field.of(facts) for field in declared() if field.mask}
    return {name: value for name, value in said.items() if value is not None}


def masked(values: Mapping[str, str]) -> dict[str, str]:
    """Return personal fields as they may be shown."""
    known = masks()
    return {name: known[name](value) for name, value in values.items()}


def field_named(name: str) -> Field:
    """Return a field.

    Raises:
        KeyError: none has this name.
    """
    return {field.name: field for field in declared()}[name]


def accepts(name: str, value: str | int | None) -> bool:
    """Tell whether one field could be stored as it is.

    Args:
        name: of the field.
        value: what was typed there.
    """
    try:
        field_named(name).stored(value)
    except InvalidFieldError:
        return False
    return True


def shown_further(values: Mapping[str, Any], *, reveal: bool) -> dict[str, Any]:
    """Return further fields as they may be shown, missing ones as ``None``.

    What is kept of a field that is not declared any more may be personal: it is only revealed.
    """
    left = {name: value for name, value in values.items() if name not in further()}
    shown = {field.name: field.shown(values.get(field.name), reveal=reveal) for field in FURTHER}
    return shown | (left if reveal else {})
