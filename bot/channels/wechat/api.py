"""Calls to WeChat's server."""

from __future__ import annotations

import json
from typing import Any

import httpx

from bot.channels.wechat.errors import CallFailedError
from bot.channels.wechat.limits import BAD_TOKEN, OK
from bot.channels.wechat.settings import Access
from bot.channels.wechat.tokens import AccessToken

_TOKEN = "/cgi-bin/stable_token"  # a path, no token
_SEND = "/cgi-bin/message/custom/send"
_TEMPLATE = "/cgi-bin/message/template/send"
_MENU = "/cgi-bin/menu/create"
_MEDIA = "/cgi-bin/media/get"


class WeChatApi:
    """One account at WeChat's server.

    Every call raises :class:`CallFailedError` when there is no answer or a bad return code.
    """

    def __init__(self, access: Access, timeout_seconds: float) -> None:
        """Take the account and how long a call may take."""
        self._access = access
        self._http = httpx.AsyncClient(base_url=access.api, timeout=timeout_seconds)
        self._token = AccessToken(self._fetch_token)

    async def close(self) -> None:
        """Let go of the connections."""
        await self._http.aclose()

    async def check(self) -> None:
        """Fetch a token if none is at hand: proves that server, account and secret fit."""
        await self._token.get()

    async def send_text(self, person: str, text: str) -> None:
        """Send a customer-service message."""
        await self._post(_SEND, {"touser": person, "msgtype": "text", "text": {"content": text}})

    async def send_template(
        self, person: str, template: str, data: dict[str, str], url: str
    ) -> None:
        """Send a template message; ``data`` fills its fields, ``url`` opens when it is tapped."""
        fields = {name: {"value": value} for name, value in data.items()}
        message = {"touser": person, "template_id": template, "data": fields}
        await self._post(_TEMPLATE, message | ({"url": url} if url else {}))

    async def put_menu(self, buttons: list[dict[str, Any]]) -> None:
        """Put up the menu under the message field."""
        await self._post(_MENU, {"button": buttons})

    async def media(self, media_id: str, longest: int) -> bytes:
        """Return a picture that a person sent, of at most ``longest`` bytes."""
        token = await self._token.get()
        params = {"access_token": token, "media_id": media_id}
        try:
            async with self._http.stream("GET", _MEDIA, params=params) as answer:
                content = await _read(answer, longest)
                is_error = "json" in answer.headers.get("content-type", "")
        except httpx.HTTPError as error:
            raise _unreachable(_MEDIA, error) from error
        if is_error:
            _check(_MEDIA, _parsed(_MEDIA, content))
        return content

    async def _post(self, method: str, body: dict[str, Any]) -> None:
        token = await self._token.get()
        try:
            await self._call(method, body, token)
        except CallFailedError as error:
            if error.code not in BAD_TOKEN:
                raise
            await self._call(method, body, await self._token.get(refused=token))

    async def _fetch_token(self, was_refused: bool) -> tuple[str, float]:
        asked = {
            "grant_type": "client_credential",
            "appid": self._access.app_id,
            "secret": self._access.secret,
            "force_refresh": was_refused,
        }
        answer = await self._call(_TOKEN, asked, None)
        try:
            return str(answer["access_token"]), float(answer["expires_in"])
        except (KeyError, TypeError, ValueError) as error:
            raise CallFailedError(_TOKEN, None, "an answer without a token") from error

    async def _call(self, method: str, body: dict[str, Any], token: str | None) -> dict[str, Any]:
        # WeChat takes \u escapes for the text itself: the characters have to be sent as they are.
        content = json.dumps(body, ensure_ascii=False).encode("utf-8", "replace")
        try:
            answer = await self._http.post(
                method,
                params={"access_token": token} if token else None,
                content=content,
                headers={"Content-Type": "application/json; charset=utf-8"},
            )
        except httpx.HTTPError as error:
            raise _unreachable(method, error) from error
        return _check(method, _parsed(method, answer.content))


def _parsed(method: str, content: bytes) -> dict[str, Any]:
    try:
        parsed = json.loads(content)
    except ValueError as error:
        raise CallFailedError(method, None, "an answer that is no JSON") from error
    if not isinstance(parsed, dict):
        raise CallFailedError(method, None, "an answer that is no object")
    return parsed


def _check(method: str, answer: dict[str, Any]) -> dict[str, Any]:
    code = answer.get("errcode", OK)
    if code != OK:
        raise CallFailedError(method, int(code), str(answer.get("errmsg", ""))[:80])
    return answer


def _unreachable(method: str, error: httpx.HTTPError) -> CallFailedError:
    # The address carries the token, so only the kind of error is told.
    return CallFailedError(method, None, f"no answer ({type(error).__name__})")


async def _read(answer: httpx.Response, longest: int) -> bytes:
    content = bytearray()
    async for chunk in answer.aiter_bytes():
        content += chunk
        if len(content) > longest:
            raise CallFailedError(_MEDIA, None, "too large")
    return bytes(content)
