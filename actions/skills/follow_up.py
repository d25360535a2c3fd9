"""What a message that leans on the conversation is about: last topic, listed item, place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from actions.skills.eligibility import fitting
from actions.skills.lean import leans, longest
from actions.skills.memory import named_child
from actions.skills.message_metadata import Matter
from actions.skills.phrases import denies, is_beside_the_need, need_of, points
from actions.skills.talk import Talk
from knowledge.data_files import load_data
from nlu.understanding.topics.reading import Kind, Subject
from nlu.understanding.wishes import is_question

_BARE = 5
_FOREIGN = 0.1


@dataclass(frozen=True)
class Reference:
    """The services a message refers to, and how.

    Attributes:
        services: catalogue ids; empty when the item pointed at does not exist.
        ordinal: which item of the last list was pointed at.
        place: the place the same question is asked for.
        fact: the message only tells something about the child.
    """

    services: tuple[str, ...]
    ordinal: int | None = None
    place: str | None = None
    fact: bool = False


def find_reference(talk: Talk) -> Reference | None:
    """Return what a message refers to, or ``None`` when it speaks for itself."""
    if len(talk.text) > longest(english=talk.heard.english):
        return None
    return _listed_item(talk) or _named_topic(talk) or _matter_of_child(talk) or _same_topic(talk)


def named_services(text: str) -> tuple[str, ...]:
    """Return the services whose everyday names stand in ``text``."""
    return tuple(
        service for service, words in _words().items() if any(word in text for word in words)
    )


def new_matter(talk: Talk, old: Sequence[str]) -> Matter | None:
    """Return the other matter a message names beside those talked about: 不搞托育了 改成低保."""
    read = talk.matter.services or talk.reading.needs
    for clause in reversed(talk.clauses):
        words = named_services(clause)
        named = [service for service in words if service not in old]
        # 听力残疾康复: a word of it may belong to another service, the matter is the old one.
        is_old = len(named) < len(words) and read[:1] and read[0] in old
        if named and not is_old and not denies(clause):
            # A word may name several services; which of them, the reading knows.
            return Matter(clause, tuple(one for one in read if one in named) or tuple(named))
    # 年龄不对 是6岁 corrects a fact, whatever it sounds like.
    corrects_fact = bool({*talk.said.correction} - {"need", "school_stage"})
    sure = talk.reading.topics[0].share >= talk.room.decisions.sure
    if read and sure and not corrects_fact and not {*read} & {*old}:
        said = [clause for clause in talk.clauses if not denies(clause)]
        tells = any(not is_beside_the_need(clause) for clause in said)
        return Matter(need_of("，".join(said)), tuple(read)) if tells else None
    return None


def _listed_item(talk: Talk) -> Reference | None:
    ordinal = talk.said.ordinal
    if ordinal is None:
        return None
    if not talk.listed and not (len(talk.text) <= _BARE and talk.text.startswith("第")):
        return None
    chosen = talk.listed[ordinal - 1 : ordinal]
    return Reference(chosen, ordinal=ordinal)


def _named_topic(talk: Talk) -> Reference | None:
    """那医保呢: too short to be sure of alone, but it names something."""
    named = set(named_services(talk.text))
    if not named or talk.act != "follow_up":
        return None
    if talk.reading.kind is Kind.POLICY and talk.reading.needs:
        return None
    ranked = [t.id for t in talk.reading.topics if t.subject is Subject.SERVICE and t.id in named]
    return Reference(tuple(ranked[:1] or sorted(named)[:1]))


def _matter_of_child(talk: Talk) -> Reference | None:
    """大的呢 要考试不: the child that is named has a matter of its own, told before."""
    which = named_child(talk.text)
    child = next((one for one in talk.state.children if one.which == which), None)
    if which is None or child is None or child.matter is None or not talk.asks:
        return None
    matter = child.matter.services
    named = named_services(talk.text)
    other = bool(named) and not {*named} & {*matter}
    return None if other or not matter else Reference(tuple(matter))


def _same_topic(talk: Talk) -> Reference | None:
    named = named_services(talk.text)
    if not talk.topic or (named and not {*named} & {*talk.topic}):
        return None
    if talk.reading.kind is Kind.STATUS and talk.heard.in_topic:
        # 要等好久 sounds like a request made long ago; nobody made one.
        return Reference(talk.topic)
    if talk.reading.kind not in (Kind.POLICY, Kind.OUT_OF_SCOPE, Kind.SMALLTALK):
        return None
    if talk.reading.elsewhere or talk.said.outside_guizhou or _is_of_the_measures(talk):
        return None
    if {*talk.topic} & {*named} and {*talk.reading.needs} < {*named}:
        # 租房的能不能读公办: of two services that are named the one in hand is asked about.
        return Reference(_meant_of(talk))
    place = talk.said.county or (None if talk.said.county else talk.said.prefecture)
    tells = talk.act in ("follow_up", "inform", "nlu_fallback")
    if place and _is_foreign(talk):
        # 明天贵阳下雨不 names a place, and nothing of ours.
        return None
    if place and (tells or not talk.reading.needs or talk.reading.confidence < 0.8):
        return Reference(talk.topic, place=place)
    if talk.reading.details and _is_unsure_alone(talk):
        return Reference(_meant_of(talk))
    if talk.said.child_age is not None and (tells or (talk.asks and not named)):
        services = fitting(talk.topic, talk.said.child_age, talk.room.catalogue)
        return Reference(services, fact=tells)
    if leans(talk):
        return Reference(_meant_of(talk))
    return None


def _meant_of(talk: Talk) -> tuple[str, ...]:
    """Return which of the services in hand a message is about: 先讲打针那个; all, where open."""
    named = {*named_services(talk.text), *talk.reading.needs}
    return tuple(service for service in talk.topic if service in named) or talk.topic


def _is_foreign(talk: Talk) -> bool:
    reading = talk.reading
    outside = reading.kind is Kind.OUT_OF_SCOPE and reading.confidence >= talk.room.decisions.sure
    return outside and reading.ours < _FOREIGN and is_question(talk.text)


def _is_of_the_measures(talk: Talk) -> bool:
    """Tell what is surely about the measures themselves, and of no service: 多少部门联合搞的."""
    first = talk.reading.topics[0]
    if talk.acts("follow_up") or points(talk.text):
        # 好多钱 after a service asks what that costs, not how the measures are paid for.
        return False
    return first.subject is not Subject.SERVICE and first.share >= talk.room.decisions.sure


def _is_unsure_alone(talk: Talk) -> bool:
    """A question after a detail (要带哪样) whose own topic is a mere guess."""
    return talk.act == "follow_up" or not talk.reading.needs or talk.reading.confidence < 0.9


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return load_data(dict[str, tuple[str, ...]], Path(__file__).with_name("topic_words.yml"))
