"""What a process of the assistant does; on one machine one process does several things."""

from __future__ import annotations

from enum import StrEnum

from actions.requests.model import MESSENGERS


class Role(StrEnum):
    """One kind of work, of which any number of processes may run."""

    ACTIONS = "actions"
    DIALOGUE = "dialogue"
    WEB = "web"
    OUTBOX = "outbox"


ROLES = tuple(map(str, (*Role, *MESSENGERS)))
"""Every kind of work; a messenger is one of its own, by its name."""
SERVED_BY_WEB: frozenset[str] = frozenset({Role.WEB, Role.OUTBOX, *MESSENGERS})
"""What one web process does when nothing is said."""
CONVERSING: frozenset[str] = frozenset({Role.WEB, *MESSENGERS})
"""What needs the model and the dialogue's servers."""
