"""The check of what the action server answers, with its schema compiled once.

Rasa 3.6.21 checks the schema itself against its meta-schema at every custom action, which is more
than half of all the dialogue process does. The schema is a constant: it is checked at start-up,
and every answer is then held against it exactly as before. Of the 23 kinds of events, each with a
name of its own, an event is held against the kind it names, not against one after the other.
See docs/decisions/serving-vectors.md.
"""

import logging
from typing import Any, Dict, Text

import rasa
from jsonschema.exceptions import best_match
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction

logger = logging.getLogger(__name__)

KNOWN_VERSION = "3.6.21"


def compile_once(version: Text = rasa.__version__) -> bool:
    """Put the compiled check in the place of Rasa's own; tell whether that was done.

    Another version of Rasa than the one this was written for is left as it is.
    """
    if version != KNOWN_VERSION:
        logger.warning(
            "Rasa %s is not %s: action results are checked its way", version, KNOWN_VERSION
        )
        return False
    schema = RemoteAction.action_response_format_spec()
    kind = validator_for(schema)
    kind.check_schema(schema)
    validator = kind(schema)
    quick = _QuickLook(kind, schema)

    def validate(self: RemoteAction, result: Dict[Text, Any]) -> bool:
        error = None if quick.finds_right(result) else best_match(validator.iter_errors(result))
        if error is None:
            return True
        error.message += ". The action server's answer is not of the form that Rasa expects."
        raise error

    RemoteAction._validate_action_result = validate
    return True


class _QuickLook:
    """Tells of most right answers that they are right; what it does not is checked in full."""

    def __init__(self, kind: Any, schema: Dict[Text, Any]) -> None:
        whole = dict(schema["properties"])
        event = dict(whole.pop("events")["items"])
        kinds = event.pop("oneOf")
        names = [one.get("properties", {}).get("event", {}).get("const") for one in kinds]
        self._rest = kind({**schema, "properties": whole})
        self._kinds = {
            name: kind({**event, "allOf": [one]}) for name, one in zip(names, kinds, strict=True)
        }
        # Only where every kind has a name that no other has is one of them enough.
        self._is_of_use = None not in names and len(self._kinds) == len(kinds)

    def finds_right(self, result: Any) -> bool:
        events = result.get("events", []) if isinstance(result, dict) else None
        if not (self._is_of_use and isinstance(events, list) and self._rest.is_valid(result)):
            return False
        return all(map(self._is_right, events))

    def _is_right(self, event: Any) -> bool:
        name = event.get("event") if isinstance(event, dict) else None
        known = self._kinds.get(name) if isinstance(name, str) else None
        return known is not None and bool(known.is_valid(event))
