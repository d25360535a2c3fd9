"""Rasa from outside: where its files lie, and how it is called with its own interpreter."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

import yaml

from actions.coordination.settings import REDIS_URL
from bot.dialogue.settings import action_server, tracker_store
from knowledge.database import DATABASE_URL, database_url
from knowledge.errors import NotSetUpError
from knowledge.settings import PROJECT_ROOT, Config
from nlu.embedding import exported_model_folder

LOCK_STORE = "nlu.rasa_project.shared_lock_store.SharedLockStore"
TRACKER_STORE = "nlu.rasa_project.bounded_store.BoundedTrackerStore"
SOURCES = PROJECT_ROOT / "nlu" / "rasa_project"

# What Rasa's process inherits. No PYTHONPATH: it would put this environment's libraries into
# Rasa's. None of this project's secrets: the dialogue has no use for them.
INHERITED = ("PATH", "HOME", "LANG", "LC_ALL", "TZ", "TMPDIR")
# Where conversations and locks lie when several dialogue servers share them.
SHARED = (DATABASE_URL, REDIS_URL)
FIXED = {
    "OMP_NUM_THREADS": "1",
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "PYTHONUNBUFFERED": "1",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
    # A lock of a server that was killed is let go as soon as its message has timed out.
    "TICKET_LOCK_LIFETIME": "10",
}


@dataclass(frozen=True)
class Dialogue:
    """Rasa's interpreter, sources and state for one configuration."""

    config: Config

    @property
    def interpreter(self) -> Path:
        """Python of Rasa's environment."""
        return PROJECT_ROOT / "nlu" / ".venv" / "bin" / "python"

    @property
    def state(self) -> Path:
        """Folder of everything that training and running make."""
        return self.config.home / "nlu"

    @property
    def examples(self) -> Path:
        """Folder of the training data taken from the content."""
        return self.state / "data"

    @property
    def domain(self) -> Path:
        """Folder of domain and rules as they follow from the declarations."""
        return self.state / "domain"

    @property
    def model(self) -> Path:
        """The trained model."""
        return self.state / "models" / "dialogue.tar.gz"

    @property
    def sentence_model(self) -> Path:
        """Folder of the exported sentence model."""
        return exported_model_folder(self.config)

    @property
    def conversations(self) -> Path:
        """The tracker store: conversations outlive Rasa's process in it."""
        return tracker_store(self.config)

    @property
    def environment(self) -> dict[str, str]:
        """The environment of Rasa's processes."""
        inherited = {name: os.environ[name] for name in INHERITED if name in os.environ}
        shared = {name: os.environ[name] for name in SHARED if os.environ.get(name)}
        return {
            **inherited,
            **FIXED,
            **shared,
            "TONGXING_HOME": str(self.config.home),
            "RASA_CACHE_DIRECTORY": str(self.state / "cache"),
            "MPLCONFIGDIR": str(self.state / "cache" / "matplotlib"),
        }

    def command(self, *arguments: str | Path) -> tuple[str, ...]:
        """Return the command line for Rasa with ``arguments``; run it in the project's root.

        Raises:
            NotSetUpError: Rasa's environment does not exist.
        """
        return self.python("-m", "nlu.rasa_project.start", *arguments)

    def python(self, *arguments: str | Path) -> tuple[str, ...]:
        """Return the command line for Python in Rasa's environment.

        Raises:
            NotSetUpError: Rasa's environment does not exist.
        """
        if not self.interpreter.exists():
            raise NotSetUpError("Rasa's environment nlu/.venv is missing; run `make setup`")
        return (str(self.interpreter), *map(str, arguments))

    def serve_command(
        self, port: int, endpoints: Path, listen: str = "127.0.0.1"
    ) -> tuple[str, ...]:
        """Return the command line of the dialogue server.

        Without ``--enable-api`` only the message channel is served: no tracker can be read and
        no model loaded over HTTP, so there is no token to guard either.

        Raises:
            NotSetUpError: the dialogue has not been trained.
        """
        if not self.model.exists():
            raise NotSetUpError("the dialogue is not trained yet; run `tongxing train`")
        return self.command(
            *("run", "--model", self.model, "--endpoints", endpoints, "--connector", "rest"),
            *("--interface", listen, "--port", str(port)),
        )

    def write_endpoints(self, action_port: int) -> Path:
        """Write Rasa's endpoint file for an action server and return it.

        The server is the one on ``action_port``, or the one that the environment names.
        """
        endpoints: dict[str, object] = {
            "action_endpoint": {
                "url": f"{action_server(action_port)}/webhook",
                "enable_selective_domain": True,  # no skill asks for the domain
            },
            "tracker_store": {"type": TRACKER_STORE, "db": self._rows()},
        }
        if os.environ.get(REDIS_URL):
            endpoints |= {"lock_store": {"type": LOCK_STORE}}
        file = self.state / f"endpoints-{action_port}.yml"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(yaml.safe_dump(endpoints), encoding="utf-8")
        return file

    def _rows(self) -> str:
        """Return where the tracker store has its rows; Rasa itself fills in the variable."""
        return f"${{{DATABASE_URL}}}" if database_url() else str(self.conversations)
