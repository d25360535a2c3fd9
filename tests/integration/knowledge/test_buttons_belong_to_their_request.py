"""What is tapped under a request is done to that request, and only by who may."""

from __future__ import annotations


from requests_of_tests import submitted

from actions.skills.settings import DecisionSettings
from actions.requests import RequestDesk
from actions.skills.reply import Reply
from actions.skills.resources import Resources
from actions.skills.state import Conversation
from actions.skills.status import answer_status, resume_status
from actions.skills.talk import Talk
from bot.dialogue.listening import listen
from bot.dialogue.message import Incoming
from bot.dialogue.states import State
from knowledge.base import KnowledgeBase


class Parent:
    """Speaks to the skill as the turn does."""

    def __init__(self, sender: str, knowledge: KnowledgeBase, desk: RequestDesk) -> None:
        self.sender, self.knowledge, self.desk = sender, knowledge, desk
        self.state = Conversation()

    def says(self, text: str) -> Reply:
        waits = State(self.state.expects)
        listened = listen(Incoming(self.sender, text), waits, self.knowledge, self.desk)
        room = Resources(
            self.desk.catalogue, self.knowledge.answerer, self.desk, DecisionSettings()
        )
        talk = Talk(heard=listened.heard, room=room, state=self.state)
        return resume_status(talk) or answer_status(talk)

    def taps(self, title: str, under: Reply) -> Reply:
        (payload,) = [b.payload for say in under.says for b in say.buttons if b.title == title]
        return self.says(payload)


def test_a_button_speaks_of_the_request_it_stands_under(
    knowledge: KnowledgeBase, desk: RequestDesk
) -> None:
    older = submitted(desk, reply_address="me", need="娃七岁没得学上")
    newer = submitted(desk, reply_address="me", need="娃要打疫苗")
    parent = Parent("me", knowledge, desk)
    under_older = parent.says(f"查进度{older.number}")
    parent.says(f"查进度{newer.number}")
    asked = parent.taps("撤回", under_older)
    assert older.number in asked.says[0].text
    parent.says("/yes")
    assert (desk.find(older.number).status, desk.find(newer.number).status) == ("撤回", "转办")


def test_a_request_shown_by_number_and_code_can_be_taken_back_from_there(
    knowledge: KnowledgeBase, desk: RequestDesk
) -> None:
    elsewhere = submitted(desk, reply_address="somebody-else", need="娃七岁没得学上")
    mine = submitted(desk, reply_address="me", need="娃要打疫苗")
    parent = Parent("me", knowledge, desk)
    shown = parent.says(f"{elsewhere.number}，查询码{elsewhere.check_code}")
    parent.taps("撤回", shown)
    parent.says("/yes")
    assert (desk.find(elsewhere.number).status, desk.find(mine.number).status) == ("撤回", "转办")


def test_the_end_of_the_phone_number_offers_no_change(
    knowledge: KnowledgeBase, desk: RequestDesk
) -> None:
    elsewhere = submitted(desk, reply_address="somebody-else", need="娃七岁没得学上")
    parent = Parent("me", knowledge, desk)
    parent.says(f"查进度{elsewhere.number}")
    shown = parent.says("8000")
    assert shown.says[0].buttons == ()
    parent.says(f"/withdraw {elsewhere.number}")
    parent.says("/yes")
    assert desk.find(elsewhere.number).status == "转办"
