"""MHTML, a page saved with all its parts: the page is read, the parts are not."""

from __future__ import annotations

import re
from email import message_from_bytes
from email.message import Message

_HEAD = re.compile(
    rb"^(?:[\w-]+:[^\r\n]*\r?\n(?:[ \t][^\r\n]*\r?\n)*)*?MIME-Version:", re.IGNORECASE
)
_LOOKED_AT = 2000


def is_mhtml(data: bytes, suffix: str) -> bool:
    """Tell a saved page by its ending or by the head of a mail."""
    return suffix in {".mht", ".mhtml"} or bool(
        _HEAD.match(data[:_LOOKED_AT]) and b"multipart/related" in data[:_LOOKED_AT]
    )


def page_of(data: bytes) -> bytes | None:
    """Return the page of a saved file, decoded from its transfer encoding, or ``None``."""
    for part in message_from_bytes(data).walk():
        if part.get_content_type() == "text/html" and (page := _content(part)):
            return page
    return None


def _content(part: Message) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
