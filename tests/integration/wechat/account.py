"""One account of an installation under test, and the people who write to it."""

from __future__ import annotations

import asyncio
import itertools
import secrets
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from wechat_server import Account, WeChatServer

from actions.requests import RequestDesk
from bot.channels.wechat.encryption import Encryption
from bot.channels.wechat import settings
from bot.channels.wechat.application import WeChatApplication, open_wechat
from bot.channels.wechat.messages import read_xml
from bot.channels.wechat.signing import signature
from bot.dialogue import Dialogue
from knowledge.base import KnowledgeBase
from knowledge.settings import Config

TOKEN = "test-token"
AES_KEY = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
NOBODY = 9
"""A port where no dialogue server listens: answers come from retrieval alone, at once."""

_numbers = itertools.count(1)


class Installed:
    """A state folder with a desk, an account at the server, and the channel to start and stop."""

    def __init__(
        self, config: Config, knowledge: KnowledgeBase, account: Account, port: int
    ) -> None:
        self.config = config
        self.knowledge = knowledge
        self.account = account
        self.port = port
        self.desk = RequestDesk.open(config, knowledge.catalogue)
        self.app = FastAPI()

    @classmethod
    def at(
        cls,
        server: WeChatServer,
        config: Config,
        knowledge: KnowledgeBase,
        patch: pytest.MonkeyPatch,
        port: int = NOBODY,
    ) -> Installed:
        """Prepare an installation with an account of its own at the server."""
        account = server.new_account()
        patch.setenv(settings.APP_ID, account.app_id)
        patch.setenv(settings.SECRET, account.secret)
        patch.setenv(settings.TOKEN, TOKEN)
        patch.setenv(settings.AES_KEY, AES_KEY)
        patch.setenv(settings.API, server.address)
        return cls(config, knowledge, account, port)

    @asynccontextmanager
    async def running(self, **changed: Any) -> AsyncIterator[WeChatApplication]:
        quick = {"push_seconds": 0.1, "messages_per_minute": 1000, "timeout_seconds": 2}
        values = {
            **self.config.values,
            "wechat": {**quick, **changed},
            "web": {"public_url": "https://tongxing.example"},
        }
        config = replace(self.config, values=values)
        dialogue = Dialogue.open(config, self.knowledge, self.desk, port=self.port)
        channel = open_wechat(config, self.knowledge, self.desk, dialogue, lambda page: None)
        assert channel is not None
        self.app = FastAPI()
        self.app.include_router(channel.routes)
        task = asyncio.create_task(channel.run())
        try:
            await until(lambda: channel.is_on or task.done())
            yield channel
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
            await dialogue.close()


class Person:
    """Somebody with WeChat on the phone."""

    def __init__(self, installed: Installed, name: str) -> None:
        self.installed = installed
        self.name = name

    async def says(self, text: str, **values: str) -> str:
        return await self.sends("text", Content=text, **values)

    async def sends(self, kind: str, **values: str) -> str:
        """Have something delivered and return the text replied, empty when there is none."""
        answer = await self.delivers(xml_of(self.name, kind, values))
        assert answer.status_code == 200, answer.text
        return "" if answer.text == "success" else read_xml(answer.text)["Content"]

    async def delivers(self, body: str, **query: str) -> httpx.Response:
        stamp, nonce = str(int(time.time())), secrets.token_hex(4)
        signed = {
            "signature": signature(TOKEN, stamp, nonce),
            "timestamp": stamp,
            "nonce": nonce,
        }
        self.installed.account.hears_from(self.name)
        transport = httpx.ASGITransport(self.installed.app)
        async with httpx.AsyncClient(transport=transport, base_url="http://wechat") as client:
            return await client.post("/wechat", params={**signed, **query}, content=body.encode())

    async def delivers_sealed(self, text: str) -> httpx.Response:
        """Deliver a text in the encrypted mode."""
        sealed = Encryption(AES_KEY, self.installed.account.app_id)
        packet = sealed.seal(xml_of(self.name, "text", {"Content": text}))
        body = f"<xml><ToUserName>gh</ToUserName><Encrypt>{packet}</Encrypt></xml>"
        stamp, nonce = str(int(time.time())), secrets.token_hex(4)
        return await self.delivers(
            body,
            encrypt_type="aes",
            timestamp=stamp,
            nonce=nonce,
            signature=signature(TOKEN, stamp, nonce),
            msg_signature=signature(TOKEN, stamp, nonce, packet),
        )

    async def hears(self, count: int = 1) -> list[str]:
        """Return the customer-service messages that came, once there are so many."""
        await until(lambda: len(self.heard) >= count)
        return self.heard

    @property
    def heard(self) -> list[str]:
        return [text for person, text in self.installed.account.sent if person == self.name]


def xml_of(person: str, kind: str, values: dict[str, str]) -> str:
    elements = {
        "ToUserName": "gh_account",
        "FromUserName": person,
        "CreateTime": str(int(time.time())),
        "MsgType": kind,
    }
    if kind != "event":
        elements["MsgId"] = str(next(_numbers))
    elements |= values
    inner = "".join(f"<{name}><![CDATA[{value}]]></{name}>" for name, value in elements.items())
    return f"<xml>{inner}</xml>"


async def until(holds: Any, seconds: float = 30) -> None:
    """Wait until something holds; a test fails only when it never does."""
    for _ in range(int(seconds / 0.01)):
        if holds():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it never came about")
