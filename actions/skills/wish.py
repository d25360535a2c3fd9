"""Is a message a wish for a request, or a question? One answer, for whoever has to know.

A logistic regression over everything that was heard, kept as data and fitted on the project's own
sentences (``benchmarks/fit_wish.py``). Words said outright, which every door hears alike, need no
weighing (:func:`nlu.understanding.wishes.wants_request`).
"""

from __future__ import annotations

import math
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from actions.skills.phrases import asks_for_help, declines_request
from actions.skills.talk import Talk
from knowledge.data_files import load_data
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wishes import is_bare_request, is_question

FILE = Path(__file__).with_name("wish.yml")
REGISTERING = ("open_request", "ask_to_register", "resume", "change_need")
"""The acts of who wants something registered; which of them it is depends on what came before."""
_MOST_TOLD = 4
_LEAST_SHARE = 0.02


@dataclass(frozen=True)
class Signs:
    """What speaks for a wish and against it.

    Attributes:
        registers: log odds of the acts that register something.
        as_request: how sure the reading is that it is a request; 0 where it is something else.
        as_policy: how sure it is that a service is asked about.
        as_other: how sure it is that it is a status, privacy, small talk or not ours.
        wishes: 1 where a clause wishes for a request without saying what for.
        declines: 1 where a clause wants none.
        helps: 1 where somebody is asked to act, or complained of.
        details: 1 where a detail of the service is asked for.
        asks: 1 where its words are a question's.
        told: how many of the fields of a request it tells, up to four, as a share.
        contact: 1 where it gives a name or a phone.
    """

    registers: float
    as_request: float
    as_policy: float
    as_other: float
    wishes: float
    declines: float
    helps: float
    details: float
    asks: float
    told: float
    contact: float


class Weights(BaseModel):
    """``wish.yml``: written by ``benchmarks/fit_wish.py``, which says what it was fitted on."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    wished_from: float = Field(ge=0, le=1)
    intercept: float
    signs: dict[str, float]

    def likelihood(self, signs: Signs) -> float:
        """Return how likely the message is a wish for a request (0 to 1)."""
        log_odds = self.intercept + sum(
            self.signs[name] * value for name, value in asdict(signs).items()
        )
        return 1 / (1 + math.exp(-log_odds))


@cache
def weights() -> Weights:
    """Return the project's fitted weights."""
    return load_data(Weights, FILE)


def wishes_request(talk: Talk) -> bool:
    """Tell a wish for a request from a question, by everything that was heard."""
    return weights().likelihood(signs_of(talk)) >= weights().wished_from


def signs_of(talk: Talk) -> Signs:
    """Return what speaks for a wish in a message and against it."""
    said, reading = talk.said, talk.reading
    told = [said.child_age, said.county, said.consented, *talk.heard.given]
    return Signs(
        registers=_log_odds(talk.share_of(*REGISTERING)),
        as_request=reading.confidence if reading.kind is Kind.REQUEST else 0.0,
        as_policy=reading.confidence if _is_about_a_service(talk) else 0.0,
        as_other=reading.confidence if reading.kind not in (Kind.REQUEST, Kind.POLICY) else 0.0,
        wishes=float(any(map(_wishes, talk.clauses))),
        declines=float(declines_request(talk.clauses)),
        helps=float(asks_for_help(talk.text)),
        details=float(bool(reading.details)),
        asks=float(is_question(talk.text)),
        told=min(sum(fact is not None for fact in told), _MOST_TOLD) / _MOST_TOLD,
        contact=float(bool(talk.heard.given)),
    )


def _is_about_a_service(talk: Talk) -> bool:
    return talk.reading.kind is Kind.POLICY and bool(talk.reading.needs)


def _wishes(clause: str) -> bool:
    wished = is_bare_request(clause) and not is_question(clause)
    return wished and not declines_request([clause])


def _log_odds(share: float) -> float:
    kept = min(max(share, _LEAST_SHARE), 1 - _LEAST_SHARE)
    return math.log(kept / (1 - kept))
