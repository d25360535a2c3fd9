"""What staff may do with a request: one function per form of the desk."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from actions.requests import Actor, RequestDesk, ServiceRequest


@dataclass(frozen=True)
class Filled:
    """What a form of the desk holds; each move takes what it needs."""

    reason: str = ""
    department: str = ""
    code: str = "other"
    days: int = 0


Move = Callable[[RequestDesk, str, Actor, Filled], ServiceRequest]

MOVES: dict[str, Move] = {
    "acknowledge": lambda desk, n, by, f: desk.acknowledge(n, by=by, reason=f.reason),
    "start": lambda desk, n, by, f: desk.start(n, by=by, reason=f.reason),
    "transfer": lambda desk, n, by, f: desk.transfer(n, f.department, by=by, reason=f.reason),
    "send_back": lambda desk, n, by, f: desk.send_back(n, by=by, reason=f.reason, code=f.code),
    "request_extension": lambda desk, n, by, f: desk.request_extension(
        n, f.days, by=by, reason=f.reason
    ),
    "approve_extension": lambda desk, n, by, f: desk.decide_extension(
        n, approve=True, by=by, reason=f.reason
    ),
    "resolve": lambda desk, n, by, f: desk.resolve(n, by=by, reason=f.reason),
    "follow_up": lambda desk, n, by, f: desk.follow_up(n, by=by, reason=f.reason),
    "archive": lambda desk, n, by, f: desk.archive(n, by=by, reason=f.reason),
    "reopen": lambda desk, n, by, f: desk.reopen(n, by=by, reason=f.reason),
    "supervise": lambda desk, n, by, f: desk.supervise(n, by=by, reason=f.reason),
    "withdraw": lambda desk, n, by, f: desk.withdraw(n, by=by, reason=f.reason),
    "add_note": lambda desk, n, by, f: desk.add_note(n, f.reason, by=by),
}
"""By the name of the action in ``lifecycle.yml``."""
