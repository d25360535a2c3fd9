"""The account against WeChat's protocol, over HTTP on loopback."""

from __future__ import annotations

import asyncio
import io
import sqlite3
from contextlib import closing

import httpx
import pytest
from account import AES_KEY, TOKEN, Installed, Person, until, xml_of
from requests_of_tests import submitted
from PIL import Image

from actions.requests import Actor
from bot.channels.wechat.encryption import Encryption
from bot.channels.wechat.messages import read_xml
from bot.channels.wechat.signing import signature

QUESTION = "娃儿打疫苗要钱不"
STAFF = Actor.staff("测试员", "education")


def open_request(installed: Installed, person: Person) -> str:
    said = {"channel": "wechat", "reply_address": person.name}
    return submitted(installed.desk, need="娃儿读书报名", **said).number


def photo() -> bytes:
    saved = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(saved, "JPEG")
    return saved.getvalue()


async def test_the_address_is_proven_by_its_signature(person: Person) -> None:
    transport = httpx.ASGITransport(person.installed.app)
    signed = {"timestamp": "1", "nonce": "2", "signature": signature(TOKEN, "1", "2")}
    async with httpx.AsyncClient(transport=transport, base_url="http://wechat") as client:
        good = await client.get("/wechat", params={**signed, "echostr": "hello"})
        bad = await client.get("/wechat", params={**signed, "nonce": "3", "echostr": "hello"})
        unsigned = await client.post("/wechat", content=xml_of("p", "text", {"Content": "hi"}))
    assert (good.status_code, good.text) == (200, "hello")
    assert (bad.status_code, unsigned.status_code) == (403, 403)


async def test_a_question_is_answered_in_the_reply_with_a_link_to_its_page(person: Person) -> None:
    said = await person.says(QUESTION)
    assert "疫苗" in said
    assert "https://tongxing.example/service/vaccination" in said
    assert len(said.encode()) <= 2048


async def test_in_the_encrypted_mode_the_reply_is_sealed_and_signed(person: Person) -> None:
    answer = await person.delivers_sealed(QUESTION)
    shown = read_xml(answer.text)
    parts = (TOKEN, shown["TimeStamp"], shown["Nonce"], shown["Encrypt"])
    assert shown["MsgSignature"] == signature(*parts)
    opened = Encryption(AES_KEY, person.installed.account.app_id).open(shown["Encrypt"])
    assert "疫苗" in read_xml(opened)["Content"]


async def test_a_packet_with_a_wrong_signature_is_refused(person: Person) -> None:
    packet = Encryption(AES_KEY, person.installed.account.app_id).seal("<xml/>")
    body = f"<xml><Encrypt>{packet}</Encrypt></xml>"
    answer = await person.delivers(body, encrypt_type="aes", msg_signature="0" * 40)
    assert answer.status_code == 400


async def test_the_same_delivery_three_times_at_once_is_answered_once(person: Person) -> None:
    body = xml_of(person.name, "text", {"Content": QUESTION})
    answers = await asyncio.gather(*(person.delivers(body) for _ in range(3)))
    texts = [answer.text for answer in answers]
    assert texts.count("success") == 2
    assert person.heard == []


async def test_what_takes_longer_than_wechat_waits_follows_as_a_message(
    installed: Installed,
) -> None:
    async with installed.running(answer_seconds=0.001):
        person = Person(installed, "oSlow")
        assert await person.says(QUESTION) == "请稍候，正在查。"
        [answer] = await person.hears()
        assert "疫苗" in answer


async def test_choices_are_numbers_and_a_number_is_a_tap(person: Person) -> None:
    person.installed.account.media["m1"] = photo()
    numbers = [open_request(person.installed, person) for _ in range(2)]
    said = await person.sends("image", MediaId="m1", PicUrl="https://x.example")
    [second] = [line.split("　")[1] for line in said.splitlines() if line.startswith("2　")]
    assert second in numbers
    assert (
        await person.says("２")
        == f"附到诉求{second}了。照片里的位置、时间已去掉，办事的人才看得到。"
    )


async def test_danger_is_answered_at_once(person: Person) -> None:
    said = await person.says("有人打我娃 救命")
    assert "110" in said


async def test_what_wechat_heard_is_said_before_its_answer(person: Person) -> None:
    said = await person.sends("voice", Recognition=QUESTION, MediaId="m")
    assert said.startswith(f"我听到的是：“{QUESTION}”")
    assert "疫苗" in said


async def test_a_voice_that_was_not_recognised_asks_for_typing(person: Person) -> None:
    assert "请打字" in await person.sends("voice", MediaId="m")


@pytest.mark.parametrize("kind", ["video", "shortvideo", "link", "miniprogrampage"])
async def test_anything_else_gets_a_word(person: Person, kind: str) -> None:
    assert "打字" in await person.sends(kind, MediaId="m")


async def test_a_shared_place_offers_the_nearest_counties(person: Person) -> None:
    said = await person.sends("location", Location_X="26.57", Location_Y="106.71")
    assert "1　" in said
    assert "区" in said


async def test_subscribing_greets_and_other_events_get_no_reply(person: Person) -> None:
    assert await person.sends("event", Event="subscribe")
    assert await person.sends("event", Event="VIEW", EventKey="https://x.example") == ""
    assert await person.sends("event", Event="unsubscribe") == ""


