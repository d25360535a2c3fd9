from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI
from installation import Installation
from parent import Parent, until

from bot.channels.telegram.settings import TelegramSettings
from bot.channels.web.app import create_app
from knowledge.errors import ConfigurationError
from knowledge.settings import Config

BY_WEBHOOK = {"mode": "webhook", "webhook": {"url": "https://tongxing.example/"}}
PATH = "/telegram/webhook"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
QUESTION = "娃儿打疫苗在哪点"


class Caller:
    """Telegram's side of the webhook."""

    def __init__(self, http: httpx.AsyncClient, secret: str) -> None:
        self._http = http
        self.secret = secret

    async def calls(self, update: Any, secret: str | None = None) -> int:
        headers = {HEADER: (self.secret if secret is None else secret).encode()}
        answer = await self._http.post(PATH, json=update, headers=headers)
        return answer.status_code

    async def hands_over(self, parent: Parent) -> list[int]:
        """Call once per update that waits, as Telegram does."""
        updates, parent.bot.pending[:] = list(parent.bot.pending), []
        return [await self.calls(update) for update in updates]


@asynccontextmanager
async def listening(installation: Installation, **settings: Any) -> AsyncIterator[Caller]:
    async with installation.running(**BY_WEBHOOK, **settings) as channel:
        app = FastAPI()
        app.include_router(channel.routes)
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            assert installation.bot.webhook is not None
            yield Caller(http, str(installation.bot.webhook["secret_token"]))


@pytest.fixture
async def caller(installation: Installation) -> AsyncIterator[Caller]:
    async with listening(installation) as one:
        yield one


async def test_telegram_is_told_where_to_call_and_what_to_show(
    caller: Caller, installation: Installation
) -> None:
    webhook = installation.bot.webhook
    assert webhook is not None
    assert webhook["url"] == f"https://tongxing.example{PATH}"
    assert len(caller.secret) >= 32
    assert installation.bot.token not in str(webhook)
    assert "getUpdates" not in [name for name, _, _ in installation.bot.calls]


async def test_an_update_is_acknowledged_when_its_answer_is_out(
    caller: Caller, installation: Installation
) -> None:
    parent = installation.parent()
    parent.says(QUESTION)
    assert await caller.hands_over(parent) == [200]
    assert len(parent.bot.in_chat(parent.id)) == 1


async def test_the_same_update_again_changes_nothing(
    caller: Caller, installation: Installation
) -> None:
    parent = installation.parent()
    update = {"update_id": 77, "message": parent.message(text=QUESTION)}
    assert await asyncio.gather(*[caller.calls(update) for _ in range(3)]) == [200] * 3
    assert await caller.calls(update) == 200
    assert len(parent.bot.in_chat(parent.id)) == 1


@pytest.mark.parametrize("secret", ["", "wrong", "秘密"])
async def test_who_does_not_know_the_secret_is_turned_away(
    caller: Caller, installation: Installation, secret: str
) -> None:
    parent = installation.parent()
    update = {"update_id": 78, "message": parent.message(text=QUESTION)}
    assert await caller.calls(update, secret) == 403
    assert parent.bot.in_chat(parent.id) == []


@pytest.mark.parametrize("body", [[], "text", {}, {"update_id": "x"}, None])
async def test_what_is_no_update_is_refused(caller: Caller, body: Any) -> None:
    assert await caller.calls(body) == 400


async def test_an_update_that_cannot_be_read_is_not_sent_for_ever(
    caller: Caller, installation: Installation
) -> None:
    parent = installation.parent()
    update = {"update_id": 79, "message": parent.message(poll={"id": "1"})}
    assert await caller.calls(update) == 200
    [answer] = await parent.hears()
    assert "看不了" in answer.text


async def test_an_answer_that_cannot_be_sent_makes_telegram_call_again(
    caller: Caller, installation: Installation
) -> None:
    parent = installation.parent()
    parent.bot.fail("sendMessage", status=502, times=3)
    update = {"update_id": 80, "message": parent.message(text=QUESTION)}
    assert await caller.calls(update) == 503
    assert await caller.calls(update) == 200
    assert len(parent.bot.in_chat(parent.id)) == 1


async def test_a_bot_that_has_stopped_asks_to_call_later(installation: Installation) -> None:
    parent = installation.parent()
    async with installation.running(**BY_WEBHOOK) as channel:
        app = FastAPI()
        app.include_router(channel.routes)
        secret = str((installation.bot.webhook or {})["secret_token"])
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
        update = {"update_id": 81, "message": parent.message(text=QUESTION)}
        assert await Caller(http, secret).calls(update) == 503
    assert installation.bot.webhook is not None


async def test_polling_takes_the_webhook_away(installation: Installation) -> None:
    installation.bot.webhook = {"url": "https://old.example"}
    async with installation.running():
        await until(lambda: installation.bot.webhook is None)


def test_a_webhook_without_an_https_address_is_refused() -> None:
    values = {"telegram": {"mode": "webhook", "webhook": {"url": "http://tongxing.example"}}}
    config = Config(path=Path("config.yml"), home=Path("var"), values=values)
    with pytest.raises(ConfigurationError, match="https"):
        config.section("telegram", TelegramSettings)


async def test_the_web_process_serves_the_webhook_only_when_it_is_configured(
    installation: Installation,
) -> None:
    config = installation.config
    for telegram, status in (({}, 404), (BY_WEBHOOK, 403)):
        values = {**config.values, "telegram": telegram}
        app = create_app(Config(config.path, config.home, values), background=())
        transport = httpx.ASGITransport(app)
        async with httpx.AsyncClient(transport=transport, base_url="http://test") as http:
            answer = await http.post(PATH, json={"update_id": 1})
        assert answer.status_code == status
        await app.state.site.close()
