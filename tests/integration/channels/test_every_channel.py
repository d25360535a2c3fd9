"""What a parent may rely on, whichever channel is used; each with its own server on loopback."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from people import SomebodyAt, opened_by
from PIL import Image

from actions.requests import Actor
from actions.requests.model import MESSENGERS
from bot.channels.splitting import units, utf8_bytes

STAFF = Actor.staff("测试员", "education")
NOTICE = Path(__file__).parents[1] / "notices" / "rehabilitation.png"
VACCINE, ALLOWANCE = "娃儿打疫苗找哪个", "家里困难，低保找哪个办"


def photo(side: int = 40) -> bytes:
    saved = io.BytesIO()
    Image.new("RGB", (side, side * 3 // 4), "green").save(saved, "JPEG")
    return saved.getvalue()


async def test_a_question_is_answered_with_its_source(somebody: SomebodyAt) -> None:
    heard = "\n".join(await somebody.says(VACCINE))
    assert "卫生健康部门" in heard
    assert "中国新闻网" in heard


async def test_danger_is_answered_with_the_number_to_call(somebody: SomebodyAt) -> None:
    assert "110" in "\n".join(await somebody.says("有人打我娃 救命"))


async def test_what_was_said_first_is_answered_first(somebody: SomebodyAt) -> None:
    heard = "\n".join(await somebody.says(VACCINE, ALLOWANCE))
    assert 0 <= heard.find("卫生健康部门") < heard.find("民政")


async def test_a_message_that_arrives_twice_is_answered_once(somebody: SomebodyAt) -> None:
    first, second = await somebody.repeats(VACCINE)
    assert "疫苗" in "\n".join(first)
    assert second == []


async def test_every_change_of_a_request_is_told_in_its_order(somebody: SomebodyAt) -> None:
    await somebody.says("您好")
    number = opened_by(somebody)
    somebody.desk.act(number, "acknowledge", by=STAFF)
    somebody.desk.act(number, "resolve", by=STAFF, reason="已经联系学校")
    news = await somebody.is_told(2)
    assert len(news) == 2
    assert all(number in one for one in news)
    assert "已经联系学校" in news[1]


async def test_long_news_are_cut_at_the_ends_of_sentences_and_nothing_is_lost(
    somebody: SomebodyAt,
) -> None:
    await somebody.says("您好")
    number = opened_by(somebody)
    somebody.desk.act(number, "acknowledge", by=STAFF)
    await somebody.is_told(1)
    sentence = "学校已经答复，名额还有，请带娃儿去看看。"
    somebody.desk.act(number, "resolve", by=STAFF, reason=sentence * 60)
    pieces = await somebody.is_told(2 if somebody.channel == "wechat" else 1)
    told = [one for one in pieces if "学校已经答复" in one]
    assert "".join(told).count("学校已经答复") == 60
    if somebody.longest is not None:
        measure = utf8_bytes if somebody.channel == "wechat" else units
        assert all(measure(piece) <= somebody.longest for piece in told)
    assert all(piece.rstrip().endswith("。") for piece in told[:-1])


async def test_a_photo_is_kept_with_the_one_open_request(somebody: SomebodyAt) -> None:
    await somebody.says("您好")
    number = opened_by(somebody)
    heard = "\n".join(await somebody.sends(photo()))
    assert "附到" in heard or "传好了" in heard
    ((_, content),) = somebody.desk.attachments(number, by=STAFF, reason="测试")
    assert Image.open(io.BytesIO(content)).size == (40, 30)


async def test_a_photograph_of_a_notice_is_told_what_it_is_about(somebody: SomebodyAt) -> None:
    if somebody.channel not in MESSENGERS:
        pytest.skip("a file goes with a request here")
    await somebody.says("您好")
    heard = "\n".join(await somebody.sends(NOTICE.read_bytes()))
    assert "观山湖区" in heard
    assert "以原件为准" in heard
    assert somebody.desk.requests_of(f"{somebody.channel}:{somebody.address}") == []


async def test_a_photograph_of_something_else_is_only_kept_waiting(somebody: SomebodyAt) -> None:
    if somebody.channel not in MESSENGERS:
        pytest.skip("a file goes with a request here")
    await somebody.says("您好")
    heard = "\n".join(await somebody.sends(photo(side=400)))
    assert "收到" in heard
    assert "通知" not in heard


async def test_who_was_forgotten_is_told_nothing_more(somebody: SomebodyAt) -> None:
    await somebody.says("您好")
    number = opened_by(somebody)
    somebody.desk.forget(f"{somebody.channel}:{somebody.address}")
    assert somebody.desk.requests_of(f"{somebody.channel}:{somebody.address}") == []
    other = opened_by(somebody, need="另一件事")
    somebody.desk.act(other, "acknowledge", by=STAFF)
    news = "\n".join(await somebody.is_told(1))
    assert other in news
    assert number not in news


@pytest.mark.parametrize("text", ["", " ", "\u200b", "😀", "哈" * 10_000, "\x07", "привет"])
async def test_whatever_is_said_gets_a_word(somebody: SomebodyAt, text: str) -> None:
    if not text.strip("\u200b \x07") and somebody.channel != "web":
        pytest.skip("the messenger itself sends no empty message")
    assert await somebody.says(text)
