"""One of several processes is elected for what only one may do; when it dies, another is."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, Protocol

from knowledge.database import database_url
from knowledge.file_locks import FileLock, seize

logger = logging.getLogger("tongxing.coordination")

_ASKED_EVERY_SECONDS = 2.0


class Election(Protocol):
    """Blocking, for one thread at a time."""

    def won(self) -> bool:
        """Tell whether this process leads now; try to, if nobody does."""
        ...

    def resign(self) -> None:
        """Let another lead."""
        ...


class FileElection:
    """Among the processes of one state folder."""

    def __init__(self, file: Path) -> None:
        """Take the file whose lock is the mandate."""
        self._file = file
        self._held: FileLock | None = None

    def won(self) -> bool:
        """See ``Election.won``."""
        if self._held is None:
            self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._held = seize(self._file)
        return self._held is not None

    def resign(self) -> None:
        """See ``Election.resign``."""
        if self._held is not None:
            self._held.release()
            self._held = None


class PostgresElection:
    """Among all processes of one database: a lock of a session, gone with its connection."""

    def __init__(self, url: str, name: str) -> None:
        """Take the server and what it is about."""
        self._url = url
        self._name = name
        self._connection: Any = None
        self._leads = False

    def won(self) -> bool:
        """See ``Election.won``."""
        import psycopg

        try:
            if self._connection is None:
                self._connection = psycopg.connect(self._url, autocommit=True, connect_timeout=5)
            if self._leads:
                self._connection.execute("SELECT 1")
            else:
                asked = "SELECT pg_try_advisory_lock(hashtextextended(%s, 0))"
                self._leads = self._connection.execute(asked, [self._name]).fetchone()[0]
        except psycopg.Error as error:
            logger.warning("election of %s: %s", self._name, type(error).__name__)
            self.resign()
        return self._leads

    def resign(self) -> None:
        """See ``Election.resign``."""
        import psycopg

        self._leads = False
        if self._connection is not None:
            # A server lets go of a closed connection's locks a moment later; here it is at once.
            with contextlib.suppress(psycopg.Error):
                self._connection.execute("SELECT pg_advisory_unlock_all()")
            with contextlib.suppress(psycopg.Error):
                self._connection.close()
            self._connection = None


def open_election(home: Path, name: str) -> Election:
    """Return the election that all processes of this installation take part in."""
    url = database_url()
    return PostgresElection(url, name) if url else FileElection(home / "run" / f"{name}.lock")


async def run_as_leader(election: Election, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Do ``work`` while this process leads, wait while another does; until cancelled.

    Raises:
        Exception: what ``work`` raises.
    """
    working: asyncio.Task[None] | None = None
    try:
        while True:
            leads = await asyncio.to_thread(election.won)
            if leads and working is None:
                working = asyncio.create_task(work())
            elif not leads and working is not None:
                await _end(working)
                working = None
            if working is None:
                await asyncio.sleep(_ASKED_EVERY_SECONDS)
            elif (await asyncio.wait([working], timeout=_ASKED_EVERY_SECONDS))[0]:
                await working
                return
    finally:
        if working is not None:
            await _end(working)
        await asyncio.to_thread(election.resign)


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
