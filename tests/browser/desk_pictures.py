"""Makes the pictures of ``docs/staff.md`` from the running product."""

from __future__ import annotations

import re

from browser_product import SIZES, Product
from picture_files import save
from playwright.sync_api import Browser, Page


def sign_in(product: Product, page: Page, name: str, shown: str, role: str) -> None:
    """Make an account and enter with it."""
    told = product.command("staff", "add", name, "--shown", shown, "--role", role)
    password = told.strip().splitlines()[-1].rsplit(" ", 1)[1]
    page.goto("/desk")
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码或口令").fill(password)
    page.get_by_role("button", name="登录").click()


def say(page: Page, text: str) -> None:
    """Say something in the chat and wait for the answer."""
    page.get_by_label("说说您想问的事").fill(text)
    page.get_by_role("button", name="发送").click()
    page.locator(".say button:enabled").first.wait_for()
    page.locator(".log:not([aria-busy])").wait_for()


def take(product: Product, browser: Browser) -> None:
    """Walk through the desk as an agent and as a supervisor."""
    parent = browser.new_page(viewport=SIZES["phone"], base_url=product.url)
    parent.goto("/chat")
    for text in ("娃儿在云岩读一年级，学校不收咋个办", "我家幺妹的四价几时轮到", "转人工"):
        say(parent, text)
    desk = browser.new_context(viewport=SIZES["desktop"], base_url=product.url).new_page()
    sign_in(product, desk, "wang", "王值班", "agent")
    _case(desk)
    _panel(desk)
    _conversation(desk, parent)
    boss = browser.new_context(viewport=SIZES["desktop"], base_url=product.url).new_page()
    sign_in(product, boss, "zhao", "赵主管", "supervisor")
    boss.goto("/desk/questions")
    boss.get_by_text("都有哪些").first.click()
    save(boss, "desk-questions")


def _case(desk: Page) -> None:
    desk.get_by_text("替来电人登记").click()
    desk.get_by_label("要办的事").fill("娃七岁，公办小学说没有学位")
    desk.get_by_label("现在住在贵州哪个县").fill("南明区")
    desk.get_by_label("怎么称呼您").fill("王女士")
    desk.get_by_label("联系电话").fill("13800138000")
    desk.get_by_label("来电人口头同意").check()
    desk.get_by_role("button", name="登记", exact=True).click()
    desk.locator(".timeline").wait_for()
    save(desk, "desk-case")


def _panel(desk: Page) -> None:
    desk.goto("/desk")
    desk.get_by_label("来电人说的事").fill("dym nmq")
    desk.locator("#panel .sources li").first.wait_for()
    save(desk, "desk-panel")


def _conversation(desk: Page, parent: Page) -> None:
    desk.goto("/desk/conversations")
    desk.get_by_role("link", name=re.compile("一年级")).click()
    desk.get_by_role("button", name="我来接").click()
    desk.get_by_label("回给家长的话").fill("请带户口本和居住证到学校，我帮您联系。")
    desk.get_by_role("button", name="发送").click()
    parent.locator(".bubble.staff").nth(1).wait_for()
    say(parent, "好的，谢谢您")
    desk.locator(".log", has_text="好的，谢谢您").wait_for()
    save(desk, "desk-conversation")
