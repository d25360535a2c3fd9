"""``/wechat``: the address that WeChat calls."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable

from fastapi import APIRouter, Request
from fastapi.responses import PlainTextResponse, Response

from bot.channels.wechat.encryption import Encryption
from bot.channels.wechat.errors import UnreadableMessageError
from bot.channels.wechat.intake import Intake
from bot.channels.wechat.messages import envelope_xml, read_delivery, read_xml, reply_xml
from bot.channels.wechat.settings import PATH, Access
from bot.channels.wechat.signing import is_signed, signature

_NOTHING = "success"  # what WeChat takes for: received, no reply
_BAD, _FORBIDDEN, _LATER = 400, 403, 503
_XML = "application/xml"


def webhook_routes(access: Access, intake: Callable[[], Intake | None]) -> APIRouter:
    """Return the routes WeChat calls.

    Args:
        access: the account.
        intake: takes the deliveries; ``None`` while the channel is stopping.
    """
    router = APIRouter(include_in_schema=False)
    encryption = Encryption(access.aes_key, access.app_id) if access.aes_key else None

    @router.get(PATH)
    def prove(request: Request) -> Response:
        """Answer the check that WeChat makes when the address is entered."""
        if not _is_from_wechat(request, access.token):
            return PlainTextResponse("签名不对", status_code=_FORBIDDEN)
        return PlainTextResponse(request.query_params.get("echostr", ""))

    @router.post(PATH)
    async def receive(request: Request) -> Response:
        if not _is_from_wechat(request, access.token):
            return PlainTextResponse("签名不对", status_code=_FORBIDDEN)
        taking = intake()
        if taking is None:
            return Response(status_code=_LATER)
        try:
            body = (await request.body()).decode("utf-8", "replace")
            sealed = encryption if request.query_params.get("encrypt_type") == "aes" else None
            delivery = read_delivery(read_xml(_opened(body, request, access.token, sealed)))
        except UnreadableMessageError as error:
            return PlainTextResponse(str(error), status_code=_BAD)
        said = await taking.reply_to(delivery)
        if not said:
            return PlainTextResponse(_NOTHING)
        reply = reply_xml(delivery, said)
        return Response(_sealed(reply, access.token, sealed) if sealed else reply, media_type=_XML)

    return router


def _is_from_wechat(request: Request, token: str) -> bool:
    shown = request.query_params
    return is_signed(
        shown.get("signature", ""), token, shown.get("timestamp", ""), shown.get("nonce", "")
    )


def _opened(body: str, request: Request, token: str, encryption: Encryption | None) -> str:
    """Return the message inside a body: itself in plain mode."""
    if encryption is None:
        return body
    packet = read_xml(body).get("Encrypt", "")
    shown = request.query_params
    parts = (token, shown.get("timestamp", ""), shown.get("nonce", ""), packet)
    if not is_signed(shown.get("msg_signature", ""), *parts):
        raise UnreadableMessageError("the signature of the encrypted message is wrong")
    return encryption.open(packet)


def _sealed(reply: str, token: str, encryption: Encryption) -> str:
    packet, stamp, nonce = encryption.seal(reply), str(int(time.time())), secrets.token_hex(8)
    return envelope_xml(packet, signature(token, stamp, nonce, packet), stamp, nonce)
