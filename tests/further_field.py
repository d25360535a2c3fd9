"""A field that only tests declare: what it says must travel to every door and back."""

from __future__ import annotations

from operator import attrgetter

import pytest

from actions.requests import fields
from actions.requests.fields import Field
from actions.requests.stored_forms import few_words
from actions.texts import texts
from nlu.understanding.facts import mask_name

WHEN = "convenient_time"
HOME = "hometown"
KIN = "other_name"
LABELS = {WHEN: "联系时间", HOME: "老家", KIN: "别名"}

IN_WORDS = Field(WHEN, few_words(WHEN), may_be_skipped=True)
"""Heard as the words of the answer."""
FROM_FACTS = Field(HOME, few_words(HOME), heard=attrgetter("hometown"), may_be_skipped=True)
"""Heard wherever it is said."""
NEEDED = Field(WHEN, few_words(WHEN))
"""No request can do without it."""
ON_FORMS = Field(WHEN, few_words(WHEN), may_be_skipped=True, asked_in_chat=False)
"""Asked for on forms; in a conversation it is only heard."""
PERSONAL = Field(
    KIN, few_words(KIN), heard=attrgetter("contact_name"), mask=mask_name, may_be_skipped=True
)


def declare(patch: pytest.MonkeyPatch, *declared: Field) -> None:
    """Declare further fields, with all their texts, for the length of a test."""
    patch.setattr(fields, "FURTHER", declared)
    words = texts().request
    for name in (one.name for one in declared):
        label = LABELS[name]
        for told in (words.ask, words.why, words.unusable):
            patch.setitem(told, name, f"请说{label}")
        patch.setitem(words.fields, name, label)
        patch.setitem(words.summary, name, f"{label}：{{value}}")
