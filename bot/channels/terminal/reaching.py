"""Whether the servers that messages go through are reached, and take what they are shown."""

from __future__ import annotations

import asyncio
import os

import aiosmtplib
import httpx

from actions.requests import RequestsSettings
from actions.requests.delivery.transports import SMTP_PASSWORD
from actions.requests.settings import Smtp
from bot.channels.telegram.settings import TOKEN, access_from_environment
from bot.channels.terminal.findings import Finding, State
from bot.channels.wechat.api import WeChatApi
from bot.channels.wechat.errors import CallFailedError
from bot.channels.wechat.settings import TOKEN as WECHAT_TOKEN
from bot.channels.wechat.settings import Access
from bot.channels.wechat.settings import access_from_environment as wechat_access
from knowledge.errors import TongxingError
from knowledge.settings import Config

_SECONDS = 10.0
_UNAUTHORIZED = (401, 404)


def telegram() -> Finding:
    """Ask Telegram whose token it is; the token itself is never shown."""
    try:
        access = access_from_environment()
    except TongxingError as error:
        return Finding("Telegram", State.WRONG, str(error), "docs/operators.md")
    if access is None:
        return Finding("Telegram", State.OFF, f"is off: {TOKEN} is not set")
    try:
        reply = httpx.get(f"{access.api}/bot{access.token}/getMe", timeout=_SECONDS)
        name = reply.json()["result"]["username"] if reply.is_success else ""
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, KeyError, TypeError):
        return Finding("Telegram", State.WRONG, f"{access.api} is not reached", "check the network")
    if reply.status_code in _UNAUTHORIZED:
        return Finding("Telegram", State.WRONG, "the token is refused", f"set {TOKEN} anew")
    if not name:
        told = f"{access.api} answers {reply.status_code}"
        return Finding("Telegram", State.WRONG, told, "try again later")
    return Finding("Telegram", State.FINE, f"reached as @{name}")


def wechat() -> Finding:
    """Fetch a token as for a call, and make none; the secret is never shown."""
    try:
        access = wechat_access()
    except TongxingError as error:
        return Finding("WeChat", State.WRONG, str(error), "docs/wechat.md")
    if access is None:
        return Finding("WeChat", State.OFF, f"is off: {WECHAT_TOKEN} is not set")
    try:
        asyncio.run(_fetched(access))
    except CallFailedError as error:
        told = f"{access.api} does not let account {access.app_id} in ({error})"
        return Finding("WeChat", State.WRONG, told, "docs/wechat.md")
    mode = "encrypted" if access.aes_key else "plain"
    return Finding("WeChat", State.FINE, f"reached as account {access.app_id}, {mode} mode")


async def _fetched(access: Access) -> None:
    api = WeChatApi(access, _SECONDS)
    try:
        await api.check()
    finally:
        await api.close()


def mail_server(config: Config) -> Finding:
    """Sign in at the mail server as for sending, and send nothing."""
    settings = config.section("requests", RequestsSettings)
    told_by_mail = [*settings.departments.values(), settings.duty]
    if not any(one.channel == "smtp" for one in told_by_mail):
        return Finding("mail", State.OFF, "nobody is told by mail")
    smtp = settings.smtp
    where = f"{smtp.host}:{smtp.port}"
    try:
        asyncio.run(_signed_in(smtp, os.environ.get(SMTP_PASSWORD, "")))
    except aiosmtplib.SMTPAuthenticationError:
        told = f"{where} refuses the sign-in of {smtp.user}"
        return Finding("mail", State.WRONG, told, f"check requests.smtp.user and {SMTP_PASSWORD}")
    except (aiosmtplib.SMTPException, OSError) as error:
        told = f"{where} is not reached ({type(error).__name__})"
        return Finding("mail", State.WRONG, told, "check requests.smtp in config.yml")
    return Finding("mail", State.FINE, f"{where} is reached")


async def _signed_in(smtp: Smtp, password: str) -> None:
    client = aiosmtplib.SMTP(
        hostname=smtp.host,
        port=smtp.port,
        start_tls=smtp.starttls,
        username=smtp.user or None,
        password=password or None,
        timeout=smtp.timeout_seconds,
    )
    async with client:
        await client.noop()
