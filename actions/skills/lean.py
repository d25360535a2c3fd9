"""Does a short message lean on what was talked about, or does it speak for itself?"""

from __future__ import annotations

from pathlib import Path

from actions.skills.talk import Talk
from actions.skills.weighing import log_odds, weights_in
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wishes import is_question

FILE = Path(__file__).with_name("lean.yml")
LONGEST = 16
"""A longer message says itself what it is about."""
_LETTERS = 3


def leans(talk: Talk) -> bool:
    """Tell a message that cannot be understood alone: 好久下来, 掉了咋办."""
    return len(talk.text) <= longest(english=talk.heard.english) and weights_in(FILE).is_yes(
        signs_of_leaning(talk)
    )


def longest(*, english: bool) -> int:
    """Return how many characters may lean; three letters say what one character does."""
    return LONGEST * _LETTERS if english else LONGEST


def signs_of_leaning(talk: Talk) -> dict[str, float]:
    """Return what speaks for it and against it, by the names of ``lean.yml``."""
    reading = talk.reading
    return {
        # How probable a follow-up is, and a question that stands alone.
        "follows": log_odds(talk.share_of("follow_up")),
        "asks_anew": log_odds(talk.share_of("ask")),
        # How much of ours is in it by itself, and how clear which of ours.
        "ours": log_odds(reading.ours),
        "topic": log_odds(reading.topics[0].share),
        "needs": float(bool(reading.needs)),
        "not_ours": reading.confidence if reading.kind is Kind.OUT_OF_SCOPE else 0.0,
        "details": float(bool(reading.details)),
        "asks": float(is_question(talk.text)),
        "length": len(talk.text) / longest(english=talk.heard.english),
    }
