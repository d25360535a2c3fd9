"""A small Bot API server on loopback: as strict as Telegram's own where this bot meets its limits.

One server serves many bots at once, told apart by their tokens, so that every test has its own.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import re
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from html import unescape
from html.parser import HTMLParser

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

Params = dict[str, Any]
_TAGS = {"b", "i", "u", "s", "a", "code", "pre", "blockquote", "tg-spoiler"}
_POLL_STEP = 0.005


@dataclass
class Message:
    """One message of the bot as it stands now."""

    id: int
    chat: int
    html: str
    markup: Params | None
    at: float
    method: str
    edits: int = 0

    @property
    def text(self) -> str:
        return unescape(re.sub(r"<[^>]+>", "", self.html))

    @property
    def buttons(self) -> dict[str, str]:
        """Title → what a tap sends back (or the URL)."""
        rows = (self.markup or {}).get("inline_keyboard", [])
        return {b["text"]: b.get("callback_data") or b["url"] for row in rows for b in row}

    @property
    def keys(self) -> list[Params]:
        """The keys of a keyboard that replaces the parent's own."""
        return [key for row in (self.markup or {}).get("keyboard", []) for key in row]


@dataclass
class Fault:
    """What happens instead of the next calls of a method."""

    method: str
    times: int = 1
    status: int = 0
    retry_after: int | None = None
    migrate_to: int | None = None
    description: str = "Fault"
    hang: float = 0
    after: bool = False
    """The call is carried out, only its answer gets lost."""
    result: Any = None
    """What stands in an answer that is well but for that."""
    body: str = ""
    """The whole of an answer with status 200 that is none."""


@dataclass
class Bot:
    """Everything Telegram would know of one bot."""

    token: str
    username: str = "tongxing_test_bot"
    id: int = 7_000_000
    messages: list[Message] = field(default_factory=list)
    calls: list[tuple[str, Params, float]] = field(default_factory=list)
    toasts: list[Params] = field(default_factory=list)
    commands: list[Params] = field(default_factory=list)
    webhook: Params | None = None
    files: dict[str, bytes] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    pending: list[Params] = field(default_factory=list)
    offsets: list[int | None] = field(default_factory=list)
    unreachable: dict[int, tuple[int, str]] = field(default_factory=dict)
    left: list[int] = field(default_factory=list)
    deleted: set[int] = field(default_factory=set)
    """Messages of people that are gone when they are replied to."""
    holds_polls: bool = True
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(100))
    updates: Iterator[int] = field(default_factory=lambda: itertools.count(5_000))
    lock: threading.RLock = field(default_factory=threading.RLock)

    def enqueue(self, **update: Any) -> int:
        """Add an update and return its number."""
        with self.lock:
            number = update.pop("update_id", None) or next(self.updates)
            self.pending.append({"update_id": number, **update})
        return number

    def fail(self, method: str, **how: Any) -> None:
        """Have the next calls of a method fail."""
        with self.lock:
            self.faults.append(Fault(method, **how))

    def methods(self) -> list[str]:
        """The methods called so far, without polling."""
        return [name for name, _, _ in self.calls if name != "getUpdates"]

    def in_chat(self, chat: int) -> list[Message]:
        with self.lock:
            return [message for message in self.messages if message.chat == chat]


class ApiError(Exception):
    """An answer that is not ok."""

    def __init__(self, status: int, description: str, **parameters: Any) -> None:
        super().__init__(description)
        self.status, self.description, self.parameters = status, description, parameters


