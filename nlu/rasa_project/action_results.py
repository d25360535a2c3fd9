"""The check of what the action server answers, with its schema compiled once.

Rasa 3.6.21 checks the schema itself against its meta-schema at every custom action, which is more
than half of all the dialogue process does. The schema is a constant: it is checked at start-up,
and every answer is then held against it exactly as before. See docs/decisions/serving-vectors.md.
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

    def validate(self: RemoteAction, result: Dict[Text, Any]) -> bool:
        error = best_match(validator.iter_errors(result))
        if error is None:
            return True
        error.message += ". The action server's answer is not of the form that Rasa expects."
        raise error

    RemoteAction._validate_action_result = validate
    return True
