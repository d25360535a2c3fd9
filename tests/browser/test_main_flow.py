"""One request from the first word to the board, in the browsers of everybody who touches it."""

from __future__ import annotations

import re

import pytest
from browser_product import Open, Product
from filling import track
from playwright.sync_api import Locator, Page, expect
from test_takeover import LIVE_MS, say, sign_in

PHONE = "13700004444"
ANSWER = "学校已经收下孩子，请周一带户口本到一楼报名，电话0851-85550000。"

pytestmark = pytest.mark.usefixtures("whole_product")


def last_reply(parent: Page) -> Locator:
    return parent.locator(".bubble.assistant .text").last


def open_in_chat(parent: Page) -> tuple[str, str]:
    """Ask, have it registered, agree; return number and check code."""
    say(parent, "娃儿七岁，在南明区读一年级要些哪样材料")
    expect(last_reply(parent)).to_contain_text("教育部门")
    say(parent, f"帮我登记：学校不收我家娃，七岁，住南明区，我叫李小红，电话{PHONE}")
    expect(last_reply(parent)).to_contain_text(f"{PHONE[:3]}****{PHONE[-4:]}")
    say(parent, "都对，同意保存")
    told = last_reply(parent).inner_text()
    number, code = (
        re.search(r"GZ\d{6}-\w{8}", told),
        re.search(r"(?<![A-Za-z0-9-])\d{6}(?![0-9-])", told),
    )
    assert number, told
    assert code, told
    return number[0], code[0]


def move(desk: Page, title: str, reason: str = "", department: str = "") -> None:
    """Open one of the moves of a case, fill it in and make it."""
    form = desk.locator("details", has=desk.locator("summary", has_text=re.compile(f"^{title}$")))
    form.locator("summary").click()
    if department:
        form.get_by_role("combobox").first.select_option(department)
    if reason:
        form.locator("textarea").fill(reason)
    form.get_by_role("button", name=title, exact=True).click()
    expect(desk.get_by_role("status").first).to_contain_text(title)


def reopened_on(board: Page) -> int:
    board.goto("/desk/board")
    shown = board.locator("dt", has_text=re.compile("^重办")).locator(
        "xpath=following-sibling::dd[1]"
    )
    return int(shown.inner_text())


def test_a_request_goes_from_the_chat_through_the_desk_back_to_the_parent_and_onto_the_board(
    product: Product, open_page: Open
) -> None:
    supervisor = open_page("/desk", "desktop")
    sign_in(product, supervisor, "supervisor", "赵主管")
    before = reopened_on(supervisor)
    parent = open_page("/chat", "phone")
    number, code = open_in_chat(parent)

    desk = open_page("/desk", "desktop")
    sign_in(product, desk, "supervisor", "李班长")
    desk.goto(f"/desk/requests/{number}")
    move(desk, "签收")
    move(desk, "转派", "住址在这边", "civil-affairs")

    office = open_page(f"/desk/requests/{number}", "desktop")
    sign_in(product, office, "department", "民政小周", "civil-affairs")
    move(office, "签收")
    move(office, "答复", ANSWER)
    news = parent.locator(".bubble.update .text")
    expect(news.filter(has_text="学校已经收下孩子")).to_contain_text(
        "0851-85550000", timeout=LIVE_MS
    )
    move(office, "办结", "已经协调入学")

    track(parent, number, code)
    parent.get_by_label("2分").check()
    parent.get_by_role("button", name="评价").click()
    expect(parent.get_by_role("status").first).to_contain_text("谢谢您的评价")
    parent.get_by_label("哪里没办好").fill("还是没有学上")
    parent.get_by_role("button", name="要求重办").click()
    expect(parent.get_by_role("status").first).to_contain_text("已经重新办理")

    assert reopened_on(supervisor) == before + 1
    supervisor.goto(f"/desk/requests/{number}")
    expect(supervisor.locator(".facts")).to_contain_text("2分")
    expect(supervisor.locator(".facts")).to_contain_text("重办")
