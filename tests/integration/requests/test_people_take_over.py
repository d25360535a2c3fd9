"""The waiting list of parents who asked for a person, and the words of both sides."""

from __future__ import annotations

import pytest
from request_samples import Clock

from actions.requests import DeliveryFailed, OutgoingMessage, RequestDesk
from actions.requests.store import Table
from actions.staff.handover_reading import HandoverError
from actions.staff.handovers import Handovers
from actions.staff.takeover_settings import TakeoverSettings
from knowledge.languages import ENGLISH, speaking

PARENT = "web:a-sender-nobody-guesses"
SAID = [("parent", "娃七岁没学上"), ("assistant", "找教育部门。"), ("parent", "转人工")]


@pytest.fixture
def handovers(desk: RequestDesk, clock: Clock) -> Handovers:
    return Handovers(desk.store, desk.keyring, TakeoverSettings(), clock, desk.calendar)


def ask(handovers: Handovers, parent: str = PARENT) -> str:
    handovers.ask(parent, SAID, "娃七岁没学上")
    return handovers.waiting()[-1].id


def texts_of(handovers: Handovers, parent: str = PARENT, after: int = 0) -> list[str]:
    return [word.text for word in handovers.heard(parent, after)]


def test_who_asks_waits_with_what_was_said_and_is_told_whether_somebody_is_there(
    handovers: Handovers,
) -> None:
    assert "现在没有工作人员在线" in handovers.ask(PARENT, SAID, "娃七岁没学上")
    handovers.watchers.note("page", "王值班", "", takes_over=True)
    assert "工作人员在线" in handovers.ask(PARENT, SAID, "再问一次")
    [waiting] = handovers.waiting()
    assert (waiting.gist, waiting.status) == ("娃七岁没学上", "waiting")
    *before, told = [(word.who, word.text) for word in handovers.words(waiting.id)]
    assert before == SAID
    assert "现在没有工作人员在线" in told[1]


def test_outside_the_hours_that_is_said_and_nobody_is_kept_waiting(
    handovers: Handovers, clock: Clock
) -> None:
    clock.move(days=5)  # a Saturday
    assert "08:30-12:00" in handovers.ask(PARENT, SAID, "娃七岁没学上")
    [missed] = handovers.waiting()
    assert missed.status == "missed"
    assert handovers.held(PARENT) is None


def test_a_conversation_is_claimed_once(handovers: Handovers) -> None:
    asked = ask(handovers)
    handovers.claim(asked, "wang", "王值班（wang）", "王值班")
    with pytest.raises(HandoverError, match="王值班（wang）已经接了"):
        handovers.claim(asked, "li", "李值班（li）", "李值班")
    with pytest.raises(HandoverError, match="不是您在接"):
        handovers.say(asked, "li", "李值班", "您好")
    held = handovers.held(PARENT)
    assert held is not None
    assert (held.status, held.account) == ("claimed", "wang")


def test_the_parent_of_the_web_chat_fetches_each_word_once_and_staff_see_that(
    handovers: Handovers,
) -> None:
    asked = ask(handovers)
    handovers.claim(asked, "wang", "王值班（wang）", "王值班")
    handovers.say(asked, "wang", "王值班", "学校电话0851-85556666，您去问问。")
    came, told = handovers.heard(PARENT, 0)
    assert "王值班" in came.text
    assert told.text == "学校电话0851-85556666，您去问问。"
    assert texts_of(handovers, after=told.id) == []
    assert [w.delivery for w in handovers.words(asked) if w.who == "staff"] == ["sent", "sent"]
    assert texts_of(handovers, "web:somebody-else") == []


def test_given_back_the_assistant_answers_again(handovers: Handovers) -> None:
    asked = ask(handovers)
    handovers.claim(asked, "wang", "王值班（wang）", "王值班")
    handovers.hand_back(asked, "wang", "王值班")
    assert handovers.held(PARENT) is None
    assert "王值班的对话到这里" in texts_of(handovers)[-1]
    with pytest.raises(HandoverError):
        handovers.say(asked, "wang", "王值班", "还在吗")


