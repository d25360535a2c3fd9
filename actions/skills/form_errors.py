"""Errors in a form that may be logged: what and where, never what a person wrote."""

from __future__ import annotations

import traceback
from pathlib import Path

from knowledge.errors import TongxingError


def describe(error: Exception) -> str:
    """Return an error's kind and place; its message only where it is written for people."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f" at {Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else ""
    if isinstance(error, TongxingError):
        return f"{type(error).__name__}{place}: {error}"
    return f"{type(error).__name__}{place}"
