"""What parents are told instead of an answer while people have turned answering off."""

from __future__ import annotations

from dataclasses import replace

from actions.requests.switches import ANSWERS, Switches
from knowledge.answers import Answer
from nlu.understanding.topics.reading import Kind

SWITCHED_OFF = "switched_off"


def withheld(answer: Answer, switches: Switches) -> Answer:
    """Return an answer as it may be given: one on policy is withheld while answering is off.

    Helplines, small talk and what is said of requests are no answers from the sources.
    """
    off = switches.off(ANSWERS) if answer.kind is Kind.POLICY else None
    if off is None:
        return answer
    return replace(
        answer,
        text=off.sentence,
        abstained=True,
        reason=SWITCHED_OFF,
        citations=(),
        suggestions=(),
        details=(),
    )
