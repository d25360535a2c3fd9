"""What can go wrong while building or opening an index."""

from __future__ import annotations

from knowledge.errors import NotSetUpError, TongxingError


class IndexMissingError(NotSetUpError):
    """No index has been built yet."""


class IndexUnusableError(TongxingError):
    """An index cannot be built from what it was given, or cannot be read back."""
