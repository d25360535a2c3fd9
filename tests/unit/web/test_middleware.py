"""What stands between the network and the pages, each part before an application of ten lines."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable

import httpx
import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.web.clients import Clients
from bot.channels.web.middleware.body_limit import BodyLimit
from bot.channels.web.middleware.head import HeadRequests
from bot.channels.web.middleware.rate_limiter import RateLimit, TokenBuckets
from bot.channels.web.middleware.security_headers import SecurityHeaders
from bot.channels.web.middleware.unexpected_errors import UnexpectedErrors

SECRET = "王小芳 13800138000"


class Clock:
    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now


async def echo(request: Request) -> Response:
    return PlainTextResponse(f"{len(await request.body())}")


def pages() -> ASGIApp:
    """An application that tells how many bytes it was sent."""
    return Starlette(routes=[Route("/{path:path}", echo, methods=["GET", "POST"])])


async def breaks(scope: Scope, receive: Receive, send: Send) -> None:
    raise RuntimeError(SECRET)


async def breaks_midway(scope: Scope, receive: Receive, send: Send) -> None:
    await send({"type": "http.response.start", "status": 200, "headers": []})
    raise RuntimeError(SECRET)


def sorry(request: Request) -> Response:
    return PlainTextResponse("sorry", 500)


def browser(app: ASGIApp, address: str = "10.0.0.1") -> httpx.AsyncClient:
    transport = httpx.ASGITransport(app=app, client=(address, 50000))
    return httpx.AsyncClient(transport=transport, base_url="http://here.example")


def limited(app: ASGIApp) -> ASGIApp:
    def refuse(request: Request, limit: int) -> Response:
        return PlainTextResponse(f"at most {limit}", 413)

    return BodyLimit(app, lambda path: 100 if path == "/photo" else 10, refuse)


async def test_a_body_is_taken_up_to_the_limit_of_its_path() -> None:
    async with browser(limited(pages())) as client:
        sent = [("/form", 10), ("/form", 11), ("/photo", 100), ("/photo", 101)]
        replies = [await client.post(path, content=b"x" * size) for path, size in sent]
    assert [(reply.status_code, reply.text) for reply in replies] == [
        (200, "10"),
        (413, "at most 10"),
        (200, "100"),
        (413, "at most 100"),
    ]


async def test_a_body_that_says_nothing_of_its_length_is_counted_while_it_arrives() -> None:
    async def drops() -> AsyncIterator[bytes]:
        for _ in range(4):
            yield b"xxx"

    async with browser(limited(pages())) as client:
        reply = await client.post("/form", content=drops())
    assert reply.status_code == 413


async def test_a_length_that_is_a_lie_opens_no_way_around_the_limit() -> None:
    async with browser(limited(pages())) as client:
        for length in ("1", "-5", "none"):
            reply = await client.post(
                "/form", content=b"x" * 11, headers={"Content-Length": length}
            )
            assert reply.status_code == 413


def in_a_hurry(clock: Callable[[], float], per_minute: int = 2) -> ASGIApp:
    def refuse(request: Request, seconds: int) -> Response:
        return PlainTextResponse("too often", 429, headers={"Retry-After": str(seconds)})

    buckets = {"pages": TokenBuckets(per_minute, clock), "forms": TokenBuckets(1, clock)}
    kinds = {"/healthz": None, "/form": "forms"}
    return RateLimit(
        pages(),
        buckets,
        lambda scope: kinds.get(scope["path"], "pages"),
        Clients({}),
        refuse,
        refuse_key=lambda request: PlainTextResponse("no such key", 401),
    )


async def test_who_asks_too_often_is_told_when_to_come_again_and_may_then() -> None:
    clock = Clock()
    async with browser(in_a_hurry(clock)) as client:
        replies = [await client.get("/page") for _ in range(3)]
        assert [reply.status_code for reply in replies] == [200, 200, 429]
        clock.now += int(replies[-1].headers["Retry-After"])
        assert (await client.get("/page")).status_code == 200


async def test_one_client_in_a_hurry_slows_nobody_else_and_no_other_kind_of_work() -> None:
    app = in_a_hurry(Clock())
    async with browser(app) as hasty, browser(app, "10.0.0.2") as calm:
        assert [(await hasty.get("/page")).status_code for _ in range(3)][-1] == 429
        assert (await calm.get("/page")).status_code == 200
        assert (await hasty.get("/form")).status_code == 200
        assert (await hasty.get("/form")).status_code == 429


async def test_what_is_free_is_never_counted() -> None:
    async with browser(in_a_hurry(Clock())) as client:
        assert {(await client.get("/healthz")).status_code for _ in range(50)} == {200}


async def test_a_site_that_may_show_the_chat_may_frame_the_chat_alone() -> None:
    app = SecurityHeaders(pages(), ["https://school.example"])
    async with browser(app) as client:
        framed = {
            path: (await client.get(path)).headers["content-security-policy"]
            for path in ("/", "/chat", "/desk", "/chat/more")
        }
    allowed = [path for path, policy in framed.items() if "https://school.example" in policy]
    assert allowed == ["/chat"]
    assert all("frame-ancestors 'self'" in policy for policy in framed.values())


async def test_only_the_widgets_script_may_be_loaded_by_other_sites() -> None:
    async with browser(SecurityHeaders(pages())) as client:
        loaded = {
            path: (await client.get(path)).headers["cross-origin-resource-policy"]
            for path in ("/widget.js", "/static/chat.js", "/")
        }
    assert [path for path, who in loaded.items() if who == "cross-origin"] == ["/widget.js"]


async def test_head_is_get_without_its_body() -> None:
    async with browser(HeadRequests(pages())) as client:
        head, get = await client.head("/page"), await client.get("/page")
    assert (head.status_code, head.content) == (200, b"")
    assert get.content == b"0"
    assert head.headers["content-type"] == get.headers["content-type"]


async def test_what_nobody_foresaw_ends_in_a_reply_and_a_log_line_without_its_words(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with browser(UnexpectedErrors(breaks, sorry)) as client:
        reply = await client.get("/page")
    assert (reply.status_code, reply.text) == (500, "sorry")
    [line] = [record for record in caplog.records if record.name == "tongxing.web"]
    assert line.__dict__["error"] == "RuntimeError"
    assert "test_middleware.py" in line.__dict__["where"]
    assert not any(SECRET in str(value) for value in line.__dict__.values())


async def test_a_reply_that_has_begun_is_not_begun_again() -> None:
    sent = list[Message]()

    async def send(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        return {"type": "http.request"}

    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    await UnexpectedErrors(breaks_midway, sorry)(scope, receive, send)
    assert [message["type"] for message in sent] == ["http.response.start"]
