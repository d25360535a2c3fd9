from __future__ import annotations

import logging
import time

import pytest
from bot_api import BotApi
from installation import Installation
from parent import Parent, settled, until

QUESTION = "娃儿打疫苗在哪点"
ROUNDING = 0.02  # how much a sleep may end before its time


async def test_an_update_that_comes_twice_is_answered_once(talk: Parent) -> None:
    update = talk.says(QUESTION)
    await talk.hears()
    await settled(talk.bot)
    talk.says(QUESTION, update_id=None)
    await talk.hears()
    talk.bot.enqueue(update_id=update, message=talk.message(text=QUESTION))
    await talk.hears_nothing_more()


async def test_updates_out_of_order_are_answered_in_their_order(talk: Parent) -> None:
    first, second = talk.message(text="/help"), talk.message(text=QUESTION)
    first["entities"] = [{"type": "bot_command", "offset": 0, "length": 5}]
    with talk.bot.lock:
        talk.bot.enqueue(update_id=9002, message=second)
        talk.bot.enqueue(update_id=9001, message=first)
    help_text, answer = await talk.hears(2)
    assert "/faq" in help_text.text
    assert "国家免疫规划" in answer.text


async def test_an_update_that_comes_late_is_still_answered(talk: Parent) -> None:
    talk.bot.enqueue(update_id=9005, message=talk.message(text=QUESTION))
    await talk.hears()
    await settled(talk.bot)
    talk.bot.enqueue(update_id=9004, message=talk.message(text=QUESTION))
    await talk.hears()


async def test_what_was_sent_while_the_bot_was_off_is_answered(installation: Installation) -> None:
    parent = installation.parent()
    parent.says(QUESTION)
    async with installation.running():
        await parent.hears()


async def test_nothing_is_answered_twice_after_a_restart(installation: Installation) -> None:
    parent = installation.parent()
    parent.says(QUESTION)
    async with installation.running():
        [answer] = await parent.hears()
        # The answer is out; that it was confirmed to Telegram does not matter.
        pending = list(parent.bot.pending)
    parent.bot.pending[:] = pending or [
        {"update_id": 5_000, "message": parent.message(text=QUESTION)}
    ]
    async with installation.running():
        await parent.hears_nothing_more()
    assert answer.text


async def test_an_update_the_bot_was_stopped_in_comes_again(installation: Installation) -> None:
    parent = installation.parent()
    parent.bot.fail("sendMessage", retry_after=30)
    parent.says(QUESTION)
    async with installation.running(stop_seconds=0.1):
        await until(lambda: "sendMessage" in parent.bot.methods())
    assert [update["update_id"] for update in parent.bot.pending] == [5_000]
    async with installation.running():
        await parent.hears()
        await parent.hears_nothing_more()


async def test_a_stop_lets_an_answer_that_has_begun_out(installation: Installation) -> None:
    parent = installation.parent()
    parent.bot.fail("sendMessage", retry_after=1)
    parent.says(QUESTION)
    async with installation.running(stop_seconds=5):
        await until(lambda: "sendMessage" in parent.bot.methods())
    assert len(parent.bot.in_chat(parent.id)) == 1


async def test_one_chat_that_has_to_wait_holds_nobody_else_up(talk: Parent) -> None:
    other = Parent(talk.bot)
    talk.bot.fail("sendMessage", retry_after=2)
    talk.says(QUESTION)
    await until(lambda: "sendMessage" in talk.bot.methods())
    other.says(QUESTION)
    [quick] = await other.hears(seconds=1.9)
    [slow] = await talk.hears()
    assert quick.at < slow.at


@pytest.mark.parametrize("status", [500, 502, 503])
async def test_an_answer_is_sent_again_after_an_error_of_the_server(
    talk: Parent, status: int
) -> None:
    talk.bot.fail("sendMessage", status=status, times=2)
    assert "疫苗" in await talk.asks(QUESTION)
    await talk.hears_nothing_more()


async def test_an_answer_that_hangs_is_sent_again(talk: Parent) -> None:
    talk.bot.fail("sendMessage", hang=3)
    assert await talk.asks(QUESTION)


async def test_an_answer_that_could_not_be_sent_at_all_is_sent_when_telegram_is_back(
    talk: Parent,
) -> None:
    talk.bot.fail("sendMessage", status=502, times=5)
    assert "疫苗" in await talk.asks(QUESTION)
    await talk.hears_nothing_more()


async def test_polling_goes_on_after_errors(installation: Installation) -> None:
    parent = installation.parent()
    parent.bot.fail("getUpdates", status=502)
    parent.bot.fail("getUpdates", retry_after=1)
    parent.bot.fail("getUpdates", status=409)
    async with installation.running():
        parent.says(QUESTION)
        await parent.hears()


async def test_a_bot_that_starts_before_telegram_is_there_waits_for_it(
    installation: Installation,
) -> None:
    parent = installation.parent()
    parent.bot.fail("getMe", status=502)
    async with installation.running():
        parent.says(QUESTION)
        await parent.hears()


