"""The numbers of WeChat's protocol, each with the page of its documentation it is from.

All pages lie under ``developers.weixin.qq.com/doc/service/guide/product/message``:
接收普通消息 (receiving), 被动回复 (passive replies), 发送客服消息 (customer-service messages),
and 返回码 (return codes).
"""

from __future__ import annotations

ANSWER_SECONDS = 5.0
"""WeChat closes the connection and delivers again, three times in all (接收普通消息)."""

TEXT_BYTES = 2048
"""The longest text of a reply or customer-service message, in UTF-8 (被动回复)."""

WINDOW_SECONDS = 48 * 3600.0
"""After a person wrote, customer-service messages may be sent this long (发送客服消息)."""

MESSAGES_IN_WINDOW = 5
"""So many of them for each message a person wrote (发送客服消息)."""

DELIVERIES_KEPT_SECONDS = 600.0
"""WeChat's own repetitions end within a minute; what was settled is known for longer."""

TOKEN_MARGIN_SECONDS = 300.0
"""A token is renewed so long before it ends: the old one stays good for five minutes (稳定版)."""

OK = 0
BUSY = -1
BAD_TOKEN = frozenset({40001, 40014, 42001})
"""The token is wrong or has ended: it is fetched anew, once."""
GONE = frozenset({40003, 43004})
"""No such person, or one who has left (unsubscribed)."""
WINDOW_CLOSED = frozenset({45015, 45047})
"""48 hours are over, or five messages were sent."""
TOO_OFTEN = frozenset({45009, 45011})
"""A quota of calls is used up: later it works again."""
NOT_ALLOWED = frozenset({48001, 50002})
"""The account has no right to this interface."""
