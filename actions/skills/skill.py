"""The base of all actions: nothing but messages and events ever leaves one."""

from __future__ import annotations

import json
import logging
from abc import ABC, abstractmethod
from dataclasses import asdict
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import FollowupAction, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions.requests import KeyUnreadableError
from actions.skills.form_errors import describe
from actions.skills.memory import remember
from actions.skills.message_metadata import TRACE, Heard
from actions.skills.reply import Reply
from actions.skills.resources import resources
from actions.skills.state import SLOT, Conversation
from actions.skills.talk import Talk
from actions.texts import texts
from knowledge.languages import speak as speak_language
from knowledge.tracing import continued, request_id
from nlu.understanding.topics.reading import Kind

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
        metadata = (tracker.latest_message or {}).get("metadata") or {}
        with continued(metadata.get(TRACE), self.name()):
            return self._run(dispatcher, tracker)

    def _run(self, dispatcher: CollectingDispatcher, tracker: Tracker) -> list[Event]:
        try:
            talk = read_talk(tracker)
            speak_language(talk.heard.language)
            if talk.is_new:
                remember(talk)
            state, reply = talk.state, self.reply(talk)
        except Exception as error:
            # Neither message nor arguments: they may hold what the parent wrote.
            logger.error("%s failed (%s): %s", self.name(), request_id(), describe(error))
            state, reply = _state_of(tracker), Reply.of(texts().conversation.trouble)
            self.on_trouble(state)
        if reply.answer and reply.answer.kind is not Kind.PRIVACY and state.about == "privacy":
            state.about = "topic"
        if reply.says:
            state.told = [say.text for say in reply.says]
        return [*changes(state, tracker.slots), *speak(reply, state, dispatcher)]

    def on_trouble(self, state: Conversation) -> None:
        """Change what has to be changed when the action failed; ``state`` is as it was before."""


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
        state=_state_of(tracker),
        field=tracker.slots.get("requested_slot"),
        act=intent.get("name") or "nlu_fallback",
        confidence=float(intent.get("confidence") or 0.0),
        form=active,
        is_new=_is_first(tracker),
        typed=message.get("text") or "",
        shares={one["name"]: one["confidence"] for one in message.get("intent_ranking") or ()},
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


def changes(state: Conversation, slots: dict[str, Any]) -> list[Event]:
    """Return the events that let Rasa keep the state, and its forms see what is filled.

    What a parent confided stays sealed there: Rasa's store is no place for it.
    The state is set even when it is unchanged: a form that sets nothing rejects the message.
    """
    marks = {name: value for name, value in state.marks().items() if slots.get(name) != value}
    return [SlotSet(SLOT, _sealed(state)), *(SlotSet(*mark) for mark in marks.items())]


def _state_of(tracker: Tracker) -> Conversation:
    kept = tracker.slots.get(SLOT)
    if not isinstance(kept, str):
        return Conversation.from_slot(kept)
    try:
        return Conversation.from_slot(json.loads(resources().desk.keyring.master.open(kept)))
    except KeyUnreadableError:
        logger.warning("a conversation was kept with another key: it begins anew")
        return Conversation()


def _sealed(state: Conversation) -> str:
    kept = json.dumps(state.to_slot(), ensure_ascii=False, separators=(",", ":"))
    return resources().desk.keyring.master.seal(kept)


def speak(reply: Reply, state: Conversation, dispatcher: CollectingDispatcher) -> list[Event]:
    """Hand the messages to the dispatcher and return the events."""
    for say in reply.says:
        dispatcher.utter_message(text=say.text, buttons=[asdict(b) for b in say.buttons])
    dispatcher.utter_message(json_message={"meta": reply.meta() | {"topic": state.subject}})
    events: list[Event] = []
    if reply.ends_form:
        events.append(SlotSet("requested_slot", None))
    if reply.next_action:
        events.append(FollowupAction(reply.next_action))
    return events
