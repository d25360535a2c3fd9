"""What ``tongxing doctor`` finds."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class State(StrEnum):
    """How a check came out; only ``WRONG`` makes the command fail."""

    FINE = "ok"
    OFF = "off"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """What one check found; ``mend`` says what to do, where there is something to do."""

    check: str
    state: State
    told: str
    mend: str = ""
