"""The vectors of the questions asked last, in memory only.

People ask the same things in the same words, a message is read again with its topic before it, and
at the call screen every key repeats the clauses before it. A vector depends on its text alone
(``OnnxEncoder.encode``), so one that is kept is the one that would be made.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from hashlib import blake2b
from threading import Lock

import numpy as np
import numpy.typing as npt

Vectors = npt.NDArray[np.float32]
Encode = Callable[[list[str]], Vectors]

_DIGEST_BYTES = 16


class RecentVectors:
    """A bounded number of vectors, those used last; safe for several threads.

    No text is kept, only its digest: what people write is nobody's to find in memory.
    """

    def __init__(self, most: int) -> None:
        """Take how many are kept; 0 keeps none."""
        self._most = most
        self._kept: OrderedDict[bytes, Vectors] = OrderedDict()
        self._lock = Lock()

    def vectors(self, texts: Sequence[str], encode: Encode) -> Vectors:
        """Return the vectors of some texts, at least one; only what is new is encoded."""
        keys = [_digest(text) for text in texts]
        known = self._known(keys)
        new = {key: text for key, text in zip(keys, texts, strict=True) if key not in known}
        if new:
            made = dict(zip(new, encode(list(new.values())), strict=True))
            self._keep(made)
            known |= made
        return np.stack([known[key] for key in keys])

    def __len__(self) -> int:
        return len(self._kept)

    def _known(self, keys: Sequence[bytes]) -> dict[bytes, Vectors]:
        with self._lock:
            found = {key: self._kept[key] for key in keys if key in self._kept}
            for key in found:
                self._kept.move_to_end(key)
        return found

    def _keep(self, made: dict[bytes, Vectors]) -> None:
        with self._lock:
            # A row of its own: a view would keep the whole batch alive.
            self._kept.update((key, vector.copy()) for key, vector in made.items())
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)


def _digest(text: str) -> bytes:
    return blake2b(text.encode("utf-8", "surrogatepass"), digest_size=_DIGEST_BYTES).digest()
