"""A signed webhook to a department's own system.

The receiver checks ``X-Tongxing-Signature: sha256=<hex>``, the HMAC-SHA256 over
``<X-Tongxing-Timestamp>.<body>`` with the shared secret, and drops an ``Idempotency-Key`` it has
seen before.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from actions.requests.delivery.messages import DeliveryFailed, OutgoingMessage

_TOO_MANY = 429
_TIMEOUT = 408


class WebhookDeliverer:
    """Posts JSON; a 2xx answer is a delivery."""

    repeatable = True

    def __init__(self, secret: str, timeout_seconds: float) -> None:
        self._secret = secret.encode()
        self._timeout = timeout_seconds

    def deliver(self, message: OutgoingMessage) -> str:
        """Post the message and return the status; a 4xx is final (408 and 429 are not)."""
        body = self._body(message)
        try:
            answer = httpx.post(
                message.address,
                content=body,
                headers=self._headers(message, body),
                timeout=self._timeout,
            )
        except httpx.InvalidURL as error:
            raise DeliveryFailed("回调地址不对", permanent=True) from error
        except httpx.HTTPError as error:
            raise DeliveryFailed("回调地址连不上") from error
        if not answer.is_success:
            final = 400 <= answer.status_code < 500
            final = final and answer.status_code not in (_TIMEOUT, _TOO_MANY)
            raise DeliveryFailed(
                f"回调返回{answer.status_code}",
                permanent=final,
                retry_after=seconds_asked(answer.headers.get("Retry-After", "")),
                answer=str(answer.status_code),
            )
        return str(answer.status_code)

    def _body(self, message: OutgoingMessage) -> bytes:
        content = {
            "id": message.id,
            "number": message.number,
            "department": message.target,
            "subject": message.subject,
            "text": message.text,
            "queued_at": message.queued_at,
            "county": message.about.county,
            "services": list(message.about.services),
            "due_at": message.about.due_at,
            "link": message.about.link,
        }
        return json.dumps(content, ensure_ascii=False).encode()

    def _headers(self, message: OutgoingMessage, body: bytes) -> dict[str, str]:
        stamp = str(int(time.time()))
        signature = hmac.new(self._secret, stamp.encode() + b"." + body, hashlib.sha256)
        return {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": message.id,
            "X-Tongxing-Timestamp": stamp,
            "X-Tongxing-Signature": f"sha256={signature.hexdigest()}",
        }


def seconds_asked(header: str) -> float | None:
    """Return the wait of a ``Retry-After`` header: seconds or a date (RFC 9110, 10.2.3)."""
    text = header.strip()
    if text.isascii() and text.isdigit():
        return float(text)
    try:
        until = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    if until.tzinfo is None:
        until = until.replace(tzinfo=UTC)
    return max(0.0, (until - datetime.now(UTC)).total_seconds())
