"""People turn answering, requests or a channel off: parents read why, danger is always answered."""

from __future__ import annotations

import asyncio
from contextlib import closing
from pathlib import Path

import pytest
from requests_of_tests import asked

from actions.requests import (
    Actor,
    Channel,
    Hearing,
    InvalidFieldError,
    RequestDesk,
    SwitchedOffError,
)
from actions.requests.switches import ANSWERS, REQUESTS, of_channel
from bot.dialogue import Dialogue, Incoming, Turn
from bot.dialogue.rasa import RasaClient
from bot.dialogue.states import States
from bot.dialogue.trackers import Trackers
from bot.dialogue.withholding import withheld
from knowledge.base import KnowledgeBase

NOWHERE = "http://127.0.0.1:9"
QUESTION = "娃儿打疫苗归哪个部门管"
HELP = "有人打我娃 救命"
SENTENCE = "资料正在核对，今天请打12345问。"


def off(desk: RequestDesk, name: str) -> None:
    desk.switches.turn_off(name, by="赵主管（zhao）", reason="资料有误", sentence=SENTENCE)


def say(text: str, knowledge: KnowledgeBase, desk: RequestDesk, home: Path) -> Turn:
    async def turn() -> Turn:
        client = RasaClient(NOWHERE, NOWHERE, timeout=3)
        with closing(Trackers.open(home)) as trackers:
            dialogue = Dialogue(knowledge, desk, States.open(home), client, trackers)
            try:
                return await dialogue.turn(Incoming("sender", text))
            finally:
                await dialogue.close()

    return asyncio.run(turn())


def opened(desk: RequestDesk, by: Actor, *, danger: bool = False) -> str:
    new = asked(channel=Channel.OPEN311, heard=Hearing(danger=danger), reply_address=None)
    return desk.submit(new, by=by).number


def test_without_answers_a_question_gets_the_sentence_and_danger_its_helplines(
    knowledge: KnowledgeBase, desk: RequestDesk, tmp_path: Path
) -> None:
    off(desk, ANSWERS)
    turn = say(QUESTION, knowledge, desk, tmp_path)
    assert SENTENCE in turn.replies[0]["text"]
    assert "疫苗" not in turn.replies[0]["text"]
    assert (turn.meta["abstained"], turn.meta["reason"]) == (True, "switched_off")
    assert turn.meta["citations"] == []
    assert "110" in say(HELP, knowledge, desk, tmp_path).replies[0]["text"]
    assert withheld(knowledge.ask(HELP), desk.switches).text != SENTENCE
    desk.switches.turn_on(ANSWERS)
    assert "疫苗" in say(QUESTION, knowledge, desk, tmp_path).replies[0]["text"]


def test_a_channel_that_is_off_says_so_and_still_hears_danger(
    knowledge: KnowledgeBase, desk: RequestDesk, tmp_path: Path
) -> None:
    off(desk, of_channel("web"))
    assert say(QUESTION, knowledge, desk, tmp_path).replies == [{"text": SENTENCE, "buttons": []}]
    assert "110" in say(HELP, knowledge, desk, tmp_path).replies[0]["text"]


@pytest.mark.parametrize("name", [REQUESTS, of_channel(Channel.OPEN311)])
def test_parents_cannot_open_requests_that_are_off_but_staff_can_and_danger_does(
    desk: RequestDesk, name: str
) -> None:
    off(desk, name)
    with pytest.raises(SwitchedOffError, match="12345"):
        opened(desk, Actor.parent())
    assert desk.find(opened(desk, Actor.parent(), danger=True)).urgent
    assert desk.find(opened(desk, Actor.staff("李值班"))).number


@pytest.mark.parametrize(("reason", "sentence"), [("", SENTENCE), ("资料有误", " ")])
def test_nothing_is_turned_off_without_a_reason_and_a_sentence_for_parents(
    desk: RequestDesk, reason: str, sentence: str
) -> None:
    with pytest.raises(InvalidFieldError):
        desk.switches.turn_off(ANSWERS, by="赵主管", reason=reason, sentence=sentence)
    assert desk.switches.all_off() == {}
