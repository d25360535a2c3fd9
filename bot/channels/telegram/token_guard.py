"""Keeps the token out of every log line, whichever library writes it."""

from __future__ import annotations

import logging
from types import TracebackType
from typing import Any

_SHOWN = "<token>"


class TokenGuard:
    """While it is active, no log record holds the token.

    httpx names every URL it calls, and the token stands in Telegram's; a filter on one logger does
    not see the records of its children, so the record itself is made without it.
    """

    def __init__(self, token: str) -> None:
        """Take what has to stay secret."""
        self._token = token
        self._formatter = logging.Formatter()
        self._inner = logging.getLogRecordFactory()

    def __enter__(self) -> TokenGuard:
        self._inner = logging.getLogRecordFactory()
        logging.setLogRecordFactory(self._record)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        # Somebody who came later may have wrapped this one: then it stays, and does no harm.
        if logging.getLogRecordFactory() == self._record:
            logging.setLogRecordFactory(self._inner)

    def _record(self, *args: Any, **kwargs: Any) -> logging.LogRecord:
        record = self._inner(*args, **kwargs)
        try:
            text = record.getMessage()
        except (TypeError, ValueError):
            return record
        if self._token in text:
            record.msg, record.args = text.replace(self._token, _SHOWN), None
        if record.exc_info and record.exc_info[0] is not None:
            told = self._formatter.formatException(record.exc_info)
            if self._token in told:
                record.exc_text = told.replace(self._token, _SHOWN)
                record.exc_info = None
        return record
