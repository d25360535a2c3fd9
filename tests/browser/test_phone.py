"""The chat as a phone shows it: small, with a keyboard over half of it, and not always new."""

from __future__ import annotations

import json

import pytest
from browser_product import SCREENSHOTS, Open
from playwright.sync_api import Locator, Page, Route, expect

SMALL = {"width": 360, "height": 640}
KEYBOARD_HEIGHT = 280
MOST_ABOVE_THE_LOG = 140
LATER_THAN_OLD_PHONES = """
    delete Element.prototype.replaceChildren;
    delete String.prototype.replaceAll;
    delete Array.prototype.at;
    delete Object.hasOwn;
    delete window.visualViewport;
    delete window.structuredClone;
    delete crypto.randomUUID;
"""

pytestmark = pytest.mark.usefixtures("whole_product")


def field(page: Page) -> Locator:
    return page.get_by_label("说说您想问的事")


def ask(page: Page, text: str = "打疫苗找哪个") -> Locator:
    field(page).fill(text)
    page.get_by_role("button", name="发送").click()
    answer = page.locator(".bubble.you ~ .bubble.assistant").first
    expect(answer).to_contain_text("卫生健康部门")
    return answer


def test_the_head_makes_room_once_one_talks(open_page: Open) -> None:
    page = open_page("/chat", viewport=SMALL)
    expect(page.locator(".hint")).to_be_visible()
    ask(page)
    top = page.get_by_role("log").evaluate("log => log.getBoundingClientRect().top")
    assert top <= MOST_ABOVE_THE_LOG
    for still in ("提交诉求", "查进度", "110 报警", "120 急救"):
        expect(page.locator("header").get_by_role("link", name=still)).to_be_in_viewport(ratio=1)
    expect(page.locator(".robot")).to_be_visible()
    page.screenshot(path=SCREENSHOTS / "phone-chat-talking.png")
    page.reload()
    assert page.get_by_role("log").evaluate("log => log.getBoundingClientRect().top") == top


@pytest.mark.parametrize("width", [360, 390])
def test_answer_and_field_are_in_sight_beside_an_open_keyboard(width: int, open_page: Open) -> None:
    page = open_page("/chat", viewport={"width": width, "height": 640})
    answer = ask(page)
    field(page).focus()
    page.set_viewport_size({"width": width, "height": 640 - KEYBOARD_HEIGHT})
    expect(field(page)).to_be_in_viewport(ratio=1)
    expect(answer).to_be_in_viewport(ratio=0.2)
    expect(answer.locator(".who")).to_be_in_viewport(ratio=1)
    page.screenshot(path=SCREENSHOTS / f"phone-{width}-chat-keyboard.png")


def test_a_keyboard_that_lies_over_the_page_hides_neither(open_page: Open) -> None:
    page = open_page("/chat", viewport=SMALL)
    answer = ask(page)
    left = SMALL["height"] - KEYBOARD_HEIGHT
    # Safari leaves the window as it is and tells only of the part that can be seen.
    page.evaluate(
        """left => {
          Object.defineProperty(visualViewport, "height", { get: () => left });
          visualViewport.dispatchEvent(new Event("resize"));
        }""",
        left,
    )
    for one in (field(page), answer.locator(".who")):
        box = one.bounding_box()
        assert box is not None
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= left


def test_enter_that_ends_a_composition_sends_nothing(open_page: Open) -> None:
    page = open_page("/chat")
    field(page).fill("dayimiao")
    # Safari: the composition is over before it tells of the key, whose number is 229.
    field(page).evaluate(
        """field => {
          field.dispatchEvent(new CompositionEvent("compositionend", { data: "打疫苗" }));
          const enter = { key: "Enter", keyCode: 229, bubbles: true };
          field.dispatchEvent(new KeyboardEvent("keydown", enter));
        }"""
    )
    expect(page.locator(".bubble.you")).to_have_count(0)
    expect(field(page)).to_have_value("dayimiao")
    field(page).press("Enter")
    expect(page.locator(".bubble.you")).to_have_count(1)


