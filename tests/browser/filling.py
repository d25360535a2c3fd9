"""Filling in the request form, as several flows begin."""

from __future__ import annotations

from playwright.sync_api import Page, expect

PHONE = "13800138000"
FILLED = {
    "need": "娃七岁了，找不到公办小学读",
    "child_age": "7",
    "county": "南明区",
    "contact_name": "王女士",
    "contact_phone": PHONE,
}


def fill_request(page: Page, **other: str) -> None:
    """Fill in every field; ``other`` names those that differ."""
    for field, value in (FILLED | other).items():
        place = page.locator(f"#{field}")
        if field == "county":
            place.select_option(value)
        else:
            place.fill(value)


def send_request(page: Page, **other: str) -> None:
    """Go through form, summary and consent."""
    fill_request(page, **other)
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("我同意保存").check()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登记好了")


def number_of(page: Page) -> str:
    """Return the number of the request that has just been opened."""
    return page.locator(".number").first.inner_text().strip()


def code_of(page: Page) -> str:
    """Return the check code of the request that has just been opened."""
    return page.locator(".number").nth(1).inner_text().strip()


def track(page: Page, number: str, check: str = PHONE[-4:]) -> None:
    """Ask for the status of a request."""
    page.goto("/track")
    page.get_by_label("编号").fill(number)
    page.get_by_label("电话后四位，或查询码").fill(check)
    page.get_by_role("button", name="查", exact=True).click()
