"""Inside a form: does a message put the matter it names in the place of the one being registered?

Asking about another matter interrupts; wishing for it, or saying that what was written is wrong,
replaces. Weighed like the other decisions, see ``weighing.py``.
"""

from __future__ import annotations

from pathlib import Path

from actions.skills.phrases import denies
from actions.skills.talk import Talk
from actions.skills.weighing import log_odds, weights_in
from actions.skills.wish import REGISTERING, wishes
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wishes import is_question, wants_request

FILE = Path(__file__).with_name("instead.yml")


def replaces(talk: Talk) -> bool:
    """Tell a message whose matter is to be registered instead; that it names one is known."""
    return weights_in(FILE).is_yes(signs_of_replacing(talk))


def signs_of_replacing(talk: Talk) -> dict[str, float]:
    """Return what speaks for it and against it, by the names of ``instead.yml``."""
    reading, said = talk.reading, talk.said
    wrong = talk.heard.corrects or said.affirmed is False or bool(said.correction)
    return {
        # How probable the acts are that change something, that register, that ask.
        "changes": log_odds(talk.share_of("change_need", "correct")),
        "registers": log_odds(talk.share_of(*REGISTERING)),
        "asks_or_tells": log_odds(talk.share_of("ask", "follow_up", "inform")),
        # How sure the reading is of a request, or of a question about a service.
        "as_request": reading.confidence if reading.kind is Kind.REQUEST else 0.0,
        "as_policy": reading.confidence if reading.kind is Kind.POLICY else 0.0,
        # A clause wishes for a request; one takes something back; what was said is called wrong.
        "wishes": float(any(map(wishes, talk.clauses)) or wants_request(talk.text)),
        "denies": float(any(map(denies, talk.clauses))),
        "wrong": float(wrong),
        # Asks, and for which detail.
        "details": float(bool(reading.details)),
        "asks": float(is_question(talk.text)),
    }