class BotApi:
    """The server; started once for all tests."""

    def __init__(self) -> None:
        self.bots: dict[str, Bot] = {}
        self.closing = False
        routes = [
            Route("/file/bot{token}/{name:path}", self._file),
            Route("/bot{token}/{method}", self._call, methods=["GET", "POST"]),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), port=0, log_level="critical", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @contextmanager
    def running(self) -> Iterator[BotApi]:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        try:
            yield self
        finally:
            self.closing = self._server.should_exit = True
            self._thread.join(10)

    @property
    def address(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def new_bot(self) -> Bot:
        token = f"{7_000_000 + len(self.bots)}:TEST-token_{len(self.bots):04d}"
        self.bots[token] = Bot(token)
        return self.bots[token]

    async def _file(self, request: Request) -> Response:
        bot = self.bots[request.path_params["token"]]
        content = bot.files.get(request.path_params["name"].partition("/")[2])
        return Response(content) if content is not None else Response(status_code=404)

    async def _call(self, request: Request) -> Response:
        bot = self.bots.get(request.path_params["token"])
        method = request.path_params["method"]
        if bot is None:
            return _refused(ApiError(401, "Unauthorized"))
        form = await request.form()
        given = [*request.query_params.items(), *form.items()]
        params = {name: _value(str(value)) for name, value in given}
        bot.calls.append((method, params, time.monotonic()))
        try:
            fault = self._fault(bot, method)
            if fault is not None and fault.body and not fault.after:
                return Response(fault.body)
            if fault is not None and fault.result is not None and not fault.after:
                return JSONResponse({"ok": True, "result": fault.result})
            if fault is not None and not fault.after:
                await self._apply(fault)
            result = await self._answer(bot, method, params, request)
            if fault is not None and fault.body:
                return Response(fault.body)
            if fault is not None and fault.result is not None:
                result = fault.result
            elif fault is not None:
                await self._apply(fault)
        except ApiError as error:
            return _refused(error)
        return JSONResponse({"ok": True, "result": result})

    def _fault(self, bot: Bot, method: str) -> Fault | None:
        with bot.lock:
            for fault in bot.faults:
                if fault.method == method and fault.times:
                    fault.times -= 1
                    return fault
        return None

    async def _apply(self, fault: Fault) -> None:
        if fault.hang:
            await asyncio.sleep(fault.hang)
            return
        parameters: Params = {}
        if fault.retry_after:
            parameters["retry_after"] = fault.retry_after
        if fault.migrate_to:
            parameters["migrate_to_chat_id"] = fault.migrate_to
        status = fault.status or (429 if fault.retry_after else 400)
        raise ApiError(status, fault.description, **parameters)

    async def _answer(self, bot: Bot, method: str, params: Params, request: Request) -> Any:
        if method == "getUpdates":
            return await self._updates(bot, params, request)
        actions: dict[str, Callable[[Bot, Params], Any]] = {
            "getMe": _me,
            "sendMessage": _send,
            "editMessageText": _edit,
            "editMessageReplyMarkup": _edit,
            "answerCallbackQuery": _toast,
            "setMyCommands": _set_commands,
            "getFile": _get_file,
            "setWebhook": _set_webhook,
            "deleteWebhook": _delete_webhook,
            "leaveChat": _leave,
        }
        if method == "sendChatAction":
            return True
        if method not in actions:
            raise ApiError(404, "Not Found")
        with bot.lock:
            return actions[method](bot, params)

    async def _updates(self, bot: Bot, params: Params, request: Request) -> list[Params]:
        offset = params.get("offset")
        bot.offsets.append(offset)
        held = float(params.get("timeout", 0)) if bot.holds_polls else 0.0
        until = time.monotonic() + held
        if offset is not None:
            with bot.lock:
                bot.pending = [u for u in bot.pending if u["update_id"] >= offset]
        while True:
            with bot.lock:
                found = bot.pending[: int(params.get("limit", 100))]
            if found or time.monotonic() >= until or self.closing:
                return found
            if await request.is_disconnected():
                return []
            await asyncio.sleep(_POLL_STEP)


def _refused(error: ApiError) -> Response:
    body = {"ok": False, "error_code": error.status, "description": error.description}
    if error.parameters:
        body["parameters"] = error.parameters
    return JSONResponse(body, status_code=error.status)


def _value(text: str) -> Any:
    if text[:1] in "{[" or text in ("true", "false") or re.fullmatch(r"-?\d+", text):
        try:
            return json.loads(text)
        except ValueError:
            return text
    return text


def _me(bot: Bot, params: Params) -> Params:
    return {"id": bot.id, "is_bot": True, "first_name": "童行", "username": bot.username}


def _send(bot: Bot, params: Params) -> Params:
    chat = int(params["chat_id"])
    if chat in bot.unreachable:
        raise ApiError(*bot.unreachable[chat])
    _check(params)
    replied = params.get("reply_parameters") or {}
    gone = replied.get("message_id") in bot.deleted
    if gone and not replied.get("allow_sending_without_reply"):
        raise ApiError(400, "Bad Request: message to be replied not found")
    message = Message(
        next(bot.numbers),
        chat,
        str(params["text"]),
        params.get("reply_markup"),
        time.monotonic(),
        "sendMessage",
    )
    bot.messages.append(message)
    return as_json(bot, message)


def _edit(bot: Bot, params: Params) -> Params:
    message = next(
        (m for m in bot.in_chat(int(params["chat_id"])) if m.id == params["message_id"]), None
    )
    if message is None:
        raise ApiError(400, "Bad Request: message to edit not found")
    _check(params)
    html = str(params.get("text", message.html))
    markup = params.get("reply_markup")
    if (html, markup) == (message.html, message.markup):
        raise ApiError(400, "Bad Request: message is not modified: …")
    message.html, message.markup = html, markup
    message.edits += 1
    return as_json(bot, message)


def _toast(bot: Bot, params: Params) -> bool:
    bot.toasts.append(params)
    return True


def _set_commands(bot: Bot, params: Params) -> bool:
    bot.commands = params["commands"]
    return True


def _get_file(bot: Bot, params: Params) -> Params:
    file = str(params["file_id"])
    if file not in bot.files:
        raise ApiError(400, "Bad Request: wrong file_id")
    return {
        "file_id": file,
        "file_unique_id": file,
        "file_size": len(bot.files[file]),
        "file_path": f"papers/{file}",
    }


def _set_webhook(bot: Bot, params: Params) -> bool:
    bot.webhook = params
    return True


def _delete_webhook(bot: Bot, params: Params) -> bool:
    bot.webhook = None
    return True


def _leave(bot: Bot, params: Params) -> bool:
    bot.left.append(int(params["chat_id"]))
    return True


def as_json(bot: Bot, message: Message) -> Params:
    """Return a message of the bot as the API shows it."""
    shown: Params = {
        "message_id": message.id,
        "date": 1_764_000_000,
        "chat": {"id": message.chat, "type": "private" if message.chat > 0 else "supergroup"},
        "from": _me(bot, {}),
        "text": message.text,
    }
    if message.markup and "inline_keyboard" in message.markup:
        shown["reply_markup"] = message.markup
    return shown


def _check(params: Params) -> None:
    """Refuse what Telegram refuses."""
    if "text" in params:
        shown = _rendered(str(params["text"]))
        if not shown.strip():
            raise ApiError(400, "Bad Request: message text is empty")
        if len(shown.encode("utf-16-le")) // 2 > 4096:
            raise ApiError(400, "Bad Request: message is too long")
    for row in (params.get("reply_markup") or {}).get("inline_keyboard", []):
        for button in row:
            data = button.get("callback_data")
            if data is not None and not 1 <= len(data.encode()) <= 64:
                raise ApiError(400, "Bad Request: BUTTON_DATA_INVALID")
            if not button["text"]:
                raise ApiError(400, "Bad Request: BUTTON_TEXT_INVALID")


class _Entities(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.shown = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in _TAGS:
            raise ApiError(400, f"Bad Request: can't parse entities: Unsupported tag {tag}")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            raise ApiError(400, "Bad Request: can't parse entities: unmatched end tag")

    def handle_data(self, data: str) -> None:
        self.shown += data


def _rendered(html: str) -> str:
    named = re.findall(r"&([a-z]+);", html)
    if set(named) - {"lt", "gt", "amp", "quot"} or re.search(r"<(?![a-z/])", html):
        raise ApiError(400, "Bad Request: can't parse entities")
    parser = _Entities()
    parser.feed(html)
    parser.close()
    if parser.open:
        raise ApiError(400, "Bad Request: can't parse entities: unclosed tag")
    return parser.shown
