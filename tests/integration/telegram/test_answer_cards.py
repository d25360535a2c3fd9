from __future__ import annotations

from installation import Installation
from parent import Parent, until


async def test_a_question_gets_a_card_with_its_source_folded_and_buttons(talk: Parent) -> None:
    talk.says("娃儿打疫苗在哪点")
    [card] = await talk.hears()
    assert "疫苗" in card.text
    assert "<b>打疫苗</b>" in card.html
    assert "<blockquote expandable>" in card.html
    assert "出处：" in card.html.partition("<blockquote expandable>")[2]
    assert "没帮上" in card.buttons


async def test_commands_with_descriptions_are_registered(talk: Parent) -> None:
    names = [command["command"] for command in talk.bot.commands]
    wanted = ["faq", "check", "request", "status", "human", "cancel", "privacy", "export", "forget"]
    assert names == [*wanted, "help", "start"]
    assert all(command["description"] for command in talk.bot.commands)


async def test_the_faq_turns_pages_in_one_message(talk: Parent) -> None:
    talk.says("/faq")
    [page] = await talk.hears()
    assert len(page.buttons) == 6
    talk.taps("幼有所育", on=page)
    await talk.sees_edit_of(page, 1)
    assert "打疫苗" in page.buttons
    talk.taps("打疫苗", on=page)
    await talk.sees_edit_of(page, 2)
    assert "国家免疫规划" in page.text
    talk.taps("← 返回", on=page)
    await talk.sees_edit_of(page, 3)
    talk.taps("← 返回", on=page)
    await talk.sees_edit_of(page, 4)
    assert len(page.buttons) == 6
    await talk.hears_nothing_more()


async def test_every_service_of_every_area_can_be_read_in_the_faq(
    talk: Parent, installation: Installation
) -> None:
    talk.says("/faq")
    [page] = await talk.hears()
    edits = 0
    for area in installation.knowledge.catalogue.areas.values():
        talk.taps_data(f"!area {area.id}", page)
        edits += 1
        await talk.sees_edit_of(page, edits)
        services = installation.knowledge.catalogue.services_of(area.id)
        assert [s.plain_name for s in services] == list(page.buttons)[:-1]
    for service in installation.knowledge.catalogue.services:
        talk.taps_data(f"~/service {service}", page)
        edits += 1
        await talk.sees_edit_of(page, edits)
        assert page.text.strip()


async def test_an_answer_that_did_not_help_is_counted_once_and_offers_people(
    talk: Parent, installation: Installation
) -> None:
    talk.says("娃儿打疫苗在哪点")
    [card] = await talk.hears()
    talk.taps("没帮上", on=card)
    [sorry] = await talk.hears()
    assert list(sorry.buttons) == ["提交诉求", "转人工"]
    talk.taps("没帮上", on=card)
    await until(lambda: any(t.get("text") == "已经选过了。" for t in talk.bot.toasts))
    assert installation.unhelpful == ["service/vaccination"]


async def test_help_lists_every_command(talk: Parent) -> None:
    text = await talk.asks("/help")
    assert all(f"/{command['command']}" in text for command in talk.bot.commands)
    assert "110" in text


async def test_an_unknown_command_is_not_dropped(talk: Parent) -> None:
    assert "/help" in await talk.asks("/nonsense")


async def test_a_link_opens_the_chat_with_a_service(talk: Parent) -> None:
    assert "国家免疫规划" in await talk.asks("/start service-vaccination")


async def test_markup_in_a_question_is_shown_as_typed(talk: Parent) -> None:
    for typed in ("<b>打疫苗</b> & <i>", "娃儿</blockquote>打疫苗?&lt;", "<script>疫苗</script>"):
        assert await talk.asks(typed)


async def test_a_tap_on_a_button_nobody_knows_says_so(talk: Parent) -> None:
    talk.says("/faq")
    [page] = await talk.hears()
    talk.taps_data("=#0123456789abcdef01234567", page)
    await until(lambda: talk.bot.toasts)
    assert "过期" in talk.bot.toasts[-1]["text"]
    assert talk.bot.toasts[-1]["show_alert"]
