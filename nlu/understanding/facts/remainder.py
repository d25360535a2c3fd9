"""What a message says beside the facts a form keeps in fields of their own."""

from __future__ import annotations

import re
from functools import cache

from nlu.language.patterns import linear
from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.ages import AGE_WORDS
from nlu.understanding.facts.masking import PLACEHOLDERS
from nlu.understanding.facts.message import any_of
from nlu.understanding.facts.normal_form import normal_form
from nlu.understanding.facts.phones import mobile_numbers
from nlu.understanding.facts.places import gazetteer


def without_facts(text: str) -> str:
    """Return a text without places, ages, classes, phones and the marks of masked details."""
    plain = normal_form(text).text
    for _, span in reversed(mobile_numbers(plain)):
        plain = plain[: span.start] + " " + plain[span.end :]
    for mention in reversed(gazetteer().mentions(plain)):
        plain = plain[: mention.start] + " " + plain[mention.end :]
    return _details().sub(" ", plain)


@cache
def _details() -> re.Pattern[str]:
    marks, classes = any_of(PLACEHOLDERS.values()), any_of(vocabulary.school().classes)
    return linear(rf"{marks}|{AGE_WORDS.pattern}|{classes}")
