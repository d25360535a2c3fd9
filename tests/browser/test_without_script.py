from __future__ import annotations

import pytest
from browser_product import Open
from filling import code_of, number_of, send_request, track
from looking import look_at
from playwright.sync_api import expect

OFF = {"java_script_enabled": False}


def test_faq_and_search_work_without_script(open_page: Open) -> None:
    page = open_page("/", **OFF)
    page.get_by_label("说说您想问的事").fill("老家医保在这边能用吗")
    page.get_by_role("button", name="问一问").click()
    expect(page.locator(".answer")).to_contain_text("直接结算")
    page.locator(".card").first.click()
    expect(page.locator(".facts")).to_be_visible()
    expect(page.get_by_role("button", name="复制地址")).to_be_hidden()
    expect(page.locator(".url")).to_contain_text("/service/")


def test_a_request_is_sent_and_followed_without_script(open_page: Open) -> None:
    page = open_page("/request", **OFF)
    send_request(page)
    track(page, number_of(page), code_of(page))
    expect(page.locator(".facts")).to_contain_text("教育部门")
    page.get_by_label("要补充什么").fill("老师说要等下学期")
    page.get_by_role("button", name="补充", exact=True).click()
    expect(page.locator(".done-box")).to_contain_text("补充好了")


def test_the_entitlement_check_works_without_script(open_page: Open) -> None:
    page = open_page("/check", **OFF)
    page.get_by_label("孩子几岁了？").fill("3")
    page.get_by_role("button", name="看清单").click()
    expect(page.locator(".result")).to_contain_text("打疫苗")


@pytest.mark.usefixtures("whole_product")
def test_a_conversation_goes_on_without_script(size: str, open_page: Open) -> None:
    page = open_page("/chat", size, **OFF)
    page.get_by_role("button", name="打疫苗").click()
    expect(page.locator(".bubble.you")).to_contain_text("打疫苗")
    expect(page.locator(".bubble.assistant").last).to_contain_text("国家免疫规划疫苗")
    page.get_by_label("说说您想问的事").fill("那低保呢")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".bubble.you")).to_have_count(2)
    expect(page.locator("#last")).to_contain_text("民政")
    page.get_by_role("button", name="发送").click()
    expect(page.locator(".state")).to_contain_text("请先写一句话")
    expect(page.locator(".bubble.you")).to_have_count(2)
    page.screenshot(path=f"var/screenshots/{size}-chat-without-script.png")


def test_the_page_looks_the_same_without_script(open_page: Open) -> None:
    page = open_page("/chat", **OFF)
    expect(page.get_by_role("button", name="上学读书")).to_be_visible()
    expect(page.get_by_label("说说您想问的事")).to_be_in_viewport()


def test_with_script_off_a_page_still_holds_to_wcag(open_page: Open) -> None:
    # axe-core is itself a script: the markup is the one look_at sees with script switched on.
    without = open_page("/service/vaccination", **OFF).locator("main").inner_text()
    page = open_page("/service/vaccination")
    look_at(page, "phone-service-script")
    assert (
        without.split("转发这一页")[0] == page.locator("main").inner_text().split("转发这一页")[0]
    )
