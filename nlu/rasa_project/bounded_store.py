"""A tracker store whose rows stay small: the state, and the last turns, of each conversation.

Rasa's own SQL store keeps every event for ever and loads all of them for every message, so a
turn costs more the older its conversation is. Here a conversation is one row. What happened
before the last turns is kept as what it led to: slots and the active form. What travels with a
message (its vector, its reading) and what was said to the parent is not kept at all.
"""

import json
import os
import sqlite3
from pathlib import Path
from typing import Any, Dict, Iterable, List, Optional, Text

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActiveLoop,
    BotUttered,
    Event,
    LoopInterrupted,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

TURNS_KEPT = 2
_BUSY_SECONDS = 10
_PARSED_KEPT = ("intent", "entities", "text", "message_id")


class BoundedTrackerStore(TrackerStore):
    """One row per conversation in SQLite, readable by its owner only."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[Text] = None,
        event_broker: Optional[EventBroker] = None,
        db: Text = "rasa.db",
        **kwargs: Any,
    ) -> None:
        """Open the file ``db``, making it where it is missing; Rasa passes the rest."""
        super().__init__(domain, event_broker, **kwargs)
        self._database = _opened(Path(db))

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Put the conversation's row in the place of its last."""
        await self.stream_events(tracker)
        events = [_kept(event) for event in bounded(tracker, self.domain)]
        with self._database:
            self._database.execute(
                "INSERT OR REPLACE INTO trackers (sender_id, events) VALUES (?, ?)",
                (tracker.sender_id, json.dumps(events, ensure_ascii=False)),
            )

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Return the conversation with its slots, its form and its last turns."""
        row = self._database.execute(
            "SELECT events FROM trackers WHERE sender_id = ?", (sender_id,)
        ).fetchone()
        if row is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(row[0]), self.domain.slots)

    async def keys(self) -> Iterable[Text]:
        """Return the ids of all conversations."""
        return [row[0] for row in self._database.execute("SELECT sender_id FROM trackers")]


def bounded(tracker: DialogueStateTracker, domain: Domain) -> List[Event]:
    """Return events that lead to the tracker's state, few however long it is."""
    events = [event for event in tracker.events if not _is_left_out(event)]
    start = _start_of_last_turns(events)
    if start == 0:
        return events
    before = DialogueStateTracker.from_events(tracker.sender_id, events[:start], domain.slots)
    return [*_state(before), *events[start:]]


def _start_of_last_turns(events: List[Event]) -> int:
    """Return where the ``action_listen`` before the last turns stands; 0 if there are few."""
    listens = [
        number
        for number, event in enumerate(events[:-1])
        if isinstance(event, ActionExecuted)
        and event.action_name == ACTION_LISTEN_NAME
        and isinstance(events[number + 1], UserUttered)
    ]
    return listens[-TURNS_KEPT] if len(listens) > TURNS_KEPT else 0


def _state(tracker: DialogueStateTracker) -> List[Event]:
    state: List[Event] = [
        SlotSet(name, slot.value)
        for name, slot in tracker.slots.items()
        if slot.has_been_set and slot.value != slot.initial_value
    ]
    if tracker.active_loop_name:
        state.append(ActiveLoop(tracker.active_loop_name))
        if tracker.active_loop and tracker.active_loop.is_interrupted:
            state.append(LoopInterrupted(True))
    return state


def _is_left_out(event: Event) -> bool:
    metadata = isinstance(event, SlotSet) and event.key == SESSION_START_METADATA_SLOT
    return metadata or isinstance(event, BotUttered)


def _kept(event: Event) -> Dict[Text, Any]:
    data = event.as_dict()
    data.pop("metadata", None)
    if isinstance(event, UserUttered):
        parsed = data.get("parse_data") or {}
        data["parse_data"] = {name: parsed[name] for name in _PARSED_KEPT if name in parsed}
    return data


def _opened(file: Path) -> sqlite3.Connection:
    file.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))
    file.chmod(0o600)
    database = sqlite3.connect(file, timeout=_BUSY_SECONDS, check_same_thread=False)
    # No write-ahead log: what is overwritten or forgotten must not lie there for a while longer.
    database.execute("PRAGMA journal_mode = TRUNCATE")
    database.execute("PRAGMA secure_delete = ON")
    # A killed process loses nothing; a power cut may lose the last words of a conversation, never
    # a request, which lies elsewhere.
    database.execute("PRAGMA synchronous = OFF")
    with database:
        # Rasa's own table, from before this store: whole messages, vectors included.
        database.execute("DROP TABLE IF EXISTS events")
        database.execute(
            "CREATE TABLE IF NOT EXISTS trackers (sender_id TEXT PRIMARY KEY, events TEXT NOT NULL)"
        )
    return database
