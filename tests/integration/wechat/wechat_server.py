"""A small WeChat server on loopback: tokens, the 48 hours and five messages, as strict as WeChat's.

It also calls the account the way WeChat does: signed, within five seconds, three times in all.
"""

from __future__ import annotations

import itertools
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

TEXT_BYTES = 2048
MESSAGES = 5


@dataclass
class Account:
    """Everything WeChat would know of one account."""

    app_id: str
    secret: str
    token: str = ""
    fetched: int = 0
    sent: list[tuple[str, str]] = field(default_factory=list)
    templates: list[dict[str, Any]] = field(default_factory=list)
    menus: list[dict[str, Any]] = field(default_factory=list)
    media: dict[str, bytes] = field(default_factory=dict)
    faults: list[Any] = field(default_factory=list)
    """Codes or bodies that answer the next calls of any method but the token's."""
    token_faults: list[Any] = field(default_factory=list)
    left: dict[str, int] = field(default_factory=dict)
    """How many messages a person may still be sent; nobody who never wrote."""

    def hears_from(self, person: str) -> None:
        self.left[person] = MESSAGES


class WeChatServer:
    """Serves every account; started once for all tests."""

    def __init__(self) -> None:
        self.accounts: dict[str, Account] = {}
        self._names = itertools.count(1)
        routes = [
            Route("/cgi-bin/stable_token", self._token, methods=["POST"]),
            Route("/cgi-bin/message/custom/send", self._send, methods=["POST"]),
            Route("/cgi-bin/message/template/send", self._template, methods=["POST"]),
            Route("/cgi-bin/menu/create", self._menu, methods=["POST"]),
            Route("/cgi-bin/media/get", self._media),
        ]
        config = uvicorn.Config(
            Starlette(routes=routes), port=0, log_level="critical", lifespan="off"
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    @contextmanager
    def running(self) -> Iterator[WeChatServer]:
        self._thread.start()
        while not self._server.started:
            time.sleep(0.005)
        try:
            yield self
        finally:
            self._server.should_exit = True
            self._thread.join(10)

    @property
    def address(self) -> str:
        port = self._server.servers[0].sockets[0].getsockname()[1]
        return f"http://127.0.0.1:{port}"

    def new_account(self) -> Account:
        number = next(self._names)
        account = Account(f"wx-test-{number}", f"secret-{number}")
        self.accounts[account.app_id] = account
        return account

    async def _token(self, request: Request) -> Response:
        asked = await request.json()
        account = self.accounts.get(asked["appid"])
        if account is None or account.secret != asked["secret"]:
            return _refused(40125, "invalid appsecret")
        if account.token_faults:
            return _answered(account.token_faults.pop(0))
        account.fetched += 1
        if asked["force_refresh"] or not account.token:
            account.token = f"{account.app_id}-token-{account.fetched}"
        return JSONResponse({"access_token": account.token, "expires_in": 7200})

    async def _send(self, request: Request) -> Response:
        account = self._account(request)
        if isinstance(account, Response):
            return account
        body = json.loads((await request.body()).decode())
        person, text = body["touser"], body["text"]["content"]
        if len(text.encode()) > TEXT_BYTES:
            return _refused(45002, "content size out of limit")
        if person not in account.left:
            return _refused(45015, "response out of time limit")
        if not account.left[person]:
            return _refused(45047, "out of response count limit")
        account.left[person] -= 1
        account.sent.append((person, text))
        return _refused(0, "ok")

    async def _template(self, request: Request) -> Response:
        account = self._account(request)
        if isinstance(account, Response):
            return account
        account.templates.append(await request.json())
        return _refused(0, "ok")

    async def _menu(self, request: Request) -> Response:
        account = self._account(request)
        if isinstance(account, Response):
            return account
        account.menus.append(await request.json())
        return _refused(0, "ok")

    async def _media(self, request: Request) -> Response:
        account = self._account(request)
        if isinstance(account, Response):
            return account
        content = account.media.get(request.query_params["media_id"])
        if content is None:
            return _refused(40007, "invalid media_id")
        return Response(content, media_type="image/jpeg")

    def _account(self, request: Request) -> Account | Response:
        token = request.query_params.get("access_token", "")
        for account in self.accounts.values():
            if token and token == account.token:
                return _answered(account.faults.pop(0)) if account.faults else account
        return _refused(40001, "invalid credential")


def _refused(code: int, reason: str) -> Response:
    return JSONResponse({"errcode": code, "errmsg": reason})


def _answered(fault: Any) -> Response:
    return _refused(fault, "fault") if isinstance(fault, int) else Response(fault)