def test_an_older_browser_keeps_the_conversation(open_page: Open) -> None:
    page = open_page("/privacy")
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.add_init_script(LATER_THAN_OLD_PHONES)
    page.goto("/chat")
    ask(page)
    page.reload()
    expect(page.locator(".bubble.you")).to_contain_text("打疫苗找哪个")
    page.goto("/")
    field(page).fill("疫苗")
    expect(page.get_by_role("option").first).to_have_text("打疫苗")
    assert complaints == []


def test_what_the_phone_heard_is_put_into_the_field_and_not_sent(open_page: Open) -> None:
    page = open_page("/privacy")
    page.add_init_script(
        """window.SpeechRecognition = window.webkitSpeechRecognition = class {
          start() {
            window.heardIn = this.lang;
            setTimeout(() => {
              this.onresult({ results: [[{ transcript: "打疫苗找哪个" }]] });
              this.onend();
            });
          }
        };"""
    )
    page.goto("/chat")
    page.get_by_role("button", name="说话").click()
    expect(field(page)).to_have_value("打疫苗找哪个")
    expect(page.locator(".bubble.you")).to_have_count(0)
    assert page.evaluate("heardIn") == "zh-CN"


def test_a_browser_that_hears_nothing_shows_no_microphone(open_page: Open) -> None:
    page = open_page("/privacy")
    page.add_init_script("delete window.SpeechRecognition; delete window.webkitSpeechRecognition;")
    page.goto("/chat")
    expect(page.get_by_role("button", name="说话")).to_be_hidden()


def test_an_answer_is_read_aloud_only_when_one_asks_for_it(open_page: Open) -> None:
    page = open_page("/privacy")
    page.add_init_script(
        """window.read = [];
        speechSynthesis.speak = (told) => read.push([told.text, told.lang]);"""
    )
    page.goto("/chat")
    answer = ask(page)
    assert page.evaluate("read") == []
    answer.get_by_role("button", name="读给我听").click()
    ((text, language),) = page.evaluate("read")
    assert "卫生健康部门" in text
    assert language == "zh-CN"


def test_the_source_stands_under_its_answer_and_not_under_the_next_question(
    open_page: Open,
) -> None:
    told = {
        "replies": [
            {"text": "在现在住的地方打。", "buttons": []},
            {"text": "您现在住在贵州哪个县？", "buttons": []},
        ],
        "meta": {"asks_for": "county", "citations": [{"issuer": "中国新闻网", "date": "2025"}]},
    }

    def answer(route: Route) -> None:
        route.fulfill(status=200, content_type="application/json", body=json.dumps(told))

    page = open_page("/chat")
    page.route("**/api/chat", answer)
    field(page).fill("打疫苗找哪个")
    page.get_by_role("button", name="发送").click()
    bubbles = page.locator(".bubble.you ~ .bubble.assistant")
    expect(bubbles.nth(0)).to_contain_text("出处：中国新闻网 2025")
    expect(bubbles.nth(1)).not_to_contain_text("出处")


def test_what_got_lost_can_be_sent_again_after_a_reload(open_page: Open) -> None:
    page = open_page("/chat")
    page.route("**/api/chat", lambda route: route.abort())
    field(page).fill("打疫苗找哪个")
    page.get_by_role("button", name="发送").click()
    expect(page.get_by_role("button", name="重发")).to_be_visible()
    page.unroute("**/api/chat")
    page.reload()
    page.get_by_role("button", name="重发").click()
    expect(page.locator(".bubble.assistant").last).to_contain_text("卫生健康部门")
    expect(page.locator(".bubble.you")).to_have_count(1)
    page.reload()
    expect(page.get_by_role("button", name="重发")).to_have_count(0)
