"""Rasa's domain and rules, as far as they follow from what is declared elsewhere.

Acts are those with examples; an act without a rule written by hand is answered by
``action_answer``. What a form asks for is declared by its skill. Written by hand is the rest, under
``nlu/rasa_project``.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import yaml

from actions.skills.entitlement import FORM as ENTITLEMENT_FORM
from actions.skills.request_opening import FORM as REQUEST_FORM
from actions.skills.state import WALK_FIELDS, request_fields
from bot.launch.dialogue import SOURCES
from bot.launch.training_data import RASA_FORMAT, load_plan

_FALLBACK = "nlu_fallback"
"""Rasa's own act, where none is likely enough."""
_ANSWERED_BY = "action_answer"
# A mark only: whether the field is filled in the state. What it holds stands there, nowhere else.
_MARK = {"type": "any", "influence_conversation": False, "mappings": [{"type": "custom"}]}


def acts() -> list[str]:
    """Return every act of the dialogue."""
    by_hand = (file.stem for file in (SOURCES / "data" / "nlu").glob("*.yml"))
    return sorted({*by_hand, *load_plan().acts_named(), _FALLBACK})


def domain() -> dict[str, Any]:
    """Return the domain: what is written by hand, the acts and the forms."""
    forms = {REQUEST_FORM: request_fields(), ENTITLEMENT_FORM: WALK_FIELDS}
    whole: dict[str, Any] = {"intents": acts(), "actions": [], "forms": {}, "slots": {}}
    for form, fields in forms.items():
        whole["forms"][form] = {"required_slots": list(fields)}
        whole["slots"] |= {name: dict(_MARK) for name in fields}
        whole["actions"] += [f"validate_{form}", *(f"action_ask_{form}_{name}" for name in fields)]
    for part in _read(SOURCES / "domain"):
        whole["actions"] += part.pop("actions", [])
        whole["slots"] |= part.pop("slots", {})
        whole |= part
    return whole


def rules() -> dict[str, Any]:
    """Return a rule for every act that has none by hand."""
    by_hand = {
        step.get("intent")
        for part in _read(SOURCES / "data" / "rules")
        for rule in part["rules"]
        for step in rule["steps"]
    }
    plain = [act for act in acts() if act not in by_hand]
    return {"version": RASA_FORMAT, "rules": [_answered(act) for act in plain]}


def write_domain(folder: Path) -> None:
    """Write both into ``folder``, as Rasa reads them."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in (("domain", domain()), ("rules", rules())):
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / f"{name}.yml").write_text(text, encoding="utf-8")


def _answered(act: str) -> dict[str, Any]:
    return {"rule": f"Answered: {act}", "steps": [{"intent": act}, {"action": _ANSWERED_BY}]}


def _read(folder: Path) -> Iterable[dict[str, Any]]:
    for file in sorted(folder.glob("*.yml")):
        yield yaml.safe_load(file.read_text(encoding="utf-8"))
