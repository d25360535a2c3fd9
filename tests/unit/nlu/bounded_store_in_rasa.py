"""Fills the bounded tracker store with Rasa's own classes and prints what it holds, as JSON."""

import asyncio
import json

import sqlite3
import sys
from pathlib import Path

from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import (
    ActionExecuted,
    ActionExecutionRejected,
    ActiveLoop,
    BotUttered,
    SlotSet,
    UserUttered,
)
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.rasa_project.action_results import compile_once
from nlu.rasa_project.bounded_store import BoundedTrackerStore

DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [ask]
    slots:
      need: {type: text, mappings: [{type: custom}]}
      conversation: {type: any, influence_conversation: false, mappings: [{type: custom}]}
    forms:
      request_form: {required_slots: [need]}
    actions: [action_answer]
    """
)


def say(tracker, number):
    reading = {"vector": [0.1] * 384, "number": number}
    words = f"第{number}句话" + "很长" * 250
    tracker.update(UserUttered(words, {"name": "ask"}, metadata=reading))
    tracker.update(ActionExecuted("action_answer"))
    for version in range(3):
        tracker.update(SlotSet("conversation", {"asked": f"{number}-{version} " + "问" * 400}))
    if number == 1:
        tracker.update(SlotSet("need", "from message 1"))
        tracker.update(ActiveLoop("request_form"))
        tracker.update(ActionExecutionRejected("request_form"))
    tracker.update(BotUttered("答", metadata={"answer": "x" * 2000}))
    tracker.update(ActionExecuted("action_listen"))


def row(file):
    return sqlite3.connect(file).execute("SELECT events FROM trackers").fetchone()[0]


async def converse(file):
    store = BoundedTrackerStore(DOMAIN, db=file)
    found = {}
    for number in range(1, 301):
        tracker = await store.retrieve("p") or DialogueStateTracker("p", DOMAIN.slots)
        if number == 1:
            tracker.update(ActionExecuted("action_listen"))
        say(tracker, number)
        await store.save(tracker)
        if number in (5, 300):
            found[f"bytes_after_{number}"] = len(row(file).encode())
            found[f"events_after_{number}"] = len(json.loads(row(file)))
    tracker = await store.retrieve("p")
    found["slot"] = tracker.get_slot("need")
    found["loop"] = tracker.active_loop_name
    found["loop_rejected"] = tracker.active_loop.rejected
    found["latest_intent"] = tracker.latest_message.intent_name
    found["state_of"] = tracker.get_slot("conversation")["asked"].split()[0]
    found["values_kept"] = row(file).count("asked")
    found["words_kept"] = "句话" in row(file) or "很长" in row(file)
    found["metadata_kept"] = "vector" in row(file) or "xxxx" in row(file)
    found["mode"] = Path(file).stat().st_mode & 0o777
    return found


async def converse_at_once(file):
    """Many conversations, each saved and read again while the others are."""
    store = BoundedTrackerStore(DOMAIN, db=file)

    async def one(number):
        tracker = DialogueStateTracker(f"p{number}", DOMAIN.slots)
        say(tracker, number)
        await store.save(tracker)
        again = await store.retrieve(f"p{number}")
        return again.get_slot("conversation")["asked"].startswith(f"{number}-2")

    right = await asyncio.gather(*(one(number) for number in range(50)))
    # A new store on the file sees what the first wrote: nothing waits in memory.
    kept = await BoundedTrackerStore(DOMAIN, db=file).keys()
    return all(right) and len(kept) == 50


def refused(result):
    try:
        RemoteAction._validate_action_result(None, result)
    except ValidationError:
        return True
    return False


def main():
    found = asyncio.run(converse(sys.argv[1]))
    found["kept_at_once"] = asyncio.run(converse_at_once(sys.argv[1] + ".at-once"))
    before = RemoteAction._validate_action_result
    found["other_version_left_alone"] = (
        not compile_once("0.0.0") and RemoteAction._validate_action_result is before
    )
    compile_once()
    found["good_accepted"] = not refused({"events": [], "responses": []})
    found["bad_refused"] = refused({"events": "none", "responses": []})
    print(json.dumps(found))


main()
