"""Fills the bounded tracker store with Rasa's own classes and prints what it holds, as JSON."""

import asyncio
import json

import sqlite3
import sys
from pathlib import Path

from jsonschema import ValidationError
from rasa.core.actions.action import RemoteAction
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, BotUttered, SlotSet, UserUttered
from rasa.shared.core.trackers import DialogueStateTracker

from nlu.rasa_project.action_results import compile_once
from nlu.rasa_project.bounded_store import BoundedTrackerStore

DOMAIN = Domain.from_yaml(
    """
    version: "3.1"
    intents: [ask]
    slots:
      need: {type: text, mappings: [{type: custom}]}
    forms:
      request_form: {required_slots: [need]}
    actions: [action_answer]
    """
)


def say(tracker, number):
    reading = {"vector": [0.1] * 384, "number": number}
    tracker.update(UserUttered(f"第{number}句话", {"name": "ask"}, metadata=reading))
    tracker.update(ActionExecuted("action_answer"))
    if number == 1:
        tracker.update(SlotSet("need", "from message 1"))
        tracker.update(ActiveLoop("request_form"))
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
    found["metadata_kept"] = "vector" in row(file) or "xxxx" in row(file)
    found["mode"] = Path(file).stat().st_mode & 0o777
    return found


def refused(result):
    try:
        RemoteAction._validate_action_result(None, result)
    except ValidationError:
        return True
    return False


def main():
    found = asyncio.run(converse(sys.argv[1]))
    before = RemoteAction._validate_action_result
    found["other_version_left_alone"] = (
        not compile_once("0.0.0") and RemoteAction._validate_action_result is before
    )
    compile_once()
    found["good_accepted"] = not refused({"events": [], "responses": []})
    found["bad_refused"] = refused({"events": "none", "responses": []})
    print(json.dumps(found))


main()