async def test_a_refused_token_turns_the_bot_off_with_one_line(
    installation: Installation,
    bot_api: BotApi,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setenv("TONGXING_TELEGRAM_TOKEN", "1234:nobody-knows-this-token")
    async with installation.running():
        pass
    lines = [r.getMessage() for r in caplog.records if r.name.startswith("tongxing.web.telegram")]
    assert lines == ["telegram: off, Telegram refuses the token in TONGXING_TELEGRAM_TOKEN"]


async def test_the_token_is_in_no_log_line(
    installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    parent = installation.parent()
    parent.bot.fail("sendMessage", status=502, times=20)
    async with installation.running():
        parent.says(QUESTION)
        await settled(parent.bot)
    said = [caplog.handler.format(record) for record in caplog.records]
    assert any("HTTP Request" in line for line in said)
    assert not any(parent.bot.token in line for line in said)


async def test_who_sends_too_much_is_told_once_and_then_waited_for(
    installation: Installation,
) -> None:
    flooding, patient = installation.parent(), installation.parent()
    async with installation.running(messages_per_minute=5):
        for _ in range(30):
            flooding.says("/help")
        said = [message.text for message in await flooding.hears(6)]
        await flooding.hears_nothing_more()
        assert sum("太快" in text for text in said) == 1
        assert "110" in said[-1]
        assert await patient.asks("/help")


async def test_messages_to_one_chat_keep_telegrams_pace(installation: Installation) -> None:
    parent = installation.parent()
    rate = {"per_chat_second": 10, "chat_burst": 2}
    async with installation.running(outgoing=rate):
        begun = time.monotonic()
        for _ in range(8):
            parent.says("/help")
        heard = [message.at - begun for message in await parent.hears(8)]
    # Two at once, then ten a second: none comes before its turn.
    assert all(at >= (number - 1) / 10 - ROUNDING for number, at in enumerate(heard))


async def test_a_hundred_chats_at_once_stay_below_telegrams_limit(
    installation: Installation,
) -> None:
    parents = [installation.parent() for _ in range(100)]
    async with installation.running(outgoing={"per_second": 50}):
        begun = time.monotonic()
        for parent in parents:
            parent.says("/help")
        heard = sorted([(await parent.hears())[0].at - begun for parent in parents])
    # A reserve of fifty, and then fifty a second: none comes before its turn.
    assert all(at >= (number - 49) / 50 - ROUNDING for number, at in enumerate(heard))


async def test_a_parent_sees_that_an_answer_is_coming(installation: Installation) -> None:
    parent = installation.parent()
    async with installation.running(typing_after_seconds=0.001):
        await parent.asks(QUESTION)
    assert "sendChatAction" in parent.bot.methods()


async def test_two_taps_on_one_answer_count_once(talk: Parent) -> None:
    talk.sends(location={"latitude": 26.57, "longitude": 106.71})
    [question] = await talk.hears()
    with talk.bot.lock:
        talk.taps("南明区", on=question)
        talk.taps("南明区", on=question)
    await talk.hears()
    await talk.hears_nothing_more()
    assert not question.buttons
    assert [toast.get("text") for toast in talk.bot.toasts] == ["南明区", "已经选过了。"]


async def test_buttons_stand_for_the_same_after_a_restart(installation: Installation) -> None:
    parent = installation.parent()
    async with installation.running():
        parent.says(QUESTION)
        [card] = await parent.hears()
    async with installation.running():
        parent.taps("没帮上", on=card)
        [answer] = await parent.hears()
    assert "转人工" in answer.buttons


@pytest.mark.parametrize("strange", [{"result": {}}, {"result": []}, {"body": "<html>"}])
async def test_a_strange_answer_to_getme_does_not_turn_the_bot_off(
    installation: Installation, strange: dict[str, object]
) -> None:
    installation.bot.fail("getMe", times=1, **strange)
    parent = installation.parent()
    parent.says(QUESTION)
    async with installation.running() as channel:
        await parent.hears()
        assert channel.is_on


@pytest.mark.parametrize("strange", [{"result": {}}, {"result": True}, {"body": "<html>"}])
async def test_an_answer_whose_receipt_is_malformed_is_followed_by_nothing(
    talk: Parent, strange: dict[str, object]
) -> None:
    talk.bot.fail("sendMessage", times=1, after=True, **strange)
    talk.says(QUESTION)
    [answer] = await talk.hears()
    assert "国家免疫规划" in answer.text
    await talk.hears_nothing_more()


async def test_a_server_that_does_not_hold_the_question_open_is_not_asked_without_end(
    installation: Installation,
) -> None:
    installation.bot.holds_polls = False
    async with installation.running():
        await until(lambda: len(installation.bot.offsets) >= 3)
        polls = [at for name, _, at in installation.bot.calls if name == "getUpdates"]
        assert polls[2] - polls[1] >= 2 * (polls[1] - polls[0]) * 0.5
        assert polls[2] - polls[0] >= 0.3
        parent = installation.parent()
        parent.says(QUESTION)
        await parent.hears()
