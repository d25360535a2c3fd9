from __future__ import annotations

from browser_product import DESK_TOKEN
from browser_product import Open
from looking import look_at
from playwright.sync_api import expect


def test_staff_search_while_a_caller_speaks_and_open_a_request(open_page: Open) -> None:
    page = open_page("/desk", "desktop")
    look_at(page, "desktop-desk-login")
    page.get_by_label("您的姓名").fill("李值班")
    page.get_by_label("密码或口令").fill(DESK_TOKEN)
    page.get_by_role("button", name="登录").click()
    page.get_by_label("来电人说的事").fill("娃儿打疫苗找哪个")
    expect(page.locator("#panel ol")).to_contain_text("卫生健康部门")
    expect(page.locator("#panel .sources")).to_contain_text("中国新闻网")
    look_at(page, "desktop-desk")
    page.get_by_text("替来电人登记").click()
    page.get_by_label("要办的事").fill("娃七岁没学上")
    page.get_by_label("现在住在贵州哪个县").fill("南明区")
    page.get_by_label("怎么称呼您").fill("王女士")
    page.get_by_label("联系电话").fill("13800138000")
    page.get_by_label("来电人口头同意").check()
    page.get_by_role("button", name="登记", exact=True).click()
    expect(page.get_by_role("status").first).to_contain_text("登记好了")
    expect(page.locator(".facts")).not_to_contain_text("13800138000")
    look_at(page, "desktop-desk-case")
