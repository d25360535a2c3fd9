"""What every message adds to the memory of a conversation: the children and the place."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from actions.skills.message_metadata import OneChild, Said
from actions.skills.state import Child, Told
from actions.skills.talk import Talk
from knowledge.data_files import load_data


class ChildWords(BaseModel):
    """``children.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    words: dict[str, tuple[str, ...]]
    stages: dict[str, tuple[int, int]]


@cache
def child_words() -> ChildWords:
    """Return how families name their children."""
    return load_data(ChildWords, Path(__file__).with_name("children.yml"))


def remember(talk: Talk) -> None:
    """Keep what the message tells of the children and of where the family lives."""
    if talk.said.county is not None:
        talk.state.county = talk.said.county
    state = talk.state
    if talk.heard.children:
        for one in reversed(talk.heard.children):
            state.children = _with(state.children, one)
        return
    state.children = meant_child(state.children, talk.text, talk.said)
    asked = talk.form is None and talk.asks and tells_of_child(talk)
    if asked and talk.reading.needs and talk.topic_is_sure:
        matter = Told(text=talk.matter.text, services=list(talk.reading.needs))
        state.children[-1].matter = matter


def tells_of_child(talk: Talk) -> bool:
    """Tell a message that says whose matter it is: which child's, or one of that age or class."""
    said = talk.said
    told = (named_child(talk.text), said.child_age, said.school_stage)
    return not talk.heard.children and any(one is not None for one in told)


def _with(children: list[Child], said: OneChild) -> list[Child]:
    """Return the children with one of several at the end: the first that was told is meant."""
    heard = Child(which=said.which, age=said.age)
    known = next((one for one in reversed(children) if _may_be(one, heard)), Child())
    matter = Told(text=said.matter.text, services=list(said.matter.services))
    meant = Child(
        which=said.which or known.which,
        age=known.age if said.age is None else said.age,
        stage=known.stage,
        matter=matter if matter.services else known.matter,
    )
    return [*(one for one in children if one is not known), meant]


def meant_child(children: list[Child], text: str, said: Said) -> list[Child]:
    """Return the children with the one a message means at the end, and what it tells of it."""
    heard = Child(which=named_child(text), age=stated_age(said), stage=said.school_stage)
    if heard == Child():
        return children
    known = _known(children, heard, corrected="child_age" in said.correction)
    meant = Child(
        which=heard.which or known.which,
        age=known.age if heard.age is None else heard.age,
        stage=heard.stage or known.stage,
        matter=known.matter,
    )
    return [*(one for one in children if one is not known), meant]


def named_child(text: str) -> str | None:
    """Return which of several children a text names: 老大, 小的那个."""
    places = {
        which: min(text.find(word) for word in words if word in text)
        for which, words in child_words().words.items()
        if any(word in text for word in words)
    }
    return min(places, key=places.__getitem__) if places else None


def stated_age(said: Said) -> int | None:
    """Return the child's age unless it was only worked out from a class."""
    guessed = said.age_estimated and said.grade is not None
    return None if guessed else said.child_age


def _known(children: list[Child], heard: Child, *, corrected: bool) -> Child:
    """Return the child that is meant, or a new one."""
    if children and corrected and heard.which in (None, children[-1].which):
        return children[-1]
    return next((one for one in reversed(children) if _may_be(one, heard)), Child())


def _may_be(known: Child, heard: Child) -> bool:
    if heard.which is not None and known.which not in (None, heard.which):
        return False
    if None not in (heard.age, known.age) and heard.age != known.age:
        return False
    if heard.which is not None and known.which is None and heard.age is None:
        # 老大 beside a child whose age was told: another one, unless nothing else is known of it.
        return known.age is None
    return heard.age is not None or _fits(known.age, heard.stage)


def _fits(age: int | None, stage: str | None) -> bool:
    if age is None or stage is None:
        return True
    youngest, oldest = child_words().stages[stage]
    return youngest <= age <= oldest
