"""More messages than can be answered in time: each gets one word, and danger its helplines."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path


from actions.requests import RequestDesk
from actions.texts import texts
from bot.dialogue import Dialogue, Incoming, Turn
from bot.dialogue.rasa import RasaClient
from bot.dialogue.settings import DialogueSettings
from bot.dialogue.states import States
from bot.dialogue.trackers import Trackers
from knowledge.base import KnowledgeBase
from knowledge.catalogue import load_catalogue
from knowledge.settings import load_config
from nlu.embedding import Embedder
from nlu.understanding.understanding import Understanding

NOWHERE = "http://127.0.0.1:9"
QUESTION = "娃儿打疫苗归哪个部门管"
HELP = "有人打我娃 救命"
PATIENT = 600.0


@asynccontextmanager
async def dialogue_of(
    knowledge: KnowledgeBase, desk: RequestDesk, home: Path, **limits: float
) -> AsyncIterator[Dialogue]:
    patient = {"reading_seconds": PATIENT, "longest_wait_seconds": PATIENT}
    settings = DialogueSettings.model_validate(patient | limits)
    states, trackers = States.open(home), Trackers.open(home)
    client = RasaClient([NOWHERE], NOWHERE, timeout=3)
    dialogue = Dialogue(knowledge, desk, states, client, trackers, settings)
    try:
        yield dialogue
    finally:
        await dialogue.close()


def is_busy(turn: Turn) -> bool:
    return [reply["text"] for reply in turn.replies] == [texts().conversation.busy]


async def test_at_four_times_the_load_who_is_let_in_is_answered_and_the_rest_told_busy(
    knowledge: KnowledgeBase, desk: RequestDesk, tmp_path: Path
) -> None:
    async with dialogue_of(knowledge, desk, tmp_path, readers=2, at_once=3, waiting=5) as dialogue:
        messages = [Incoming(f"parent-{n}", QUESTION, message_id="m") for n in range(32)]
        turns = await asyncio.gather(*map(dialogue.turn, messages))
        assert [is_busy(turn) for turn in turns] == [False] * 8 + [True] * 24
        assert all(turn.meta["services"] == ["vaccination"] for turn in turns[:8])
        again = await asyncio.gather(*map(dialogue.turn, messages[:8]))
        assert all(second is first for first, second in zip(turns, again, strict=False))
        tried_again = await dialogue.turn(messages[-1])
    assert tried_again.meta["services"] == ["vaccination"]


async def test_danger_is_answered_once_with_helplines_although_nobody_else_is_let_in(
    knowledge: KnowledgeBase, desk: RequestDesk, tmp_path: Path
) -> None:
    async with dialogue_of(knowledge, desk, tmp_path, at_once=1, waiting=0) as dialogue:
        said = [QUESTION, HELP, QUESTION, "娃说他不想活了"]
        messages = [Incoming(f"parent-{n}", text) for n, text in enumerate(said)]
        turns = await asyncio.gather(*map(dialogue.turn, messages))
    kinds = [turn.meta["kind"] for turn in turns]
    assert kinds == ["policy", "crisis", "smalltalk", "crisis"]
    assert [is_busy(turn) for turn in turns] == [False, False, True, False]
    for turn in (turns[1], turns[3]):
        assert len(turn.replies) == 1
        assert "110" in turn.replies[0]["text"]
        assert turn.meta["departments"] == ["public-security"]


class Stuck(KnowledgeBase):
    """The real thing, whose readings do not end before they are let go."""

    def __init__(self) -> None:
        config = load_config()
        super().__init__(config, load_catalogue(), Embedder.from_config(config))
        self.let_go = threading.Event()

    def understand(self, text: str, *args: object, **options: object) -> Understanding:
        self.let_go.wait()
        return super().understand(text)


async def test_a_reading_without_an_end_holds_up_nobody(desk: RequestDesk, tmp_path: Path) -> None:
    stuck = Stuck()
    async with dialogue_of(
        stuck, desk, tmp_path, readers=1, at_once=2, reading_seconds=0.05
    ) as dialogue:
        said = [QUESTION, HELP, QUESTION]
        messages = [Incoming(f"parent-{n}", text) for n, text in enumerate(said)]
        turns = await asyncio.gather(*map(dialogue.turn, messages))
        stuck.let_go.set()
    assert [is_busy(turn) for turn in turns] == [True, False, True]
    assert turns[1].meta["kind"] == "crisis"
