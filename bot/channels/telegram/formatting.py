"""Plain text to Telegram's HTML: a bold title, everything escaped, the source folded away."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator
from itertools import groupby

from bot.channels.splitting import MESSAGE, split
from bot.channels.telegram.texts import texts

_TITLE = re.compile(r"[【\[](?P<title>[^】\]\n]{1,80})[】\]]")


def as_messages(text: str, limit: int = MESSAGE) -> list[str]:
    """Return a reply as the HTML of one or more messages; tags never reach over a cut."""
    return [as_html(piece) for piece in split(text, limit)]


def as_html(text: str) -> str:
    """Return one message's HTML."""
    return "\n".join(_blocks(text.split("\n")))


def _blocks(lines: Iterable[str]) -> Iterator[str]:
    for is_source, group in groupby(lines, key=_is_source):
        rendered = "\n".join(_line(line) for line in group)
        yield f"<blockquote expandable>{rendered}</blockquote>" if is_source else rendered


def _is_source(line: str) -> bool:
    return line.startswith(texts().source_lines)


def _line(line: str) -> str:
    # Telegram knows no &#x27;, and quotes outside attributes need no escape.
    escaped = html.escape(line, quote=False)
    return _TITLE.sub(lambda found: f"<b>{found['title']}</b>　", escaped, count=1)
