"""A wish for a request, by its words: said outright, it is heard alike at every door."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainValidator

from knowledge.data_files import load_data
from nlu.language.patterns import linear
from nlu.understanding.wording import says_only_facts, wording

Pattern = Annotated[re.Pattern[str], PlainValidator(linear)]

_DENIED = ("不", "没")
_CONTACT = linear("【(?:电话|姓名)】")
_NEGATION = linear("不|没|别|莫")
_CLAUSE_END = linear(r"[,，。;；:：!！…\n]|\.{2,9}|(?<=[^\W\d_a-zA-Z])\s{1,99}(?=[^\W_a-zA-Z])")


class Wishes(BaseModel):
    """The patterns of ``wishes.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    request: Pattern
    request_word: Pattern
    asks: Pattern


def wants_request(text: str) -> bool:
    """Tell a wish for a request, said outright and not asked about."""
    wish = _wishes().request
    clauses = _CLAUSE_END.split(text)
    return any(wish.search(clause) and not is_question(clause) for clause in clauses) or (
        is_bare_request(text) and not is_question(text) and not _NEGATION.search(text)
    )


def is_bare_request(text: str) -> bool:
    """Tell a wish for a request that does not say what for."""
    return names_a_request(text) and is_made_of(wording().bare_request, text)


def names_a_request(text: str) -> bool:
    """Tell a word for what becomes a request: 登记, 投诉, 反映."""
    return _wishes().request_word.search(text) is not None


def is_question(text: str) -> bool:
    """Tell whether something is asked."""
    return _wishes().asks.search(text) is not None or _asks_yes_or_no(text)


def _asks_yes_or_no(text: str) -> bool:
    """Tell 行不行, 收没收: a word, and the same word denied. 不对不对 only denies twice."""
    return any(
        text[at] in _DENIED
        and text[at - 1] == text[at + 1]
        and text[at - 2 : at - 1] not in _DENIED
        for at in range(1, len(text) - 1)
    )


def clauses(text: str) -> list[str]:
    """Return the clauses of a text; people who write without punctuation leave a blank."""
    return [clause.strip() for clause in _CLAUSE_END.split(text) if clause.strip()]


def without_contact(text: str) -> str:
    """Return a masked text without the clauses that only say whom to call.

    我电话【电话】 tells nothing of the matter, and beside a short one it would outweigh it.
    """
    said = clauses(text)
    kept = [one for one in said if not (_CONTACT.search(one) and says_only_facts(one))]
    return "，".join(kept) if kept and len(kept) < len(said) else text


def is_made_of(words: Pattern, text: str) -> bool:
    """Tell whether nothing stands in a text but such words."""
    plain = re.sub(r"[\W_]+", "", text)
    return bool(plain) and not words.sub("", plain)


@cache
def _wishes() -> Wishes:
    return load_data(Wishes, Path(__file__).with_name("wishes.yml"))
