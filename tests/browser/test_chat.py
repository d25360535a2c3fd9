from __future__ import annotations

import pytest
from browser_product import Product
from browser_product import Open
from filling import number_of, send_request
from looking import look_at
from playwright.sync_api import Locator, Page, expect

NEWS_MS = 16_000
TURNS_OF_THE_CLOCK = 50

pytestmark = pytest.mark.usefixtures("whole_product")


def say(page: Page, text: str) -> Locator:
    """Say something and return the bubbles of the answer."""
    page.get_by_label("说说您想问的事").fill(text)
    page.get_by_role("button", name="发送").click()
    return answer_to(page)


def answer_to(page: Page) -> Locator:
    expect(page.locator(".bubble").last).not_to_have_class("bubble you")
    expect(page.get_by_role("button", name="发送")).to_be_enabled()
    return page.locator(".bubble.you ~ .bubble.assistant")


def let_time_pass_until(page: Page, place: str, words: str) -> None:
    """Turn the page's clock on until `place` shows `words`.

    A look for news ends in real time, and only then is the next one set: one turn of the clock may
    come before that.
    """
    for _ in range(TURNS_OF_THE_CLOCK):
        page.clock.run_for(NEWS_MS)
        page.wait_for_timeout(100)
        if words in "".join(page.locator(place).all_inner_texts()):
            break
    expect(page.locator(place)).to_contain_text(words)


def test_a_question_is_answered_with_its_source(size: str, open_page: Open) -> None:
    page = open_page("/chat", size)
    answer = say(page, "娃儿在贵阳打疫苗找哪个")
    expect(answer.first).to_contain_text("居住地卫生健康部门")
    expect(answer.first).to_contain_text("出处：中国新闻网")
    # The field to type in stays where the thumb is.
    expect(page.get_by_label("说说您想问的事")).to_be_in_viewport(ratio=1)
    look_at(page, f"{size}-chat-answer")


def test_a_button_is_tapped_instead_of_typing(open_page: Open) -> None:
    page = open_page("/chat")
    page.get_by_role("button", name="打疫苗").click()
    expect(page.locator(".bubble.you")).to_have_text("您打疫苗")
    expect(answer_to(page).first).to_contain_text("国家免疫规划疫苗")


def test_danger_is_answered_with_numbers_to_tap(open_page: Open) -> None:
    page = open_page("/chat")
    answer = say(page, "我娃被人打了，流血了")
    expect(answer.locator("a[href='tel:110']").first).to_be_visible()
    look_at(page, "phone-chat-danger")


def test_one_sees_that_the_assistant_is_thinking(open_page: Open) -> None:
    page = open_page("/chat")
    page.route("**/api/chat", lambda route: (page.wait_for_timeout(400), route.continue_()))
    page.get_by_label("说说您想问的事").fill("您好")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".state")).to_have_text("正在想……")
    expect(page.get_by_role("log")).to_have_attribute("aria-busy", "true")
    expect(page.get_by_role("button", name="发送")).to_be_disabled()
    answer_to(page)
    expect(page.locator(".state")).to_have_text("")


def test_a_message_that_got_lost_is_sent_again_and_taken_once(open_page: Open) -> None:
    page = open_page("/chat")
    page.context.set_offline(True)
    page.get_by_label("说说您想问的事").fill("打疫苗找哪个")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".state")).to_contain_text("网断了")
    page.context.set_offline(False)
    page.get_by_role("button", name="重发").click()
    expect(answer_to(page).first).to_contain_text("卫生健康部门")
    expect(page.locator(".bubble.you")).to_have_count(1)


def test_the_chat_notices_that_the_line_is_back(open_page: Open) -> None:
    page = open_page("/privacy")
    page.clock.install()
    page.goto("/chat")
    page.context.set_offline(True)
    let_time_pass_until(page, ".state", "网断了，正在重新连")
    page.context.set_offline(False)
    let_time_pass_until(page, ".state", "连上了")


def test_the_transcript_lives_in_this_browser_until_it_is_cleared(open_page: Open) -> None:
    page = open_page("/chat")
    say(page, "打疫苗找哪个")
    page.reload()
    expect(page.locator(".bubble.you")).to_contain_text("打疫苗找哪个")
    page.on("dialog", lambda dialog: dialog.accept())
    before = page.evaluate("localStorage.getItem('tongxing.sender')")
    page.get_by_role("button", name="清空对话").click()
    expect(page.locator(".bubble.you")).to_have_count(0)
    page.reload()
    expect(page.locator(".bubble.you")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('tongxing.sender')") != before


def test_nobody_else_sees_the_conversation(open_page: Open) -> None:
    say(open_page("/chat"), "打疫苗找哪个")
    expect(open_page("/chat").locator(".bubble.you")).to_have_count(0)


def test_news_of_a_request_arrives_in_the_chat(
    size: str, open_page: Open, product: Product
) -> None:
    page = open_page("/request", size)
    send_request(page)
    number = number_of(page)
    page.clock.install()
    page.goto("/chat")
    expect(page.locator(".bubble.assistant")).to_have_count(1)
    product.command(
        *("requests", "transfer", number, "--to", "civil-affairs", "--reason", "家里困难先办低保")
    )
    let_time_pass_until(page, ".bubble.update", "民政部门")
    news = page.locator(".bubble.update")
    expect(news).to_contain_text("家里困难先办低保")
    look_at(page, f"{size}-chat-news")
    page.reload()
    expect(page.locator(".bubble.update")).to_have_count(1)


def test_a_request_is_opened_by_chatting(open_page: Open, product: Product) -> None:
    page = open_page("/chat")
    for text in (
        "我要提交诉求，娃7岁，在南明区找不到公办小学读",
        "我姓王，叫王小芳",
        "13800138000",
    ):
        say(page, text)
    log = page.get_by_role("log")
    expect(log).to_contain_text("南明区")
    say(page, "都对，我同意保存")
    expect(log).to_contain_text("GZ")
    assert "13800138000" not in (product.home / "log" / "web.log").read_text(encoding="utf-8")
    look_at(page, "phone-chat-request")
