"""Real dialogue and action servers behind the bot."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator

import pytest
from bot_api import Message
from installation import Installation
from parent import Parent, settled
from test_what_is_not_text import STAFF, as_photo, kept, photo

NEED = "公办小学说没得学位"
ALL = "帮我反映公办小学说没得学位，娃七岁，住南明区，姓王，电话13800138000"


@pytest.fixture
async def whole(whole_installation: Installation) -> AsyncIterator[Parent]:
    async with whole_installation.running():
        yield whole_installation.parent()


async def fill_in(parent: Parent) -> Message:
    """Open the form and answer up to the summary; return the message that shows it."""
    parent.says("/request")
    await parent.hears(2)
    parent.says(NEED)
    return await fill_in_after_need(parent)


async def fill_in_after_need(parent: Parent) -> Message:
    [age] = await parent.hears()
    assert "跳过" in age.buttons
    parent.says("七岁")
    [county] = await parent.hears()
    assert county.keys[0]["request_location"] is True
    parent.sends(location={"latitude": 26.57, "longitude": 106.71})
    [nearest] = await parent.hears()
    parent.taps("南明区", on=nearest)
    await parent.hears()
    parent.says("王女士")
    [phone] = await parent.hears()
    assert phone.keys[0]["request_contact"] is True
    parent.sends(contact={"phone_number": "+8613800138000", "first_name": "家长"})
    [summary] = await parent.hears()
    return summary


async def agree(parent: Parent, summary: Message) -> str:
    parent.taps("对", on=summary)
    [consent] = await parent.hears()
    parent.taps("同意", on=consent)
    [done] = await parent.hears()
    return number_in(done.text)


def number_in(text: str) -> str:
    found = re.search(r"GZ\d{6}-\w{8}", text)
    assert found, text
    return found[0]


async def test_from_a_question_to_a_request_and_its_news(
    whole: Parent, whole_installation: Installation
) -> None:
    desk = whole_installation.desk
    whole.says("公办小学说没得学位，娃儿读书该找哪个")
    [card] = await whole.hears()
    assert "<blockquote expandable>" in card.html
    assert {"提交诉求", "没帮上"} <= set(card.buttons)
    assert "回复“提交诉求”" not in card.text
    whole.taps("提交诉求", on=card)
    await whole.hears()
    summary = await fill_in_after_need(whole)
    for shown in ("7岁", "南明区", "138****8000"):
        assert shown in summary.text
    assert not desk.requests_of(f"telegram:{whole.id}")
    number = await agree(whole, summary)
    assert desk.find(number).contact_phone == "13800138000"
    desk.act(number, "acknowledge", by=STAFF)
    [news] = await whole.hears()
    assert "签收" in news.text
    whole.taps("看进度", on=news)
    [status] = await whole.hears()
    assert number in status.text
    assert {"补充情况", "撤回"} <= set(status.buttons)


async def test_a_restart_in_the_middle_of_a_form_loses_nothing(
    whole_installation: Installation,
) -> None:
    parent = whole_installation.parent()
    async with whole_installation.running():
        parent.says("/request")
        await parent.hears(2)
        parent.says(NEED)
        await parent.hears()
        parent.says("七岁，南明区")
        await parent.hears()
    parent.says("王女士")
    async with whole_installation.running():
        [phone] = await parent.hears()
        assert phone.keys[0]["request_contact"] is True
        parent.sends(contact={"phone_number": "13800138000", "first_name": "家长"})
        [summary] = await parent.hears()
        number = await agree(parent, summary)
    assert whole_installation.desk.find(number).county == "南明区"


async def test_a_photo_sent_during_a_form_goes_with_the_request(
    whole: Parent, whole_installation: Installation
) -> None:
    whole.says("/request")
    await whole.hears(2)
    whole.sends(**as_photo(whole, "paper-of-the-form", photo()))
    [noted] = await whole.hears()
    assert "一起交给部门" in noted.text
    whole.says(NEED)
    summary = await fill_in_after_need(whole)
    number = await agree(whole, summary)
    [attached] = await whole.hears()
    assert number in attached.text
    assert [name for name, _ in kept(whole_installation, number)] == ["photo.jpg"]


async def test_what_was_sent_for_a_form_goes_when_the_form_is_given_up(
    whole: Parent, whole_installation: Installation
) -> None:
    whole.says("/request")
    await whole.hears(2)
    whole.sends(**as_photo(whole, "paper-of-the-form", photo()))
    await whole.hears()
    whole.says("/cancel")
    await whole.hears()
    whole.says(ALL)
    number = await agree(whole, (await whole.hears(2))[-1])
    await whole.hears_nothing_more()
    assert kept(whole_installation, number) == []


async def test_an_edit_corrects_the_answer_it_belongs_to(whole: Parent) -> None:
    whole.says("/request")
    await whole.hears(2)
    whole.says(NEED)
    await whole.hears()
    whole.says("七岁")
    await whole.hears()
    whole.edits(3, "八岁")
    [corrected, again] = await whole.hears(2)
    assert "8岁" in corrected.text
    assert "哪个县" in again.text


async def test_danger_is_answered_in_the_middle_of_a_form(whole: Parent) -> None:
    whole.says("/request")
    await whole.hears(2)
    whole.says(NEED)
    await whole.hears()
    text = await whole.asks("有人要打我娃儿，娃儿一身是血")
    assert "110" in text
    assert "120" in text
    whole.says("七岁")
    [county] = await whole.hears()
    assert county.keys[0]["request_location"] is True


async def test_a_form_can_be_cancelled_by_command(
    whole: Parent, whole_installation: Installation
) -> None:
    await fill_in(whole)
    text = await whole.asks("/cancel")
    assert "删" in text
    assert whole_installation.desk.drafts.load(f"telegram:{whole.id}") == {}


async def test_a_tap_that_comes_twice_opens_one_request(
    whole: Parent, whole_installation: Installation
) -> None:
    summary = await fill_in(whole)
    whole.taps("对", on=summary)
    [consent] = await whole.hears()
    with whole.bot.lock:
        whole.taps("同意", on=consent)
        whole.taps("同意", on=consent)
    await whole.hears()
    await whole.hears_nothing_more()
    assert len(whole_installation.desk.requests_of(f"telegram:{whole.id}")) == 1


async def test_export_shows_what_is_kept_and_forgetting_erases_it_everywhere(
    whole: Parent, whole_installation: Installation
) -> None:
    number = await agree(whole, await fill_in(whole))
    whole.says("/export")
    exported = "\n".join(message.text for message in await whole.hears(2))
    assert number in exported
    assert "13800138000" in exported
    whole.says("/forget")
    [ask] = await whole.hears()
    whole.taps("删除", on=ask)
    [done] = await whole.hears()
    assert "删好了" in done.text
    await settled(whole.bot)
    assert whole_installation.noted(whole.id) == []
    assert whole_installation.desk.requests_of(f"telegram:{whole.id}") == []


@pytest.mark.parametrize(
    ("command", "says"),
    [
        ("/start", "童行"),
        ("/check", "小问题"),
        ("/status", "登记"),
        ("/privacy", "保存"),
        ("/human", "12345"),
        ("/start request", "登记"),
        ("/start area-medical", "病有所医"),
    ],
)
async def test_every_command_does_what_its_description_says(
    whole: Parent, command: str, says: str
) -> None:
    whole.says(command)
    [first] = await whole.hears()
    assert says in first.text


async def test_who_asks_what_is_kept_hears_of_telegrams_own_copy_too(whole: Parent) -> None:
    whole.says("/privacy")
    [_, note] = await whole.hears(2)
    assert "Telegram" in note.text


async def test_a_link_to_a_request_of_somebody_else_asks_for_the_check(
    whole: Parent, whole_installation: Installation
) -> None:
    other = whole_installation.parent()
    number = await agree(other, await fill_in(other))
    whole.says(f"/start status-{number}")
    [answer] = await whole.hears()
    assert "查询码" in answer.text
    assert "南明区" not in answer.text
