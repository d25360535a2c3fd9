from __future__ import annotations

import json

from browser_product import Product
from browser_product import Open
from filling import fill_request, number_of
from looking import look_at
from playwright.sync_api import expect


def test_errors_stand_beside_their_fields_and_nothing_typed_is_lost(
    size: str, open_page: Open
) -> None:
    page = open_page("/request", size)
    fill_request(page, contact_phone="138001", child_age="三十")
    page.get_by_role("button", name="下一步").click()
    summary = page.get_by_role("alert")
    expect(summary).to_contain_text("有2处要改一改")
    expect(summary).to_be_focused()
    phone = page.get_by_label("联系电话")
    expect(phone).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#contact_phone-error")).to_contain_text("带区号的座机")
    expect(page.locator("#child_age-error")).to_be_visible()
    look_at(page, f"{size}-request-errors")
    for field, typed in {
        "need": "娃七岁了，找不到公办小学读",
        "child_age": "三十",
        "county": "南明区",
        "contact_name": "王女士",
        "contact_phone": "138001",
    }.items():
        expect(page.locator(f"#{field}")).to_have_value(typed)
    summary.get_by_role("link", name="电话要11位").click()
    expect(phone).to_be_focused()


def test_a_request_is_checked_agreed_to_and_gets_a_number(size: str, open_page: Open) -> None:
    page = open_page("/request", size)
    fill_request(page)
    page.get_by_role("button", name="下一步").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("请核对")
    expect(page.locator(".facts")).to_contain_text("教育部门")
    look_at(page, f"{size}-request-review")
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("不同意就不能保存和转办")
    page.get_by_label("我同意保存").check()
    page.get_by_role("button", name="提交", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("登记好了")
    assert number_of(page).startswith("GZ")
    look_at(page, f"{size}-request-done")


def test_going_back_to_edit_keeps_everything(open_page: Open) -> None:
    page = open_page("/request?service=compulsory-school")
    fill_request(page)
    page.get_by_role("button", name="下一步").click()
    page.get_by_role("button", name="返回修改").click()
    expect(page.get_by_label("要办的事")).to_have_value("娃七岁了，找不到公办小学读")
    expect(page.locator("#service")).to_have_value("compulsory-school")


def test_tapping_submit_twice_opens_one_request(open_page: Open, product: Product) -> None:
    page = open_page("/request")
    fill_request(page, contact_name="连点两下")
    page.get_by_role("button", name="下一步").click()
    page.get_by_label("我同意保存").check()
    before = len(json.loads(product.command("requests", "list", "--json")))
    page.get_by_role("button", name="提交", exact=True).dblclick()
    expect(page.get_by_role("heading", level=1)).to_have_text("登记好了")
    assert len(json.loads(product.command("requests", "list", "--json"))) == before + 1


def test_words_of_danger_in_the_form_show_the_helplines_before_it_is_sent(
    open_page: Open,
) -> None:
    page = open_page("/request")
    fill_request(page, need="孩子在学校被人打了，现在还在流血")
    page.get_by_role("button", name="下一步").click()
    expect(page.locator(".error-box a[href='tel:110']").first).to_be_visible()
