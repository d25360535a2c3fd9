"""What can go wrong with a service request. Each message is one line a person can act on."""

from __future__ import annotations

from knowledge.errors import TongxingError


class RequestError(TongxingError):
    """The root of everything this package raises on purpose."""


class ConsentMissingError(RequestError):
    """Nobody agreed to the details being kept, so nothing may be stored."""


class InvalidFieldError(RequestError):
    """A field of a new request cannot be stored as it is.

    Attributes:
        field: the field's name in ``NewRequest``.
    """

    def __init__(self, field: str, message: str) -> None:
        super().__init__(message)
        self.field = field


class KeyReusedError(RequestError):
    """An idempotency key came a second time with different content."""


class RequestNotFoundError(RequestError):
    """No request has this number."""


class IllegalMoveError(RequestError):
    """The state machine does not allow this action now, or not by this person."""


class ChangedMeanwhileError(RequestError):
    """Somebody else changed the request after it was read; nothing was changed now."""


class CheckFailedError(RequestError):
    """The number and the check do not belong together (or one of them is wrong)."""


class TooManyChecksError(RequestError):
    """Too many wrong checks for one number; it is closed to checks for a while."""


class SwitchedOffError(RequestError):
    """People turned requests or this channel off for a while; the text is what parents are told."""


class StoreError(RequestError):
    """The store could not do its work."""


class StoreBusyError(StoreError):
    """Another process held the store for too long; nothing was changed."""


class StoreFullError(StoreError):
    """No space is left; nothing was changed."""


class StoreCorruptError(StoreError):
    """The file is damaged; the message tells how to restore the last backup."""


class StoreConflictError(StoreError):
    """A row breaks a rule of the store (a second row with one key, an edit of the history)."""


class KeyUnreadableError(RequestError):
    """The encryption key at hand does not open what the store holds."""
