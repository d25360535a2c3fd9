"""The base of all actions: nothing but messages and events ever leaves one."""

from __future__ import annotations

import logging
from abc import ABC, abstractmethod
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.skills.heard import Heard
from actions.skills.reply import Reply
from actions.skills.resources import resources
from actions.skills.talk import Talk
from actions.skills.trouble import describe
from actions.texts import texts

logger = logging.getLogger(__name__)

Event = dict[str, Any]

_BUILT_IN = ("action_listen", "action_extract_slots", "action_session_start")


class Skill(Action, ABC):  # type: ignore[misc]
    """One action; subclasses say what they reply."""

    @abstractmethod
    def name(self) -> str:
        """Return the action's name in the domain."""

    @abstractmethod
    def reply(self, talk: Talk) -> Reply:
        """Return what is said and changed; may raise, :meth:`run` takes care of it."""

    async def run(
        self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]
    ) -> list[Event]:
        """Run the action. An exception would make rasa-sdk echo the tracker: none leaves here."""
        try:
            reply = self.reply(read_talk(tracker))
        except Exception as error:
            # Neither message nor arguments: they may hold what the parent wrote.
            logger.error("%s failed: %s", self.name(), describe(error))
            reply = Reply.of(texts().conversation.trouble, slots=self.on_trouble(tracker))
        return speak(reply, dispatcher)

    def on_trouble(self, tracker: Tracker) -> dict[str, Any]:
        """Return the slots to set when the action failed."""
        return {}


def read_talk(tracker: Tracker) -> Talk:
    """Return the conversation of a tracker.

    Raises:
        KeyError: the message did not come through the turn pipeline.
    """
    message = tracker.latest_message or {}
    intent = message.get("intent") or {}
    active = (tracker.active_loop or {}).get("name")
    return Talk(
        heard=Heard.from_metadata(message.get("metadata") or {}),
        room=resources(),
        slots=dict(tracker.slots),
        act=intent.get("name") or "nlu_fallback",
        confidence=float(intent.get("confidence") or 0.0),
        form=active,
        is_new=_is_first(tracker),
    )


def _is_first(tracker: Tracker) -> bool:
    """Tell whether no other skill has answered this message yet."""
    for event in reversed(tracker.events):
        if event.get("event") == "user":
            return True
        name = str(event.get("name"))
        if event.get("event") == "action" and name.startswith("action_") and name not in _BUILT_IN:
            return False
    return True


def speak(reply: Reply, dispatcher: CollectingDispatcher) -> list[Event]:
    """Hand the messages to the dispatcher and return the events."""
    for say in reply.says:
        dispatcher.utter_message(text=say.text, buttons=[b.to_json() for b in say.buttons])
    dispatcher.utter_message(json_message={"meta": reply.meta()})
    events: list[Event] = [SlotSet(name, value) for name, value in reply.slots.items()]
    if reply.ends_form:
        events.append(SlotSet("requested_slot", None))
    if reply.next_action:
        events.append(FollowupAction(reply.next_action))
    return events
