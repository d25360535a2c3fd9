"""All facts of one message, in one pass."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from nlu.understanding.facts import vocabulary
from nlu.understanding.facts.ages import Age, asks_for_an_age, find_ages
from nlu.understanding.facts.circumstances import (
    find_disability,
    find_hardship,
    find_insurance,
    find_months_here,
)
from nlu.understanding.facts.contact_names import find_lone_names, find_names
from nlu.understanding.facts.decisions import find_decisions
from nlu.understanding.facts.message import Candidate, Message, choose, is_corrected, read_message
from nlu.understanding.facts.normal_form import Clause, normal_form
from nlu.understanding.facts.phones import find_invalid_phone, find_phones
from nlu.understanding.facts.places import County, Prefecture, gazetteer
from nlu.understanding.facts.references import (
    find_check_code,
    find_ordinal,
    find_rating,
    find_request_number,
)
from nlu.understanding.facts.residence import Residence, find_residence
from nlu.understanding.facts.schooling import Schooling, find_schooling
from nlu.understanding.facts.several_children import names_several_children

_SEVERAL = 2
_BESIDE = 2
_READ = 2_000
"""Facts are looked for in the beginning of a message; no parent states them after two pages."""


@dataclass(frozen=True)
class Facts:
    """What a message says outright; None and False where it says nothing.

    ``child_age`` is estimated (``age_estimated``) when only a class, a year of birth or a rough
    age was given. ``county`` is where the family lives now; ``ambiguous_counties`` are to be asked
    about. ``correction`` holds the names of the fields said to be wrong or given anew.
    ``waiting``: whoever writes will come back to what was asked.
    Personal values stay out of ``repr`` so that no log can hold them.
    """

    child_age: int | None = None
    age_estimated: bool = False
    several_children: bool = False
    school_stage: str | None = None
    grade: str | None = None
    county: County | None = None
    prefecture: Prefecture | None = None
    ambiguous_counties: tuple[County, ...] = ()
    place_note: str | None = None
    outside_guizhou: bool = False
    hometown: str | None = None
    contact_phone: str | None = field(default=None, repr=False)
    invalid_phone: str | None = field(default=None, repr=False)
    contact_name: str | None = field(default=None, repr=False)
    request_number: str | None = None
    check_code: str | None = None
    ordinal: int | None = None
    affirmed: bool | None = None
    consented: bool | None = None
    correction: frozenset[str] = frozenset()
    cancelled: bool = False
    skipped: bool = False
    months_here: int | None = None
    has_insurance: bool | None = None
    has_disability: bool | None = None
    in_hardship: bool | None = None
    rating: int | None = None
    why_asked: bool = False
    waiting: bool = False


def extract_facts(text: str, expecting: str | None = None, *, today: date | None = None) -> Facts:
    """Return the facts a parent's message states; never raises on any text.

    Args:
        text: the message as typed.
        expecting: the field the assistant asked for last (``child_age``, ``county``,
            ``contact_name``, ``contact_phone``, ``confirm``, ``consent``, ``need``; in the
            entitlement check also ``months_here``, ``has_insurance``, ``has_disability``,
            ``in_hardship``; after a resolved request ``rating``). A bare answer is read as it.
        today: the day years of birth are counted from; the present day by default.
    """
    message = read_message(normal_form(text[:_READ]), expecting, today or date.today())
    ages, classes = find_ages(message), find_schooling(message)
    phones, names = find_phones(message), find_names(message)
    name = choose(names, message)
    if name is None and (ages or (expecting == "county" and gazetteer().mentions(message.text))):
        # 登记医保 3岁 南明区 柳青, 习水 柳青: in a row of facts a name needs no introduction.
        name = choose(find_lone_names(message), message)
    where = find_residence(_without(name, names, message) if name else message)
    decisions = find_decisions(message)
    schooling = _schooling(classes, message)
    age = _of_the_child_meant(ages, message) or choose(ages, message)
    age = age or _usual_age(schooling, message)
    phone = choose(phones, message)
    return Facts(
        child_age=age.years if age else None,
        age_estimated=age is not None and age.estimated,
        several_children=names_several_children(message, ages),
        school_stage=schooling.stage if schooling else None,
        grade=schooling.grade if schooling else None,
        county=where.county,
        prefecture=where.prefecture,
        ambiguous_counties=where.ambiguous,
        place_note=where.note,
        outside_guizhou=where.outside,
        hometown=where.hometown,
        contact_phone=phone,
        invalid_phone=None if phone else find_invalid_phone(message),
        contact_name=name,
        request_number=find_request_number(message),
        check_code=find_check_code(message),
        ordinal=find_ordinal(message),
        affirmed=decisions.affirmed,
        consented=decisions.consented,
        correction=_corrected(message, ages, classes, phones, names, where),
        cancelled=decisions.cancelled,
        skipped=decisions.skipped,
        months_here=find_months_here(message),
        has_insurance=find_insurance(message, decisions),
        has_disability=find_disability(message, decisions),
        in_hardship=find_hardship(message, decisions),
        rating=find_rating(message),
        why_asked=decisions.why_asked,
    )


def _without(name: str, names: list[Candidate[str]], message: Message) -> Message:
    """Return a message whose name is no place: 安龙 is a county's name too.

    Only where it was found: 联系人 安龙 住安龙县 tells a place as well.
    """
    if not gazetteer().mentions(name):
        return message
    text, length = message.text, len(name)
    for start in [one.start for one in names if one.value == name and one.start >= 0]:
        text = text[:start] + "·" * length + text[start + length :]
    return read_message(normal_form(text), message.expecting, message.today)


def _schooling(classes: list[Candidate[Schooling]], message: Message) -> Schooling | None:
    """Return the class meant; a class says more than the stage beside it."""
    with_grade = [one for one in classes if one.value.grade]
    return choose(with_grade, message) or choose(classes, message)


def _of_the_child_meant(ages: list[Candidate[Age]], message: Message) -> Age | None:
    """Return the age of the one child a later clause names again: 老大8岁 老二3岁 是老二要托育."""
    told = {one.start: message.clause_at(one.start) for one in ages}
    if len({one.value.years for one in ages}) < _SEVERAL:
        return None
    for clause in reversed(message.clauses):
        if clause in told.values():
            continue
        named = [word for word in vocabulary.people().children if word in clause.text]
        of_named = [
            one
            for one in ages
            if any((at := told[one.start]) is not None and word in at.text for word in named)
        ]
        if named:
            return of_named[0].value if len(of_named) == 1 else None
    return None


def _usual_age(schooling: Schooling | None, message: Message) -> Age | None:
    if schooling is None or schooling.usual_age is None or asks_for_an_age(message):
        return None
    return Age(schooling.usual_age, estimated=True)


def _corrected(
    message: Message,
    ages: list[Candidate[Age]],
    classes: list[Candidate[Schooling]],
    phones: list[Candidate[str]],
    names: list[Candidate[str]],
    where: Residence,
) -> frozenset[str]:
    given = {
        "child_age": is_corrected(ages, message),
        "school_stage": is_corrected(classes, message),
        "contact_phone": is_corrected(phones, message),
        "contact_name": is_corrected(names, message),
        "county": where.corrected,
    }
    return frozenset(name for name, corrected in given.items() if corrected) | _named(message)


def _named(message: Message) -> frozenset[str]:
    """Return the fields named beside a word of correcting: "电话打错了", 电话不是这个 我打错了."""
    if message.fault is None:
        return frozenset()
    before = [one for one in message.clauses if one.start < message.fault and not one.asked]
    told = before[-_BESIDE:]
    if message.clause_at(message.fault - 1) not in told:
        return frozenset()
    denied = [one for one in told[:-1] if any(map(one.text.count, vocabulary.phrases().wrong))]
    for clause in [*told[-1:], *denied]:
        if named := _fields_in(clause):
            return named
    return frozenset()


def _fields_in(clause: Clause) -> frozenset[str]:
    return frozenset(
        name
        for name, words in vocabulary.phrases().fields.items()
        if any(word in clause.text for word in words)
    )
