"""What each door makes of a labelled text, so that one report can be made of any of them."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum

from actions.requests import RequestDesk
from bot.dialogue import Dialogue, Incoming
from knowledge.answers import Answer
from knowledge.base import KnowledgeBase
from knowledge.errors import NotSetUpError
from knowledge.settings import Config
from nlu.understanding.topics.reading import Kind, Reading
from nlu.understanding.understanding import Understanding

_HITS = 10


class Door(StrEnum):
    """A way in whose answers can be measured."""

    ASK = "ask"
    SEARCH = "search"
    CHAT = "chat"
    ROUTING = "routing"


@dataclass(frozen=True)
class Heard:
    """What a door made of one text; ``reading`` holds only what that door goes by."""

    reading: Reading
    answer: Answer


Through = Callable[[Sequence[str]], list[Heard]]


def ask(knowledge: KnowledgeBase) -> Through:
    """Answers by retrieval alone, as ``tongxing ask`` gives them."""
    return lambda texts: [
        Heard(said.reading, knowledge.answer_to(said)) for said in knowledge.understand_batch(texts)
    ]


def search(knowledge: KnowledgeBase) -> Through:
    """The services among the ranked passages, as ``tongxing search`` gives them."""

    def heard(said: Understanding) -> Heard:
        known = knowledge.catalogue.services
        hits = [hit.document for hit in knowledge.search(said.text, _HITS)]
        services = tuple(dict.fromkeys(name for name in hits if name in known))
        leads = tuple(dict.fromkeys(known[name].lead for name in services))
        answer = replace(
            knowledge.answer_to(said),
            kind=Kind.POLICY,
            reason=None,
            services=services,
            departments=leads,
        )
        return Heard(replace(said.reading, topics=()), answer)

    return lambda texts: [heard(said) for said in knowledge.understand_batch(texts)]


def routing(knowledge: KnowledgeBase, desk: RequestDesk) -> Through:
    """The department a request with this text would go to."""

    def heard(said: Understanding) -> Heard:
        danger = said.reading.kind is Kind.CRISIS
        best = desk.router.route(said.text, said.reading.needs, danger=danger)[0]
        answer = replace(knowledge.answer_to(said), departments=(best.department,))
        return Heard(said.reading, answer)

    return lambda texts: [heard(said) for said in knowledge.understand_batch(texts)]


@contextmanager
def chat(config: Config, knowledge: KnowledgeBase, desk: RequestDesk) -> Iterator[Through]:
    """The first turn of a fresh conversation with the running servers.

    Raises:
        NotSetUpError: the servers are away, so that a turn went without the dialogue.
    """
    with asyncio.Runner() as runner:
        dialogue = Dialogue.open(config, knowledge, desk)

        def heard(said: Understanding, text: str) -> Heard:
            sender = f"evaluation-{secrets.token_hex(8)}"
            turn = runner.run(dialogue.turn(Incoming(sender, text, channel="terminal")))
            if turn.meta["degraded"]:
                raise NotSetUpError("the dialogue is away: start `tongxing serve` first")
            answer = replace(
                knowledge.answer_to(said),
                kind=Kind(turn.meta["kind"]),
                abstained=turn.meta["abstained"],
                reason=turn.meta["reason"],
                services=tuple(turn.meta["services"]),
                measures=tuple(turn.meta["measures"]),
                departments=tuple(turn.meta["departments"]),
            )
            return Heard(replace(said.reading, topics=()), answer)

        def through(texts: Sequence[str]) -> list[Heard]:
            understood = knowledge.understand_batch(texts)
            return [heard(said, text) for said, text in zip(understood, texts, strict=True)]

        try:
            yield through
        finally:
            runner.run(dialogue.close())


@contextmanager
def open_door(door: Door, config: Config) -> Iterator[Through]:
    """Yield what measures texts through one door."""
    knowledge = KnowledgeBase.open(config)
    if door is Door.ASK:
        yield ask(knowledge)
    elif door is Door.SEARCH:
        yield search(knowledge)
    else:
        desk = RequestDesk.open(config, knowledge.catalogue)
        if door is Door.ROUTING:
            yield routing(knowledge, desk)
        else:
            with chat(config, knowledge, desk) as through:
                yield through
