"""What can go wrong with WeChat, for the log and the operator."""

from __future__ import annotations

from knowledge.errors import TongxingError


class WeChatError(TongxingError):
    """Something about the channel."""


class UnreadableMessageError(WeChatError):
    """What was delivered is no message of WeChat's."""


class CallFailedError(WeChatError):
    """A call to WeChat's server did not do what it should.

    Attributes:
        code: WeChat's own return code; ``None`` when there was no answer.
    """

    def __init__(self, method: str, code: int | None, reason: str) -> None:
        told = f"{code} {reason}" if code is not None else reason
        super().__init__(f"WeChat: {method}: {told}")
        self.code = code
