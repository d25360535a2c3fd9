from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import urlsplit

import pytest
from browser_product import EMBEDDING_ORIGIN, Product
from browser_product import Open
from looking import look_at
from playwright.sync_api import expect


@pytest.fixture(scope="module")
def school(product: Product) -> Iterator[str]:
    """Another site, on an origin of its own, that embeds the chat as the documentation says."""
    page = f"""<!doctype html><html lang="zh-CN"><head><meta charset="utf-8"><title>学校</title>
      <meta name="viewport" content="width=device-width, initial-scale=1"></head>
      <body><main><h1>希望小学</h1></main>
      <script src="{product.url}/widget.js" defer></script></body></html>"""

    class School(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("localhost", urlsplit(EMBEDDING_ORIGIN).port or 0), School)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield EMBEDDING_ORIGIN
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.usefixtures("whole_product")
def test_a_school_embeds_the_chat(size: str, school: str, open_page: Open) -> None:
    page = open_page("/", size, base_url=school)
    button = page.get_by_role("button", name="童行·问政策")
    expect(button).to_have_attribute("aria-expanded", "false")
    button.click()
    chat = page.frame_locator("iframe")
    chat.get_by_label("说说您想问的事").fill("打疫苗找哪个")
    chat.get_by_role("button", name="发送").click()
    expect(chat.locator(".bubble.assistant").nth(1)).to_contain_text("卫生健康部门")
    expect(chat.locator("header, footer")).to_have_count(0)
    page.screenshot(path=f"var/screenshots/{size}-widget.png")
    page.get_by_role("button", name="收起").click()
    expect(page.locator("iframe")).to_be_hidden()


def test_a_site_nobody_named_cannot_frame_the_chat(school: str, open_page: Open) -> None:
    stranger = school.replace("localhost", "127.0.0.1")
    page = open_page("/", base_url=school)
    policy = page.request.get(f"{page.evaluate('document.scripts[0].src')}/../chat?embed=1").headers
    ancestors = policy["content-security-policy"].split("frame-ancestors ")[1]
    assert EMBEDDING_ORIGIN in ancestors
    assert stranger not in ancestors


def test_the_framed_chat_holds_to_wcag(open_page: Open) -> None:
    look_at(open_page("/chat?embed=1"), "phone-chat-framed")
