"""What PostgreSQL's errors come down to; each tree of errors has words of its own for it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Mapping
from enum import StrEnum

import psycopg
from psycopg import errors

from knowledge.errors import TongxingError


class Trouble(StrEnum):
    """What went wrong, as far as somebody can do something about it."""

    REFUSED = "refused"
    BUSY = "busy"
    FULL = "full"
    DAMAGED = "damaged"
    AWAY = "away"
    OTHER = "other"


# The first that fits: the later kinds hold the earlier ones.
_TROUBLES: tuple[tuple[Trouble, tuple[type[psycopg.Error], ...]], ...] = (
    (Trouble.REFUSED, (psycopg.IntegrityError, psycopg.DataError)),
    (
        Trouble.BUSY,
        (
            errors.LockNotAvailable,
            errors.QueryCanceled,
            errors.DeadlockDetected,
            errors.SerializationFailure,
            errors.TooManyConnections,
        ),
    ),
    (Trouble.FULL, (errors.DiskFull, errors.OutOfMemory, errors.ReadOnlySqlTransaction)),
    (Trouble.DAMAGED, (errors.DataCorrupted, errors.IndexCorrupted)),
    (Trouble.AWAY, (psycopg.OperationalError,)),
)


@contextlib.contextmanager
def explained(
    place: str, words: Mapping[Trouble, tuple[type[TongxingError], str]]
) -> Iterator[None]:
    """Turn psycopg's errors into this product's.

    Args:
        place: what the message begins with; never the whole address, which holds a password.
        words: the error of each trouble and what it tells; ``{said}`` is what the server says.
    """
    try:
        yield
    except psycopg.Error as error:
        kind, told = words[trouble_of(error)]
        raise kind(f"{place}: {told.format(said=_said(error))}") from error


def trouble_of(error: psycopg.Error) -> Trouble:
    """Return what an error comes down to."""
    return next((name for name, kinds in _TROUBLES if isinstance(error, kinds)), Trouble.OTHER)


def _said(error: psycopg.Error) -> str:
    """Return what the server says, without the row it says it of."""
    return error.diag.message_primary or type(error).__name__
