"""A parent in the chat and somebody at the desk talk with each other, in two real browsers."""

from __future__ import annotations

import uuid
import re

import pytest
from browser_product import Open, Product
from looking import look_at
from playwright.sync_api import Page, expect


LIVE_MS = 30_000

pytestmark = pytest.mark.usefixtures("whole_product")


def sign_in(product: Product, page: Page, role: str, shown: str, department: str = "") -> None:
    """Make an account and enter with it."""
    name = f"w{uuid.uuid4().hex[:8]}"
    place = ("--department", department) if department else ()
    told = product.command("staff", "add", name, "--shown", shown, "--role", role, *place)
    password = told.strip().splitlines()[-1].rsplit(" ", 1)[1]
    page.get_by_label("账号").fill(name)
    page.get_by_label("密码或口令").fill(password)
    page.get_by_role("button", name="登录").click()


def say(page: Page, text: str) -> None:
    page.get_by_label("说说您想问的事").fill(text)
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("button", name="发送")).to_be_enabled(timeout=LIVE_MS)


def test_a_person_takes_over_talks_and_gives_back_without_any_reload(
    product: Product, open_page: Open
) -> None:
    parent = open_page("/chat", "phone")
    say(parent, "娃儿在云岩读一年级，学校不收咋个办")
    say(parent, "转人工")
    desk = open_page("/desk", "desktop")
    sign_in(product, desk, "agent", "王值班")
    desk.get_by_role("link", name="人工对话").click()
    look_at(desk, "desktop-desk-conversations")
    desk.get_by_role("link", name=re.compile("云岩读一年级")).click()
    expect(desk.locator(".log")).to_contain_text("转人工")
    desk.get_by_role("button", name="我来接").click()
    desk.get_by_label("回给家长的话").fill("请带户口本和居住证到学校，我帮您联系。")
    desk.get_by_role("button", name="发送").click()
    theirs = parent.locator(".bubble.staff")
    expect(theirs.last).to_contain_text("我帮您联系", timeout=LIVE_MS)
    expect(theirs.last).to_contain_text("工作人员王值班")
    say(parent, "好的，谢谢您")
    expect(desk.locator(".log")).to_contain_text("好的，谢谢您", timeout=LIVE_MS)
    expect(desk.locator(".log")).to_contain_text("已送到", timeout=LIVE_MS)
    look_at(desk, "desktop-desk-conversation")
    look_at(parent, "phone-chat-person")
    desk.get_by_role("button", name="交回助手").click()
    expect(theirs.last).to_contain_text("对话到这里", timeout=LIVE_MS)
    say(parent, "打疫苗找哪个")
    answered = parent.locator(".bubble.assistant .text", has_text="疫苗")
    expect(answered.last).to_be_visible(timeout=LIVE_MS)


@pytest.mark.parametrize("width", ["phone", "desktop"])
def test_the_pages_of_the_desk_fit_and_hold_to_wcag(
    width: str, product: Product, open_page: Open
) -> None:
    page = open_page("/desk", width)
    sign_in(product, page, "supervisor", "赵主管")
    page.get_by_text("替来电人登记").click()
    page.get_by_label("要办的事").fill("娃七岁没学上")
    page.get_by_label("现在住在贵州哪个县").fill("南明区")
    page.get_by_label("怎么称呼您").fill("王女士")
    page.get_by_label("联系电话").fill("13800138000")
    page.get_by_label("来电人口头同意").check()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("登记好了")
    look_at(page, f"{width}-desk-case")
    number = page.locator("h1.number").inner_text()
    for name, path in {
        "queue": "/desk",
        "board": "/desk/board",
        "audit": "/desk/audit",
        "questions": "/desk/questions",
        "switches": "/desk/switches",
        "sheet": f"/desk/requests/{number}/sheet",
    }.items():
        page.goto(path)
        look_at(page, f"{width}-desk-{name}")


def test_letters_find_topic_and_county_and_one_key_fills_the_form(
    product: Product, open_page: Open
) -> None:
    page = open_page("/desk", "desktop")
    sign_in(product, page, "agent", "李值班")
    page.get_by_label("来电人说的事").fill("dym nmq")
    expect(page.locator("#panel .sources")).to_contain_text("中国新闻网", timeout=LIVE_MS)
    look_at(page, "desktop-desk-panel")
    page.keyboard.press("Alt+r")
    expect(page.locator("#county")).to_have_value("南明区")
    expect(page.locator("#service")).to_have_value("vaccination")