async def test_the_menu_is_put_up_and_its_entries_are_taps(person: Person) -> None:
    await until(lambda: person.installed.account.menus)
    [menu] = person.installed.account.menus
    assert [button["name"] for button in menu["button"]] == ["查一查", "提诉求", "我的"]
    assert await person.sends("event", Event="CLICK", EventKey="/status")


async def test_news_of_a_request_come_by_themselves(person: Person) -> None:
    await person.says(QUESTION)
    number = open_request(person.installed, person)
    person.installed.desk.act(number, "acknowledge", by=STAFF)
    [news] = await person.hears()
    assert number in news
    assert "签收" in news


async def test_after_five_messages_news_are_told_at_the_next_word(person: Person) -> None:
    await person.says(QUESTION)
    number = open_request(person.installed, person)
    person.installed.account.left[person.name] = 0
    person.installed.desk.act(number, "acknowledge", by=STAFF)
    await until(lambda: person.installed.desk.outbox.waiting().get("sent"))
    assert person.heard == []
    assert f"诉求{number}有新进展" in await person.says("谢谢")
    assert "有新进展" not in await person.says("谢谢")


async def test_with_a_template_news_reach_who_wrote_long_ago(installed: Installed) -> None:
    async with installed.running(template_id="T1"):
        person = Person(installed, "oLongAgo")
        number = open_request(installed, person)
        installed.desk.act(number, "acknowledge", by=STAFF)
        await until(lambda: installed.account.templates)
    [message] = installed.account.templates
    assert message["touser"] == person.name
    assert number in str(message["data"])
    assert message["url"].startswith("https://tongxing.example/track?number=")


async def test_who_has_unsubscribed_is_written_down_and_not_tried_again(person: Person) -> None:
    await person.says(QUESTION)
    number = open_request(person.installed, person)
    await person.sends("event", Event="unsubscribe")
    person.installed.desk.act(number, "acknowledge", by=STAFF)
    await until(person.installed.desk.outbox.dead_letters)
    [letter] = person.installed.desk.outbox.dead_letters()
    assert (letter["number"], letter["attempts"]) == (number, 1)


async def test_a_token_that_has_ended_is_fetched_anew_and_the_message_arrives(
    person: Person,
) -> None:
    await person.says(QUESTION)
    number = open_request(person.installed, person)
    person.installed.account.token = "renewed-elsewhere"
    person.installed.desk.act(number, "acknowledge", by=STAFF)
    [news] = await person.hears()
    assert number in news


async def test_a_busy_server_is_tried_again(person: Person) -> None:
    await person.says(QUESTION)
    number = open_request(person.installed, person)
    person.installed.account.faults[:] = [-1, b"<html>busy</html>"]
    person.installed.desk.act(number, "acknowledge", by=STAFF)
    [news] = await person.hears()
    assert number in news


async def test_a_server_that_answers_strangely_at_first_does_not_turn_the_account_off(
    installed: Installed,
) -> None:
    installed.account.token_faults[:] = [b"[]", -1]
    async with installed.running() as channel:
        assert channel.is_on
        assert "疫苗" in await Person(installed, "oEarly").says(QUESTION)


async def test_a_photo_waits_for_its_request_or_is_attached_to_it(person: Person) -> None:
    person.installed.account.media["m1"] = photo()
    assert "登记" in await person.sends("image", MediaId="m1", PicUrl="https://x.example")
    number = open_request(person.installed, person)
    said = await person.sends("image", MediaId="m1", PicUrl="https://x.example")
    assert f"附到诉求{number}了" in said
    kept = person.installed.desk.attachments(number, by=STAFF, reason="测试")
    assert len(kept) == 1


async def test_a_photo_that_wechat_no_longer_has_is_said(person: Person) -> None:
    open_request(person.installed, person)
    assert "取不到" in await person.sends("image", MediaId="gone", PicUrl="https://x.example")


async def test_the_notes_hold_no_id_and_no_word_of_a_person(person: Person) -> None:
    await person.says("我叫测试家长，电话13800138000，娃6岁")
    file = person.installed.config.home / "wechat" / "people.db"
    with closing(sqlite3.connect(file)) as database:
        kept = "\n".join(database.iterdump())
    assert person.name not in kept
    assert "13800138000" not in kept
    assert file.stat().st_mode & 0o077 == 0


async def test_who_sends_too_much_is_told_once(installed: Installed) -> None:
    async with installed.running(messages_per_minute=2):
        person = Person(installed, "oFast")
        said = [await person.says("你好") for _ in range(5)]
    assert [text.startswith("发得太快了") for text in said] == [False, False, True, False, False]
    assert said[3:] == ["", ""]


async def test_garbage_gets_a_reason_and_no_trouble(person: Person) -> None:
    for body in ("", "{}", "<xml></xml>", "<!DOCTYPE a><xml/>"):
        assert (await person.delivers(body)).status_code == 400


async def test_a_request_is_carried_to_its_number_by_words_and_numbers(
    whole_installation: Installed,
) -> None:
    async with whole_installation.running():
        person = Person(whole_installation, "oWhole")
        await person.says("我要登记")
        said = [
            await person.says(text)
            for text in (
                "小学不收我娃，说没有名额",
                "7岁",
                "南明区",
                "我叫测试家长",
                "13800138000",
                "都对，同意保存",
            )
        ]
        number = next(
            (case.number for case in whole_installation.desk.requests_of("wechat:oWhole")), None
        )
        assert number, said
        assert number in said[-1] + "".join(person.heard)
        assert "/track?number=" in said[-1]
