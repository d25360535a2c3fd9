"""The fields of a request, declared once: every door asks for, checks and masks these.

A field is heard where :class:`nlu.understanding.facts.Facts` has one of its name; its question, why
it is asked and how it is shown stand under its name in ``actions/texts/request.yml``.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from actions.requests.validation import STORED_FORM
from nlu.understanding.facts import mask_name, mask_phone


@dataclass(frozen=True)
class Field:
    """One field.

    Attributes:
        name: in forms, texts, stores and APIs.
        check: returns the stored form, or refuses the value with an ``InvalidFieldError``.
        mask: how a personal value is shown, which is stored sealed and never leaves in clear.
        may_be_skipped: a request can do without it.
    """

    name: str
    check: Callable[[Any], Any]
    mask: Callable[[str], str] | None = None
    may_be_skipped: bool = False


FIELDS = (
    Field("need", STORED_FORM["need"]),
    Field("child_age", STORED_FORM["child_age"], may_be_skipped=True),
    Field("county", STORED_FORM["county"]),
    Field("contact_name", STORED_FORM["contact_name"], mask=mask_name),
    Field("contact_phone", STORED_FORM["contact_phone"], mask=mask_phone),
)
"""In the order they are asked in."""

NAMES = tuple(field.name for field in FIELDS)
SKIPPABLE = tuple(field.name for field in FIELDS if field.may_be_skipped)
MASKS = {field.name: field.mask for field in FIELDS if field.mask}
"""The masks of the personal fields."""
