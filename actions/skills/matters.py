"""Which matter a message means that was told before: 还是补课那个, 先登大的, 小的那个也登一个."""

from __future__ import annotations

import re

from actions.skills.memory import child_words, named_child
from actions.skills.phrases import (
    denies,
    is_beside_the_need,
    is_vague,
    only_points,
    without_pointing,
)
from actions.skills.state import Child, Told
from actions.skills.talk import Talk
from nlu.understanding.wishes import is_bare_request, is_question

_SHORTEST = 2
_SEVERAL = 2


def matter_meant(talk: Talk) -> Told | None:
    """Return the matter told before that a message points at: its child's, or by its words."""
    if talk.leans_to("check_status"):
        return None
    child = child_chosen(talk)
    if child is not None and child.matter is not None:
        return child.matter
    return next(filter(None, (_pointed_at(talk, clause) for clause in talk.clauses)), None)


def matter_of_meant_child(talk: Talk) -> Told | None:
    """Return the matter of the one child a message about several means: by its age, else the first.

    老大8岁 老二3岁 是老二要上幼儿园 means the second.
    """
    told = [one for one in talk.state.children if one.matter is not None]
    if len({one.matter.services for one in talk.heard.children if one.matter.services}) < _SEVERAL:
        return None
    meant = next((one for one in told if one.age == talk.said.child_age), told[-1])
    talk.state.children = [one for one in talk.state.children if one is not meant] + [meant]
    return meant.matter


def child_chosen(talk: Talk) -> Child | None:
    """Return the child a clause names that says nothing else: 先登大的, 老二的也报一个."""
    for clause in talk.clauses:
        which = named_child(clause)
        if which is None or is_question(clause) or denies(clause):
            continue
        if _says_nothing(_without(clause, child_words().words[which])):
            return next((one for one in talk.state.children if one.which == which), None)
    return None


def _pointed_at(talk: Talk, clause: str) -> Told | None:
    """Return the matter whose words a clause repeats, when it says nothing beside them."""
    if is_question(clause) or denies(clause) or is_beside_the_need(clause):
        return None
    rest = only_points(clause)
    if rest is None or len(rest) < _SHORTEST:
        return None
    pairs = [rest[at : at + 2] for at in range(len(rest) - 1)]
    matters = reversed(talk.state.matters)
    return next((one for one in matters if all(pair in one.text for pair in pairs)), None)


def _says_nothing(text: str) -> bool:
    plain = re.sub(r"[\W_]+", "", without_pointing(text))
    return not plain or is_vague(plain) or is_bare_request(plain)


def _without(text: str, words: tuple[str, ...]) -> str:
    for word in sorted(words, key=len, reverse=True):
        text = text.replace(word, "")
    return text
