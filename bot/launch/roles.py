"""What a process of the assistant does; on one machine one process does several things."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """One kind of work, of which any number of processes may run."""

    ACTIONS = "actions"
    DIALOGUE = "dialogue"
    WEB = "web"
    OUTBOX = "outbox"
    TELEGRAM = "telegram"
    WECHAT = "wechat"


SERVED_BY_WEB = frozenset({Role.WEB, Role.OUTBOX, Role.TELEGRAM, Role.WECHAT})
"""What one web process does when nothing is said."""
CONVERSING = frozenset({Role.WEB, Role.TELEGRAM, Role.WECHAT})
"""What needs the model and the dialogue's servers."""
