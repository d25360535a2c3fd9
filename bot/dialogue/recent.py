"""The last words of each conversation, masked and in memory only.

They are written down when a person is asked for, so that whoever comes knows what was said; a
conversation in which nobody is asked for leaves nothing behind.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, deque
from collections.abc import Iterable

from actions.staff.handover_reading import Who

_CONVERSATIONS = 2_000
_WORDS = 20


class RecentWords:
    """A bounded number of bounded conversations; safe for several threads."""

    def __init__(self) -> None:
        self._said: OrderedDict[str, deque[tuple[Who, str]]] = OrderedDict()
        self._lock = threading.Lock()

    def add(self, sender: str, said: Iterable[tuple[Who, str]]) -> None:
        """Remember what was said in a hashed sender's conversation."""
        with self._lock:
            known = self._said.setdefault(sender, deque(maxlen=_WORDS))
            known.extend((who, text) for who, text in said if text)
            self._said.move_to_end(sender)
            while len(self._said) > _CONVERSATIONS:
                self._said.popitem(last=False)

    def of(self, sender: str) -> list[tuple[Who, str]]:
        """Return what was said last, oldest first."""
        with self._lock:
            return list(self._said.get(sender, ()))

    def forget(self, sender: str) -> None:
        """Drop a conversation."""
        with self._lock:
            self._said.pop(sender, None)
