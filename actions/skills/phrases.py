"""Wishes recognised by their words: ``phrases.yml``, compiled once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, PlainValidator

from knowledge.data_files import load_data
from nlu.language.patterns import linear
from nlu.understanding.facts import extract_facts, without_facts
from nlu.understanding.facts.message import put_elsewhere
from nlu.understanding.wishes import (
    clauses,
    is_bare_request,
    is_question,
    wants_request,
)
from nlu.understanding.wording import says_only_facts, wording

Pattern = Annotated[re.Pattern[str], PlainValidator(linear)]

_WISH = linear("要|想")
_NEGATION = linear("不|没|别|莫")


class Phrases(BaseModel):
    """The patterns of ``phrases.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True, arbitrary_types_allowed=True)

    refuse: tuple[Pattern, ...]
    filler: Pattern
    help: Pattern
    person: Pattern
    bare_person: Pattern
    opens: Pattern
    about_this: Pattern
    number_try: Pattern
    case: dict[str, Pattern]
    privacy: dict[str, Pattern]
    this: Pattern
    no_contact: Pattern
    denied: Pattern
    pointing: Pattern
    goes_on: Pattern
    contact: Pattern


@cache
def phrases() -> Phrases:
    """Return the patterns."""
    return load_data(Phrases, Path(__file__).parent / "phrases.yml")


def is_refused(text: str) -> bool:
    """Tell an attempt to misuse the assistant, or to get at other people's data."""
    lowered = text.lower()
    return any(pattern.search(lowered) for pattern in phrases().refuse)


def is_vague(text: str) -> bool:
    """Tell an opening that names no matter at all: 娃的事想问一下, 申请服务."""
    plain, filler = re.sub(r"[\W_]+", "", text), phrases().filler
    beside = wording().bare_request.sub("", plain)
    return bool(plain) and not (filler.sub("", plain) and filler.sub("", beside))


def declines_request(said: Sequence[str]) -> bool:
    """Tell clauses that want no request: 我不想投诉, 就问问."""
    unwanted = [one for one in said if is_bare_request(one) and _NEGATION.search(one)]
    asked = any(map(is_question, said)) or any(map(wants_request, said))
    return bool(unwanted) and not asked


def denies(clause: str) -> bool:
    """Tell a clause that takes its matter back: 不搞托育了, 医保不办了, 不是幼儿园."""
    return phrases().denied.search(clause) is not None


def forbids(text: str) -> bool:
    """Tell what must not be written: 莫写成德江."""
    return put_elsewhere().search(text) is not None


def points(text: str) -> bool:
    """Tell words that point at something told: 这个要到哪点办."""
    return phrases().pointing.search(text) is not None


def without_pointing(text: str) -> str:
    """Return a text without the words that point at something told: 接着, 那个."""
    return phrases().pointing.sub("", text)


def only_points(clause: str) -> str | None:
    """Return what is left of a clause that points at something told: 补课 of 还是补课那个.

    ``None`` when it does not point.
    """
    if phrases().pointing.search(clause) is None:
        return None
    # 娃还是5岁那个 tells a fact once more.
    plain = re.sub(r"[\W_]+", "", without_facts(clause))
    rest = phrases().pointing.sub("", plain)
    return phrases().filler.sub("", wording().bare_request.sub("", rest))


def refuses_contact(text: str) -> bool:
    """Tell that a name or a phone is not given, or does not exist."""
    return phrases().no_contact.search(text) is not None


def asks_for_help(text: str) -> bool:
    """Tell words that ask somebody to act, or complain."""
    return phrases().help.search(text) is not None


def wants_person(text: str) -> bool:
    """Tell a wish to speak with a person, said outright."""
    return phrases().person.search(text) is not None


def is_bare_person(text: str) -> bool:
    """Tell a wish for a person that says nothing of the matter."""
    beside = phrases().bare_person.sub("", re.sub(r"[\W_]+", "", text))
    return not phrases().filler.sub("", wording().bare_request.sub("", beside))


def opens_case(text: str) -> bool:
    """Tell words that agree to a request being opened: 开嘛."""
    return phrases().opens.search(text) is not None


def tries_number(text: str) -> bool:
    """Tell a text that was meant to hold a request number."""
    return phrases().number_try.search(text.upper()) is not None


def case_wish(text: str) -> str | None:
    """Return what is wished for a request already made: ``withdraw``, ``add`` or another."""
    return next((w for w, pattern in phrases().case.items() if pattern.search(text)), None)


def privacy_wish(text: str) -> str | None:
    """Return ``forget`` or ``export`` when one of them is wished for."""
    # 清镇 begins with a word of deleting, and 【姓名】 is no name spoken of.
    lowered = without_facts(text).lower()
    return next((w for w, pattern in phrases().privacy.items() if pattern.search(lowered)), None)


def asks_about_this(text: str) -> bool:
    """Tell a question about the request that is being made: who will do it, how long it takes."""
    return phrases().about_this.search(text) is not None


def goes_on(text: str) -> bool:
    """Tell a wish to go on with what was begun."""
    return phrases().goes_on.search(text) is not None


def need_of(text: str) -> str:
    """Return a need without contact details, consent and clauses that only give other fields."""
    text = phrases().contact.sub("", text).strip(" ,，。;；") or text
    said = clauses(text)
    kept = [clause for clause in said if not is_beside_the_need(clause)]
    return "，".join(kept) if kept and len(kept) < len(said) else text


def is_beside_the_need(clause: str) -> bool:
    """Tell a clause that gives other fields of a request, decides, or only wishes for one."""
    facts = extract_facts(clause)
    if facts.school_stage and _WISH.search(clause):
        # 要读一年级 is what is wanted; 读一年级 only tells of the child.
        return False
    decides = facts.consented is not None or facts.affirmed is not None
    unnamed = clause.replace(facts.contact_name or "\n", "")
    return decides or says_only_facts(unnamed) or is_bare_request(clause)
