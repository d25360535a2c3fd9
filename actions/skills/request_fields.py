"""The fields of a request: what one message gives, corrects, refuses or leaves unusable."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from actions.requests import fields
from actions.skills.follow_up import named_services
from actions.skills.memory import named_child, stated_age
from actions.skills.phrases import (
    forbids,
    goes_on,
    is_bare_person,
    is_beside_the_need,
    is_vague,
    phrases,
    refuses_contact,
    wants_person,
)
from actions.skills.state import SKIPPED, Button, Draft, Origin, Question
from actions.skills.talk import Talk
from actions.texts import texts
from nlu.language.patterns import linear
from nlu.understanding.facts import vocabulary
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wishes import clauses, is_question

NOBODY = "家长"
"""Stands for the name until one is given, where only a call is wanted."""
_SAYS_NOTHING = ("skip", "why", "repeat", "simpler", "deny", "greet", "thank", "who_are_you")
"""Acts that say nothing of a matter, where none is named: 不晓得咋个说."""
_ONLY_WISHES = ("ask_to_register", "resume")
_TOLD: Origin = "told"
_SHORTEST_NEED = 4
_NEED_SHOWN = 60
_A_STORY = 30
_OLDEST = 17
_BECOMES = r"\s*(?:改成|改为|换成|就是|是|为|[:：])\s*"
_MORE_LIKELY_THAN_NOT = 0.5
_MOST_COUNTIES = 8
_ASKS_FIRST = linear(
    r"^(等(一?下|哈|等)[,，。 ]*)?我?先?(想|要)?(请问|问一?下|问哈|想问|对了|顺便问)"
    r"|[?？]$|[吗么]$|(得|成|可以|能|行|要|收|管|有)[^,，。]{0,6}不$"
)
_MASKED = linear(r"【[^】]{1,9}】")
_ASKS_FOR_HELP = linear(r"怎么办|咋个?办|咋整|啷个办|帮帮|求助")


@dataclass
class Taken:
    """What one message did to the fields.

    Attributes:
        values: new values by field; ``None`` where a value was said to be wrong.
        services: those of a new need.
        notes: said before the next question.
        question: the next question in other words.
        declined: consent was refused.
        unusable: the field asked for got no usable answer (why, where that is known).
    """

    values: dict[str, Any] = field(default_factory=dict)
    services: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    question: Question | None = None
    declined: bool = False
    unusable: str | None = None

    @property
    def something(self) -> bool:
        """Whether the message told or decided anything."""
        return bool(self.values or self.question or self.declined or self.unusable)

    def need(self, need: str, services: list[str]) -> None:
        """Take a need."""
        self.values["need"], self.services = need, services

    def fill(self, draft: Draft) -> None:
        """Put everything into the draft; what was decided about the old values is void."""
        for name, value in self.values.items():
            draft.put(name, value)
        if "need" in self.values:
            draft.services = self.services
        if set(self.values) - {"confirm", "consent"}:
            draft.undecide()


def take(talk: Talk, asked: str | None) -> Taken:
    """Return what the message gives, ``asked`` being the field asked for last."""
    taken = Taken()
    values = told(talk, asked)
    for name, value in values.items():
        _put(talk, taken, asked, name, value)
    if _need_instead(talk, taken, asked):
        taken.need(talk.matter.text, services_of(talk))
        taken.notes.append(texts().request.need_noted)
    elif asked not in fields.further() and (_need_at_last(talk) or _need_made_plain(talk)):
        taken.need(talk.matter.text, services_of(talk))
    _withdraw_wrong_ones(talk, taken, asked, values)
    if asked == "need" or not taken.values:
        # A need comes together with other facts: 娃七岁，公办小学说没有学位.
        _decide(talk, taken, asked)
    return taken


def told(talk: Talk, asked: str | None = None) -> dict[str, Any]:
    """Return the fields a message states, personal ones in their masked form.

    An age that only follows from a school class counts when the age was asked for.
    """
    values: dict[str, Any] = talk.heard.given | talk.heard.further
    age = stated_age(talk.said)
    if age is None and asked == "child_age":
        age = talk.said.child_age
    if age is not None and 0 <= age <= _OLDEST:
        values["child_age"] = age
    if talk.said.county is not None:
        values["county"] = talk.said.county
    return values | _told_in_words(talk, asked, something=bool(values))


def field_words() -> dict[str, tuple[str, ...]]:
    """Return the words that name a field, by field."""
    labels = {field.name: (field.label,) for field in fields.FURTHER}
    return labels | vocabulary.phrases().fields


def named_fields(text: str) -> set[str]:
    """Return the fields a text names: 年龄, 联系人; a single character names none."""
    words = field_words().items()
    return {name for name, said in words if any(len(one) > 1 and one in text for one in said)}


def _told_in_words(talk: Talk, asked: str | None, *, something: bool) -> dict[str, str]:
    """Return the fields no fact tells of: 联系时间:晚上, or the whole answer to the question."""
    in_words = [field for field in fields.FURTHER if field.heard is None]
    said = {field.name: _behind(field.label, talk.typed) for field in in_words}
    answered = not something and not any(said.values())
    if answered and asked in said and _answers_in_words(talk):
        said[asked] = talk.typed.strip()
    return {name: text for name, text in said.items() if text and fields.accepts(name, text)}


def _behind(label: str, text: str) -> str | None:
    found = re.search(rf"{re.escape(label)}{_BECOMES}([^,，。;；!！?？\n]+)", text)
    return found[1].strip() if found else None


def _answers_in_words(talk: Talk) -> bool:
    """Tell an answer from a question, a decision, small talk or a wish for a person."""
    decides = talk.said.affirmed is not None or talk.said.skipped or talk.said.cancelled
    if decides or talk.heard.command or asks_first(talk) or is_question(talk.text):
        return False
    chatting = talk.reading.kind in (Kind.SMALLTALK, Kind.PRIVACY, Kind.STATUS)
    beside = chatting and talk.reading.confidence > _MORE_LIKELY_THAN_NOT
    return not (beside or goes_on(talk.text) or wants_person(talk.text))


def services_of(talk: Talk) -> list[str]:
    """Return the services a need is about: those read in it, else the topic in hand.

    Where the reading is a mere guess, what the law found in the message is of says more.
    """
    of_law, named, read = _services_of_law(talk), named_services(talk.text), talk.matter.services
    guessed = talk.reading.topics[0].share < talk.room.decisions.leaning
    # A story holds words of many services: 在观山湖读书 同学骂她.
    guessed = guessed and len(talk.text) <= _A_STORY
    if guessed and tuple(read) == talk.reading.needs:
        read = tuple(named or of_law) or read
    return list(read or named or of_law or talk.topic)


def _services_of_law(talk: Talk) -> list[str]:
    """Return what the law found is of, where nothing else was understood: 学校乱收费."""
    facts = talk.room.catalogue.facts
    if talk.reading.kind is not Kind.OUT_OF_SCOPE or not talk.reading.details:
        return []
    return [service for fact in talk.reading.law[:1] for service in facts[fact].services[:1]]


def _put(talk: Talk, taken: Taken, asked: str | None, name: str, value: Any) -> None:
    known = talk.draft.value(name)
    if known in (None, SKIPPED, NOBODY):
        taken.values[name] = value
        return
    told = talk.draft.origins.get(name) == _TOLD
    takes_back = name in talk.said.correction or (talk.heard.corrects and name in fields.further())
    # 联系人写我老婆 缪开秀: what stands beside the name of its field is meant for it.
    labelled = name in named_fields(talk.text) and not is_question(talk.text)
    # 说成老大了 要读书的是老二 老二4岁: the age of the child that is named.
    of_child = name == "child_age" and named_child(talk.text) is not None and not talk.asks
    corrected = takes_back or name == asked or not told or labelled or of_child
    reviewing = asked in ("confirm", "consent") and not _ASKS_FIRST.search(talk.text)
    if (corrected or reviewing) and (value != known or name in fields.masks()):
        taken.values[name] = value
        words = texts().request
        shown = words.years.format(age=value) if name == "child_age" else value
        taken.notes.append(words.noted.format(value=shown))


def _need_instead(talk: Talk, taken: Taken, asked: str | None) -> bool:
    """打错了,是幼儿园不收娃: what is said instead is no other field, so it is the need."""
    known = asked != "need" and talk.draft.need is not None
    others = set(talk.said.correction) - {"need", "school_stage"}
    instead = known and talk.heard.corrects and not taken.values and not others
    # 不是改刚才那个 是再加一个 names nothing that could be registered.
    ours = talk.reading.needs or talk.reading.ours >= _MORE_LIKELY_THAN_NOT
    return instead and bool(ours) and describes_need(talk)


def _need_made_plain(talk: Talk) -> bool:
    """Take what names a service in the place of words that named none: 托育 我要上班."""
    unclear = talk.draft.need is not None and not talk.draft.services and not talk.draft.urgent
    asks = is_question(talk.text) or bool(talk.reading.details)
    return unclear and not asks and _names_a_matter(talk) and describes_need(talk)


def _need_at_last(talk: Talk) -> bool:
    """Tell what a call is wanted for, said after the wish for it."""
    unknown = talk.draft.by_phone and talk.draft.origins.get("need") != _TOLD
    decides = talk.said.affirmed is not None or talk.said.consented is not None
    outside = talk.reading.kind is Kind.OUT_OF_SCOPE and talk.asks
    says_more = not (decides or outside or talk.reading.details or is_bare_person(talk.text))
    return unknown and says_more and describes_need(talk) and not asks_first(talk)


def _withdraw_wrong_ones(
    talk: Talk, taken: Taken, asked: str | None, said: Mapping[str, Any]
) -> None:
    """电话打错了 without a new number: ask for it again. 县写玉屏 莫写成德江 says it once more.

    联系人是哪个 asks what stands there, and 联系人莫写成王老师 what must not: nothing is wrong.
    """
    if talk.asks or forbids(talk.text):
        return
    for name in talk.said.correction:
        known = name in texts().request.fields and talk.draft.value(name) is not None
        if known and name not in taken.values and name not in said and name != asked:
            taken.values[name] = None
            label = texts().request.fields[name]
            taken.notes.append(texts().request.wrong_field.format(field=label))


def _decide(talk: Talk, taken: Taken, asked: str | None) -> None:
    if asked in fields.skippable() and talk.said.skipped:
        taken.values[asked] = SKIPPED
    match asked:
        case "need":
            _need(talk, taken)
        case "county":
            _county(talk, taken)
        case "contact_name" | "contact_phone":
            _contact(talk, taken)
        case "confirm":
            _confirm(talk, taken)
        case "consent":
            _consent(talk, taken)


def _need(talk: Talk, taken: Taken) -> None:
    if talk.wants("this") or phrases().this.search(talk.text):
        if talk.state.asked:
            taken.need(talk.state.asked, list(talk.topic))
        return
    if describes_need(talk) and not asks_first(talk):
        taken.need(talk.matter.text, services_of(talk))


def describes_need(talk: Talk) -> bool:
    """Tell whether the message says what is wanted, beyond wanting something."""
    text = talk.text
    named = talk.reading.needs or named_services(text)
    if len(re.sub(r"[\W_]+", "", text)) < _SHORTEST_NEED and not named:
        return False
    if all(map(is_beside_the_need, clauses(text))) or talk.heard.command or talk.said.waiting:
        return False
    decisions = talk.room.decisions
    says_nothing = talk.share_of(*_SAYS_NOTHING, *_ONLY_WISHES) >= decisions.sure
    if is_vague(text) or not talk.matter.text or (not named and says_nothing):
        return False
    wishes = talk.share_of(*_ONLY_WISHES) >= decisions.leaning
    if wishes and not _names_a_matter(talk):
        return False
    chatting = talk.reading.kind in (Kind.SMALLTALK, Kind.PRIVACY, Kind.STATUS)
    return not (chatting and talk.reading.confidence > _MORE_LIKELY_THAN_NOT)


def _names_a_matter(talk: Talk) -> bool:
    """我要登记上幼儿园 says what for; 想登个记 only sounds a little like something."""
    reading = talk.reading
    sure = bool(reading.needs) and reading.topics[0].share >= talk.room.decisions.sure
    return sure or bool(named_services(talk.text))


def asks_first(talk: Talk) -> bool:
    """Tell a question that wants an answer before anything is registered."""
    asks = bool(_ASKS_FIRST.search(talk.text))
    # 那要户口不 asks; 那就签一个 does not.
    asks = asks or (talk.text.startswith("那") and is_question(talk.text))
    return asks and not _ASKS_FOR_HELP.search(talk.text)


def _county(talk: Talk, taken: Taken) -> None:
    said, words = talk.said, texts().request
    if said.ambiguous_counties:
        names = said.ambiguous_counties[:_MOST_COUNTIES]
        buttons = tuple(Button(name, name) for name in names)
        taken.question = Question(said.place_note or words.which_county, buttons)
    elif said.prefecture:
        text = words.in_prefecture.format(prefecture=said.prefecture)
        taken.question = Question(text)
    elif said.outside_guizhou:
        taken.unusable = words.outside


def _contact(talk: Talk, taken: Taken) -> None:
    words = texts().request
    if talk.said.bad_phone:
        taken.unusable = words.bad_phone
    elif talk.said.skipped or refuses_contact(talk.text):
        buttons = (
            Button(words.buttons["person"], "/human"),
            Button(words.buttons["cancel"], "/cancel"),
        )
        taken.question = Question(words.contact_refused, buttons)


def _confirm(talk: Talk, taken: Taken) -> None:
    if talk.said.consented is False:
        taken.declined = True
    elif named := _named_field(talk.text):
        taken.values[named] = None
    elif talk.said.affirmed is False or _wants_changes(talk):
        taken.question = Question(f"{texts().request.what_is_wrong}\n{summary(talk)}")
    elif talk.said.affirmed or _is_surely_a_yes(talk):
        taken.values["confirm"] = True
        if talk.said.consented:
            taken.values["consent"] = True


def _is_surely_a_yes(talk: Talk) -> bool:
    """Tell a yes in words of its own; consent, which is asked for next, is never taken from it."""
    return talk.said.affirmed is None and talk.acts("affirm") and not is_question(talk.text)


def _wants_changes(talk: Talk) -> bool:
    """要改: something is wrong, not yet what."""
    return talk.said.affirmed is None and talk.acts("correct")


def _named_field(text: str) -> str | None:
    """Return the field whose name is the whole answer to what is wrong: 年龄."""
    # 【电话】 is a number that was given, not the name of its field.
    said = _MASKED.sub("", text)
    plain = re.sub(r"[\W_]+|^(我|娃|就是|是|改|要改)?的?", "", said)
    return next((name for name, words in field_words().items() if plain in words), None)


def _consent(talk: Talk, taken: Taken) -> None:
    if talk.said.consented is False:
        taken.declined = True
    elif talk.said.consented:
        taken.values["consent"] = True


def summary(talk: Talk) -> str:
    """Return what is about to be registered, personal fields masked."""
    lines = []
    for name in fields.names():
        value = talk.draft.value(name)
        if value is None or value == SKIPPED:
            continue
        if name == "need" and len(value) > _NEED_SHOWN:
            value = f"{value[:_NEED_SHOWN]}…"
        lines.append(texts().request.summary[name].format(need=value, value=value))
    return "\n".join(lines)
