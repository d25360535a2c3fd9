"""A tracker store whose rows stay small: the state, and the last turns, of each conversation.

Rasa's own SQL store keeps every event for ever and loads all of them for every message, so a
turn costs more the older its conversation is. Here a conversation is one row. What happened
before the last turns is kept as what it led to: slots and the active form. The words of a message,
what travels with it (its vector, its reading) and what was said to the parent are not kept at all,
and of the values a slot had only the last.

Rows are read and written by one thread of its own: whoever is being answered meanwhile does not
wait for the disk. A turn ends when it is written, so a normal stop loses nothing.
"""

import asyncio
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Callable, Dict, Iterable, List, Optional, Set, Text, TypeVar

from rasa.core.brokers.broker import EventBroker
from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, SESSION_START_METADATA_SLOT
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    Event,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.rasa_project.tracker_rows import opened

TURNS_KEPT = 2
_PARSED_KEPT = ("intent", "entities", "message_id")

ResultT = TypeVar("ResultT")


class BoundedTrackerStore(TrackerStore):
    """One row per conversation, in a file or on a server (``tracker_rows.py``)."""

    def __init__(
        self,
        domain: Optional[Domain] = None,
        host: Optional[Text] = None,
        event_broker: Optional[EventBroker] = None,
        db: Text = "rasa.db",
        **kwargs: Any,
    ) -> None:
        """Open ``db``, a file or the URL of a server; Rasa passes the rest."""
        super().__init__(domain, event_broker, **kwargs)
        self._rows = opened(db)
        self._disk = ThreadPoolExecutor(max_workers=1, thread_name_prefix="tracker-store")

    async def save(self, tracker: DialogueStateTracker) -> None:
        """Put the conversation's row in the place of its last."""
        await self.stream_events(tracker)
        events = [_kept(event) for event in bounded(tracker, self.domain)]
        row = json.dumps(events, ensure_ascii=False)
        await self._on_disk(lambda: self._rows.write(tracker.sender_id, row))

    async def retrieve(self, sender_id: Text) -> Optional[DialogueStateTracker]:
        """Return the conversation with its slots, its form and its last turns."""
        row = await self._on_disk(lambda: self._rows.read(sender_id))
        if row is None:
            return None
        return DialogueStateTracker.from_dict(sender_id, json.loads(row), self.domain.slots)

    async def keys(self) -> Iterable[Text]:
        """Return the ids of all conversations."""
        return await self._on_disk(self._rows.senders)

    async def _on_disk(self, work: Callable[[], ResultT]) -> ResultT:
        return await asyncio.get_running_loop().run_in_executor(self._disk, work)


def bounded(tracker: DialogueStateTracker, domain: Domain) -> List[Event]:
    """Return events that lead to the tracker's state, few however long it is."""
    events = [event for event in tracker.events if not _is_left_out(event)]
    start = _start_of_last_turns(events)
    if start:
        before = DialogueStateTracker.from_events(tracker.sender_id, events[:start], domain.slots)
        events = [*_state(before), *events[start:]]
    return _without_former_values(events)


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
        # Interruption ends with the next action; a refusal lasts until the form runs again.
        if tracker.active_loop and tracker.active_loop.rejected:
            state.append(ActionExecutionRejected(tracker.active_loop_name))
    return state


def _without_former_values(events: List[Event]) -> List[Event]:
    """Return the events without those that set a slot which is set again later."""
    kept: List[Event] = []
    set_later: Set[Text] = set()
    for event in reversed(events):
        if isinstance(event, SlotSet):
            if event.key in set_later:
                continue
            set_later.add(event.key)
        kept.append(event)
    return kept[::-1]


def _is_left_out(event: Event) -> bool:
    metadata = isinstance(event, SlotSet) and event.key == SESSION_START_METADATA_SLOT
    return metadata or isinstance(event, BotUttered)


def _kept(event: Event) -> Dict[Text, Any]:
    data = event.as_dict()
    data.pop("metadata", None)
    if isinstance(event, UserUttered):
        parsed = data.get("parse_data") or {}
        data["parse_data"] = {name: parsed[name] for name in _PARSED_KEPT if name in parsed}
        data["text"] = ""
    return data
