"""Is a message a wish for a request, or a question? One answer, for whoever has to know.

Words said outright, which every door hears alike, need no weighing
(:func:`nlu.understanding.wishes.wants_request`).
"""

from __future__ import annotations

from pathlib import Path

from actions.skills.phrases import asks_for_help, declines_request
from actions.skills.talk import Talk
from actions.skills.weighing import log_odds, weights_in
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wishes import is_bare_request, is_question, names_a_request

FILE = Path(__file__).with_name("wish.yml")
REGISTERING = ("open_request", "ask_to_register", "resume")
"""The acts of who wants something registered; which of them it is depends on what came before."""
_INSTEAD = "change_need"
_MOST_TOLD = 4


def wishes_request(talk: Talk) -> bool:
    """Tell a wish for a request from a question, by everything that was heard."""
    signs = signs_of_wish(talk)
    polite = signs["helps"] and names_a_request(talk.text)
    if signs["asks"] and not (signs["wishes"] or polite or signs["contact"]):
        # 我们需不需要上报 asks, and so does 政府帮不帮补; 能不能帮我登记 is a polite wish.
        return False
    return not _names_only_a_matter(talk, signs) and weights_in(FILE).is_yes(signs)


def _names_only_a_matter(talk: Talk, signs: dict[str, float]) -> bool:
    """我想给娃上公办小学 asks nobody to act: it is answered, and the answer offers a request.

    Nor does it with an age or a place beside it; who says whom to call wants to be called.
    """
    asks_somebody = signs["wishes"] or signs["helps"] or signs["contact"]
    sure = signs["as_policy"] >= talk.room.decisions.sure
    return sure and not asks_somebody and not _may_change(talk)


def signs_of_wish(talk: Talk) -> dict[str, float]:
    """Return what speaks for a wish and against it, by the names of ``wish.yml``."""
    said, reading = talk.said, talk.reading
    told = [said.child_age, said.county, said.consented or None, *talk.heard.given]
    share_told = min(sum(fact is not None for fact in told), _MOST_TOLD) / _MOST_TOLD
    about_a_service = reading.kind is Kind.POLICY and bool(reading.needs)
    detail = bool(reading.details)
    elsewise = reading.kind not in (Kind.REQUEST, Kind.POLICY)
    return {
        # How probable the acts are that register something.
        "registers": log_odds(talk.share_of(*_registering(talk))),
        # How sure the reading is of a request, of a service, or of another kind.
        "as_request": reading.confidence if reading.kind is Kind.REQUEST else 0.0,
        "as_policy": reading.confidence if about_a_service else 0.0,
        "as_other": reading.confidence if elsewise else 0.0,
        # A clause only wishes for a request, without saying what for; or it wants none.
        "wishes": float(any(map(wishes, talk.clauses))),
        "declines": float(declines_request(talk.clauses)),
        # Somebody is asked to act, or complained of.
        "helps": float(asks_for_help(talk.text)),
        # Asks for a detail; who tells an age or a place may only sound so.
        "details": float(detail) * (1 - share_told),
        "asks": float(talk.asks_outright),
        # How many of the fields of a request it tells; nobody names himself to hear of a policy.
        "told": share_told,
        "contact": float(bool(talk.heard.given and reading.needs)),
    }


def _registering(talk: Talk) -> tuple[str, ...]:
    """Return the acts that register something: one instead of another needs the other."""
    return (*REGISTERING, _INSTEAD) if _may_change(talk) else REGISTERING


def _may_change(talk: Talk) -> bool:
    """Tell that something was registered or left here, beside which another may be registered."""
    last = talk.state.last_request
    return talk.state.set_aside is not None or (last is not None and last.need is not None)


def wishes(clause: str) -> bool:
    """Tell a clause that wishes for a request without saying what for."""
    wished = is_bare_request(clause) and not is_question(clause)
    return wished and not declines_request([clause])
