"""What can go wrong with a database; nothing was changed then."""

from __future__ import annotations

from knowledge.errors import TongxingError


class DatabaseError(TongxingError):
    """The database cannot be used."""


class DatabaseBusyError(DatabaseError):
    """Somebody else held it too long."""


class DatabaseDamagedError(DatabaseError):
    """What is stored cannot be read."""


class DatabaseNewerError(DatabaseError):
    """A newer version of this product made it."""


class DatabaseRefusedError(DatabaseError):
    """A key is taken, or a table does not allow the change."""
