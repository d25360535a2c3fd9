from __future__ import annotations

import asyncio
from typing import Any

import pytest
from installation import Installation, open_request
from parent import Parent, until

from actions.requests import Actor

STAFF = Actor.staff("测试员", "education")


async def outbox(installation: Installation) -> list[dict[str, Any]]:
    return await asyncio.to_thread(installation.desk.outbox.dead_letters)


async def test_a_status_change_comes_into_the_chat_by_itself(
    talk: Parent, installation: Installation
) -> None:
    number = open_request(installation, talk.id)
    installation.desk.act(number, "acknowledge", by=STAFF)
    [news] = await talk.hears()
    assert number in news.text
    assert "签收" in news.text
    assert list(news.buttons) == ["看进度"]


async def test_news_of_one_request_keep_their_order(
    talk: Parent, installation: Installation
) -> None:
    number = open_request(installation, talk.id)
    installation.desk.act(number, "acknowledge", by=STAFF)
    installation.desk.act(number, "start", by=STAFF)
    installation.desk.act(number, "resolve", by=STAFF, reason="已经联系学校")
    said = [news.text for news in await talk.hears(3)]
    assert ["签收" in said[0], "正在办理" in said[1], "已经办结" in said[2]] == [True] * 3


async def test_long_news_are_split_at_the_ends_of_sentences(
    talk: Parent, installation: Installation
) -> None:
    number = open_request(installation, talk.id)
    installation.desk.act(number, "acknowledge", by=STAFF)
    installation.desk.act(number, "start", by=STAFF)
    sentence = "学校已经答复，名额还有，请带娃儿去看看。"
    installation.desk.act(number, "resolve", by=STAFF, reason=sentence * 400)
    pieces = [news.text for news in (await talk.hears(4))[2:]]
    assert all(piece.endswith("。") for piece in pieces[:-1])
    assert "".join(pieces).count("学校已经答复") == 400


@pytest.mark.parametrize(
    ("status", "description", "reach"),
    [
        (403, "Forbidden: bot was blocked by the user", "blocked"),
        (403, "Forbidden: user is deactivated", "gone"),
        (400, "Bad Request: chat not found", "gone"),
    ],
)
async def test_a_chat_that_cannot_be_reached_is_recorded_and_not_tried_again(
    talk: Parent, installation: Installation, status: int, description: str, reach: str
) -> None:
    number = open_request(installation, talk.id)
    talk.bot.unreachable[talk.id] = (status, description)
    installation.desk.act(number, "acknowledge", by=STAFF)
    await until(lambda: installation.desk.outbox.dead_letters())
    [letter] = await outbox(installation)
    assert (letter["number"], letter["status"], letter["attempts"]) == (number, "dead", 1)
    assert installation.reach(talk.id) == reach


async def test_a_parent_who_comes_back_is_reached_again(
    talk: Parent, installation: Installation
) -> None:
    bot = {"id": talk.bot.id, "is_bot": True, "first_name": "童行"}
    for status, reach in (("kicked", "blocked"), ("member", None)):
        change = {
            "chat": {"id": talk.id, "type": "private"},
            "from": talk.person,
            "date": 1_764_000_000,
            "old_chat_member": {"user": bot, "status": "member"},
            "new_chat_member": {"user": bot, "status": status}
            | ({"until_date": 0} if status == "kicked" else {}),
        }
        talk.bot.enqueue(my_chat_member=change)
        await until(lambda wanted=reach: installation.reach(talk.id) == wanted)


async def test_news_follow_a_chat_that_moved(talk: Parent, installation: Installation) -> None:
    number = open_request(installation, talk.id)
    talk.bot.fail("sendMessage", migrate_to=-100123, description="group chat was upgraded")
    installation.desk.act(number, "acknowledge", by=STAFF)
    await until(lambda: talk.bot.in_chat(-100123))
    assert number in talk.bot.in_chat(-100123)[0].text
    assert installation.reach(talk.id) == "migrated"
    assert await outbox(installation) == []


async def test_news_wait_as_long_as_telegram_asks(talk: Parent, installation: Installation) -> None:
    number = open_request(installation, talk.id)
    talk.bot.fail("sendMessage", retry_after=1)
    installation.desk.act(number, "acknowledge", by=STAFF)
    [news] = await talk.hears()
    sent = [at for name, _, at in talk.bot.calls if name == "sendMessage"]
    assert news.at - sent[0] >= 1


async def test_news_that_have_to_wait_long_wait_in_the_outbox(
    talk: Parent, installation: Installation
) -> None:
    number = open_request(installation, talk.id)
    talk.bot.fail("sendMessage", retry_after=30)
    installation.desk.act(number, "acknowledge", by=STAFF)
    await until(lambda: "sendMessage" in talk.bot.methods())
    assert "/help" in await talk.asks("/help")
    [news] = await talk.hears()
    assert number in news.text
    assert await outbox(installation) == []


async def test_news_that_may_have_arrived_are_not_sent_twice(
    talk: Parent, installation: Installation
) -> None:
    number = open_request(installation, talk.id)
    talk.bot.fail("sendMessage", hang=3, after=True)
    installation.desk.act(number, "acknowledge", by=STAFF)
    await talk.hears()
    await until(lambda: installation.desk.outbox.dead_letters())
    [letter] = await outbox(installation)
    assert letter["error"] == "TimedOut"
    await talk.hears_nothing_more()


async def test_news_are_tried_again_when_telegram_is_down(
    talk: Parent, installation: Installation
) -> None:
    number = open_request(installation, talk.id)
    talk.bot.fail("sendMessage", status=502, times=2)
    installation.desk.act(number, "acknowledge", by=STAFF)
    [news] = await talk.hears()
    assert number in news.text
