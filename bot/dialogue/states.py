"""What the turn itself remembers of a conversation: no text, no names, hashed senders."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

from knowledge.database import Database, Migration, Schema, open_database, upsert

CONVERSATIONS = Schema(
    name="dialogue",
    file="dialogue/conversations.db",
    migrations=(
        Migration(
            "0001_conversations",
            (
                "CREATE TABLE IF NOT EXISTS conversations "
                "(sender TEXT PRIMARY KEY, expects TEXT, epoch INTEGER NOT NULL)",
            ),
        ),
        Migration("0002_topic", ("ALTER TABLE conversations ADD COLUMN topic TEXT",)),
        Migration("0003_language", ("ALTER TABLE conversations ADD COLUMN language TEXT",)),
    ),
    keys={"conversations": ("sender",)},
)


@dataclass(frozen=True)
class State:
    """One conversation.

    Attributes:
        expects: the field the assistant waits for.
        epoch: raised when the person is forgotten: the old conversation cannot be continued.
        topic: the service talked about last, which a short message is read with.
        language: the parent was answered in last; ``None`` before the first words.
    """

    expects: str | None = None
    epoch: int = 0
    topic: str | None = None
    language: str | None = None


class States:
    """One small table beside the dialogue server's own store; safe for several threads."""

    def __init__(self, database: Database) -> None:
        """Take the tables of :data:`CONVERSATIONS`."""
        self._database = database

    @classmethod
    def open(cls, home: Path) -> States:
        """Open the table of an installation; a damaged file is set aside."""
        return cls(open_database(home, CONVERSATIONS, dispensable=True))

    def load(self, sender: str) -> State:
        """Return the state of a hashed sender.

        Raises:
            DatabaseError: it cannot be read.
        """
        row = self._database.one(
            "SELECT expects, epoch, topic, language FROM conversations WHERE sender = ?", [sender]
        )
        return State(**row) if row else State()

    def save(self, sender: str, state: State) -> None:
        """Keep the state of a hashed sender.

        Raises:
            DatabaseError: it cannot be written.
        """
        row = {"sender": sender, **asdict(state)}
        upsert(self._database, "conversations", row)

    def close(self) -> None:
        """Let go of the table."""
        self._database.close()
