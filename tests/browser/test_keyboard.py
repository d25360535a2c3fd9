from __future__ import annotations

from browser_product import Open
from playwright.sync_api import Page, expect

MOST_STEPS = 80


def tab_to(page: Page, name: str) -> None:
    """Press Tab until the element with these words has the focus, which has to be seen."""
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        label = page.evaluate(
            """() => {
              const at = document.activeElement, style = getComputedStyle(at);
              const seen = style.outlineStyle !== "none" || style.boxShadow !== "none";
              const label = at.labels && at.labels.length ? at.labels[0].innerText : at.innerText;
              return [label || at.value || "", seen, at.tagName];
            }"""
        )
        if label[2] != "BODY":
            assert label[1], f"the focus on {label[0]!r} cannot be seen"
        if label[0].strip().startswith(name):
            return
    raise AssertionError(f"Tab never reached {name!r}")


def test_the_first_tab_skips_the_menu(open_page: Open) -> None:
    page = open_page("/")
    page.keyboard.press("Tab")
    skip = page.get_by_role("link", name="跳到正文")
    expect(skip).to_be_focused()
    expect(skip).to_be_in_viewport()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


def test_one_asks_reads_and_sends_a_request_with_keys_alone(open_page: Open) -> None:
    page = open_page("/", "desktop")
    tab_to(page, "说说您想问的事")
    page.keyboard.type("打疫苗找哪个部门")
    page.keyboard.press("Enter")
    expect(page.locator(".answer")).to_be_visible()
    tab_to(page, "没有答上")
    page.keyboard.press("Enter")
    expect(page.locator("#need")).to_be_visible()
    tab_to(page, "要办的事")
    page.keyboard.type("娃要打疫苗，不晓得去哪里")
    tab_to(page, "现在住在贵州哪个县")
    page.keyboard.press("ArrowDown")
    tab_to(page, "怎么称呼您")
    page.keyboard.type("王女士")
    tab_to(page, "联系电话")
    page.keyboard.type("13800138000")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("请核对")
    tab_to(page, "我同意保存")
    page.keyboard.press("Space")
    tab_to(page, "提交")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("登记好了")


def test_one_chats_with_keys_alone(open_page: Open) -> None:
    page = open_page("/chat")
    tab_to(page, "上学读书")
    page.keyboard.press("Enter")
    expect(page.locator(".bubble.you")).to_contain_text("上学读书")
    tab_to(page, "说说您想问的事")
    page.keyboard.type("第一行")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("第二行")
    expect(page.get_by_label("说说您想问的事")).to_have_value("第一行\n第二行")


def test_the_measures_unfold_by_key(open_page: Open) -> None:
    page = open_page("/")
    tab_to(page, "13条措施")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name="促进平等接受教育")).to_be_visible()
