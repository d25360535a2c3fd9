from __future__ import annotations

import json

from browser_product import Open
from looking import look_at
from playwright.sync_api import expect


def test_a_parent_browses_from_the_areas_to_a_request(size: str, open_page: Open) -> None:
    page = open_page("/", size)
    page.get_by_role("link", name="学有所教").click()
    page.get_by_role("link", name="读公办小学、初中").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("读公办小学、初中")
    facts = page.locator(".facts")
    expect(facts).to_contain_text("据报道的句子整理")
    expect(facts).to_contain_text("中国新闻网")
    expect(facts).to_contain_text("2025-02-13")
    page.get_by_role("link", name="提交诉求，转给教育部门").click()
    expect(page.locator("#service")).to_have_value("compulsory-school")


def test_what_the_report_does_not_say_is_marked_as_missing(open_page: Open) -> None:
    page = open_page("/area/shelter")
    expect(page.locator("main")).to_contain_text("没有写有哪些内容，我们不能乱说")
    page.get_by_role("link", name="转给住建部门").click()
    expect(page.locator("#service")).to_have_value("housing")


def test_a_reader_says_whether_a_page_helped_and_comes_back(open_page: Open) -> None:
    page = open_page("/service/family-doctor")
    page.get_by_role("button", name="没帮上").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("谢谢")
    page.get_by_role("link", name="回到刚才那页").click()
    expect(page).to_have_url("/service/family-doctor")


def test_a_page_is_passed_on_by_its_whole_address(open_page: Open) -> None:
    page = open_page("/service/childcare")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制地址").click()
    expect(page.locator("[data-copied]")).to_have_text("已复制")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.url


def test_search_engines_find_the_service_described(open_page: Open) -> None:
    page = open_page("/service/vaccination")
    blocks = page.locator("script[type='application/ld+json']").all_inner_texts()
    kinds = {json.loads(block)["@type"] for block in blocks}
    assert kinds == {"GovernmentService", "FAQPage"}


def test_suggestions_follow_what_is_typed_and_are_chosen_by_key(size: str, open_page: Open) -> None:
    page = open_page("/", size)
    page.get_by_label("说说您想问的事").fill("疫苗")
    options = page.get_by_role("option")
    expect(options.first).to_have_text("打疫苗")
    look_at(page, f"{size}-suggestions")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowUp")
    expect(options.first).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")
    expect(page).to_have_url("/service/vaccination")


def test_escape_closes_the_suggestions_and_keeps_the_words(open_page: Open) -> None:
    page = open_page("/")
    box = page.get_by_label("说说您想问的事")
    box.fill("疫苗")
    expect(page.get_by_role("option").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box).to_have_value("疫苗")


def test_a_question_is_answered_with_its_source_and_leads_on(open_page: Open) -> None:
    page = open_page("/")
    page.get_by_label("说说您想问的事").fill("外地娃在贵阳打疫苗找哪个")
    page.get_by_role("button", name="问一问").click()
    answer = page.locator(".answer")
    expect(answer).to_contain_text("居住地卫生健康部门")
    expect(answer.locator(".sources")).to_contain_text("中国新闻网")
    page.get_by_role("link", name="没有答上？").click()
    expect(page.locator("#service")).to_have_value("vaccination")


def test_danger_shows_numbers_to_tap_before_anything_else(open_page: Open) -> None:
    page = open_page("/search?q=孩子被人打了")
    answer = page.locator(".answer")
    expect(answer.locator("a[href='tel:110']")).to_be_visible()
    expect(page.locator(".card")).to_have_count(0)
    page.get_by_role("link", name="开加急工单").click()
    expect(page.get_by_label("很急，孩子可能有危险")).to_be_checked()


def test_a_service_prints_without_menus_buttons_and_forms(open_page: Open) -> None:
    page = open_page("/service/vaccination", "desktop")
    page.emulate_media(media="print")
    for hidden in (".top nav", ".danger", ".do", ".page-end form", ".share", "footer ul"):
        expect(page.locator(hidden).first).to_be_hidden()
    expect(page.locator(".facts")).to_be_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")
    look_at(page, "print-service")
