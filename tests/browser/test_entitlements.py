from __future__ import annotations

from browser_product import Open
from looking import look_at
from playwright.sync_api import expect


def test_six_answers_end_in_a_list_to_print_and_pass_on(size: str, open_page: Open) -> None:
    page = open_page("/check", size)
    page.get_by_label("孩子几岁了？").fill("7")
    page.get_by_role("group", name="来这边住多久了？").get_by_label("不到半年").check()
    page.get_by_role("group", name="孩子现在读哪里？").get_by_label("小学").check()
    page.get_by_role("group", name="孩子有医保吗？").get_by_label("没有").check()
    page.get_by_role("group", name="孩子有残疾").get_by_label("没有").check()
    page.get_by_role("group", name="家里生活困难吗？").get_by_label("困难", exact=True).check()
    look_at(page, f"{size}-check-filled")
    page.get_by_role("button", name="看清单").click()
    listed = page.locator(".result")
    expect(listed).to_contain_text("低保")
    expect(listed).to_contain_text("在这边参加医保")
    look_at(page, f"{size}-check-result")
    # What was answered stays out of the address that is passed on.
    address = page.locator("[data-url]").inner_text()
    assert address == page.url
    assert "child_age" not in address
    shared = open_page(address.removeprefix(page.evaluate("location.origin")), size)
    assert shared.locator(".result").inner_text() == listed.inner_text()
    page.emulate_media(media="print")
    expect(page.locator(".share")).to_be_hidden()
    expect(listed).to_be_visible()


def test_nothing_has_to_be_answered(open_page: Open) -> None:
    page = open_page("/check")
    page.get_by_role("button", name="看清单").click()
    expect(page.locator(".result li").first).to_be_visible()


def test_an_age_that_is_none_is_said_beside_the_field(open_page: Open) -> None:
    page = open_page("/check")
    page.get_by_label("孩子几岁了？").fill("七十")
    page.get_by_role("group", name="孩子有医保吗？").get_by_label("没有").check()
    page.get_by_role("button", name="看清单").click()
    expect(page.locator("#age-error")).to_contain_text("0到17")
    expect(page.get_by_label("孩子几岁了？")).to_have_value("七十")
    expect(page.get_by_role("group", name="孩子有医保吗？").get_by_label("没有")).to_be_checked()
    look_at(page, "phone-check-error")
