"""``tongxing doctor`` asks the servers that messages go through, and says what they answer."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Message
from aiosmtpd.smtp import AuthResult
from bot_api import BotApi
from wechat_server import WeChatServer

from bot.channels.telegram.settings import API, TOKEN
from bot.channels.terminal.findings import State
from bot.channels.terminal.reaching import mail_server, telegram, wechat
from bot.channels.wechat import settings
from knowledge.settings import Config, load_config

NOBODY = "http://127.0.0.1:9"
WRONG_TOKEN = "1:" + "A" * 35


def test_telegram_is_reached_or_it_is_said_why_not(
    bot_api: BotApi, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv(TOKEN, raising=False)
    assert telegram().state is State.OFF
    token = bot_api.new_bot().token
    monkeypatch.setenv(TOKEN, token)
    monkeypatch.setenv(API, bot_api.address)
    reached = telegram()
    assert (reached.state, "@" in reached.told) == (State.FINE, True)
    monkeypatch.setenv(API, NOBODY)
    away = telegram()
    assert (away.state, away.told) == (State.WRONG, f"{NOBODY} is not reached")
    monkeypatch.setenv(API, bot_api.address)
    monkeypatch.setenv(TOKEN, WRONG_TOKEN)
    refused = telegram()
    assert (refused.state, refused.told) == (State.WRONG, "the token is refused")
    assert all(token not in found.told for found in (reached, away, refused))


class Postmaster(Message):
    def handle_message(self, message: object) -> None:
        raise AssertionError("nothing may be sent")


@pytest.fixture
def port() -> Iterator[int]:
    """A mail server that lets one password in."""

    def authenticate(*about: object) -> AuthResult:
        return AuthResult(
            success=about[-1].password == b"right",
            handled=False,
        )  # type: ignore[attr-defined]

    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        place = free.getsockname()[1]
    server = Controller(
        Postmaster(),
        hostname="127.0.0.1",
        port=place,
        authenticator=authenticate,
        auth_require_tls=False,
    )
    server.start()
    yield place
    server.stop()


@pytest.fixture
def told_by_mail(port: int) -> Callable[..., Config]:
    def configured(**smtp: object) -> Config:
        real = load_config()
        requests = real.values["requests"] | {
            "departments": {"education": {"channel": "smtp", "address": "a@education.example"}},
            "smtp": {"port": port, "user": "tongxing", **smtp},
        }
        return replace(real, values={**real.values, "requests": requests})

    return configured


def test_the_mail_server_is_signed_in_to_and_sent_nothing(
    told_by_mail: Callable[..., Config], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert mail_server(load_config()).state is State.OFF
    monkeypatch.setenv("TONGXING_SMTP_PASSWORD", "right")
    assert mail_server(told_by_mail()).state is State.FINE
    monkeypatch.setenv("TONGXING_SMTP_PASSWORD", "wrong")
    refused = mail_server(told_by_mail())
    assert refused.state is State.WRONG
    assert "refuses the sign-in" in refused.told
    assert "wrong" not in refused.told
    away = mail_server(told_by_mail(port=9))
    assert away.state is State.WRONG
    assert "127.0.0.1:9 is not reached" in away.told


def test_wechat_is_reached_or_it_is_said_why_not(
    wechat_server: WeChatServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (settings.APP_ID, settings.SECRET, settings.TOKEN):
        monkeypatch.delenv(name, raising=False)
    assert wechat().state is State.OFF
    account = wechat_server.new_account()
    monkeypatch.setenv(settings.APP_ID, account.app_id)
    monkeypatch.setenv(settings.SECRET, account.secret)
    monkeypatch.setenv(settings.TOKEN, "token-of-the-tests")
    monkeypatch.setenv(settings.API, wechat_server.address)
    reached = wechat()
    assert (reached.state, account.app_id in reached.told) == (State.FINE, True)
    monkeypatch.setenv(settings.API, NOBODY)
    away = wechat()
    assert (away.state, "no answer" in away.told) == (State.WRONG, True)
    monkeypatch.setenv(settings.API, wechat_server.address)
    monkeypatch.setenv(settings.SECRET, "wrong secret")
    refused = wechat()
    assert (refused.state, "invalid appsecret" in refused.told) == (State.WRONG, True)
    secrets = (account.secret, "wrong secret")
    assert all(one not in found.told for found in (reached, away, refused) for one in secrets)