def test_who_waits_in_vain_is_told_once_and_a_silent_person_gives_back(
    handovers: Handovers, clock: Clock
) -> None:
    asked = ask(handovers)
    clock.move(minutes=4)
    assert handovers.sweep() == 0
    clock.move(minutes=2)
    assert handovers.sweep() == 1
    assert handovers.sweep() == 0
    assert [text for text in texts_of(handovers) if "还没轮到您" in text] != []
    handovers.claim(asked, "wang", "王值班（wang）", "王值班")
    clock.move(minutes=16)
    assert handovers.sweep() == 1
    assert "工作人员有事离开了" in texts_of(handovers)[-1]
    assert handovers.held(PARENT) is None


class Messenger:
    """Stands where a messenger's deliverer is."""

    def __init__(self, failure: DeliveryFailed | None = None) -> None:
        self.sent: list[OutgoingMessage] = []
        self.failure = failure

    def deliver(self, message: OutgoingMessage) -> None:
        if self.failure:
            raise self.failure
        self.sent.append(message)


def test_a_messenger_gets_each_word_in_order_and_the_web_chat_none(handovers: Handovers) -> None:
    asked, other = ask(handovers, "telegram:77"), ask(handovers)
    for conversation in (asked, other):
        handovers.claim(conversation, "wang", "王值班（wang）", "王值班")
        handovers.say(conversation, "wang", "王值班", "您好")
    telegram = Messenger()
    assert handovers.outbox.deliver_due({"telegram": telegram}) == 2
    assert handovers.outbox.deliver_due({"telegram": telegram}) == 0
    assert {message.address for message in telegram.sent} == {"77"}
    assert telegram.sent[1].text == "【工作人员王值班】您好"


def test_what_does_not_arrive_is_seen_by_whoever_wrote_it(handovers: Handovers) -> None:
    asked = ask(handovers, "wechat:open-id")
    handovers.claim(asked, "wang", "王值班（wang）", "王值班")
    blocked = Messenger(DeliveryFailed("拒收", permanent=True))
    handovers.outbox.deliver_due({"wechat": blocked})
    assert handovers.words(asked)[-1].delivery == "failed"


def test_words_lie_sealed_and_go_when_the_parent_is_forgotten(
    handovers: Handovers, desk: RequestDesk
) -> None:
    asked = ask(handovers)
    with desk.store.reading() as rows:
        kept = [*rows.find(Table.HANDOVERS), *rows.find(Table.HANDOVER_WORDS)]
    assert "没学上" not in str(kept)
    desk.rotate_key()
    assert handovers.words(asked)[0].text == "娃七岁没学上"
    held = handovers.held(PARENT)
    assert held is not None
    handovers.forget(PARENT)
    handovers.add(held, [("parent", "删除我的信息")], urgent=False)
    with desk.store.reading() as rows:
        assert rows.find(Table.HANDOVERS) == rows.find(Table.HANDOVER_WORDS) == []


def test_old_conversations_are_purged(handovers: Handovers, clock: Clock) -> None:
    ask(handovers)
    clock.move(days=31)
    assert handovers.purge(30) == 1
    assert handovers.waiting() == []


def test_two_people_on_one_page_see_each_other_for_a_minute(
    handovers: Handovers, clock: Clock
) -> None:
    watchers = handovers.watchers
    assert watchers.note("a", "王值班", "GZ1", takes_over=True) == []
    assert watchers.note("b", "李值班", "GZ1", takes_over=True) == ["王值班"]
    assert watchers.note("b", "李值班", "GZ2", takes_over=True) == []
    clock.move(seconds=61)
    assert watchers.note("c", "赵主管", "GZ1", takes_over=True) == []


def test_what_is_said_by_itself_is_said_in_the_language_of_the_parent(
    handovers: Handovers, clock: Clock
) -> None:
    with speaking(ENGLISH):
        assert "Nobody is online now" in handovers.ask(PARENT, SAID, "娃七岁没学上")
    asked = handovers.waiting()[-1].id
    handovers.claim(asked, "wang", "王值班（wang）", "王值班")
    handovers.say(asked, "wang", "王值班", "好的")
    handovers.hand_back(asked, "wang", "王值班")
    came, said, back = texts_of(handovers)
    assert came.startswith("I am 王值班 from the staff.")
    assert said == "好的"
    assert back.startswith("The conversation with 王值班 ends here.")
