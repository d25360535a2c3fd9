"""A new request is made here and nowhere else, whichever door it came through."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from actions.requests.deadlines.clocks import china_now
from actions.requests.model import Consent, NewRequest, RequestType
from knowledge.errors import NotSetUpError
from nlu.understanding.topics.reading import Kind
from nlu.understanding.wording import cries_for_help

if TYPE_CHECKING:
    from knowledge.base import KnowledgeBase

CONSENT_VERSION = "consent-2"
"""What everybody is asked before anything is kept: that name, telephone number and need are kept
and handed to the department that is named. Raise it when any door asks for something else."""


@dataclass(frozen=True)
class Hearing:
    """What a need says.

    Attributes:
        danger: a child is in danger.
        dangers: of which kinds, where that is recognised.
        services: those it is about, best first.
    """

    danger: bool = False
    dangers: tuple[str, ...] = ()
    services: tuple[str, ...] = ()


def hear(need: str, knowledge: KnowledgeBase | None) -> Hearing:
    """Return what a need says, as every door understands it.

    Without the model only a bare cry for help is heard; people sort the rest by hand.
    """
    if knowledge is None:
        return Hearing(danger=cries_for_help(need))
    try:
        reading = knowledge.understand(need).reading
    except NotSetUpError:
        return hear(need, None)
    if reading.kind is Kind.CRISIS:
        return Hearing(danger=True, dangers=reading.crisis)
    return Hearing(services=reading.needs)


def new_request(
    *,
    need: str,
    county: str,
    contact_name: str,
    contact_phone: str,
    channel: str,
    agreed: bool,
    heard: Hearing,
    build: str | None,
    kind: str | None = None,
    services: tuple[str, ...] = (),
    child_age: int | None = None,
    reply_address: str | None = None,
    urgent: bool = False,
    gist: str | None = None,
    further: Mapping[str, Any] | None = None,
) -> NewRequest:
    """Return a request as it goes to ``RequestDesk.submit``, which checks it.

    Args:
        need: in the parent's words.
        county: where the child lives.
        contact_name: whom to call.
        contact_phone: where.
        channel: the door, one of ``Channel``.
        agreed: whether the consent question was answered with yes.
        heard: what the need says; danger makes the request urgent, whatever was chosen.
        build: id of the knowledge build behind the conversation.
        kind: the type chosen, one of ``RequestType``; ``None`` lets the words decide.
        services: those chosen; where none were, those heard.
        child_age: in years.
        reply_address: where the parent is told, inside the channel.
        urgent: chosen so.
        gist: what was talked about before.
        further: the fields of ``fields.FURTHER`` that were given.
    """
    if heard.danger or (urgent and kind is None):
        kind = RequestType.HELP
    return NewRequest(
        need=need,
        county=county,
        contact_name=contact_name,
        contact_phone=contact_phone,
        channel=channel,
        consent=Consent(CONSENT_VERSION, china_now()) if agreed else None,
        type=kind,
        services=services or heard.services,
        child_age=child_age,
        reply_address=reply_address,
        urgent=urgent or heard.danger,
        gist=gist,
        build=build,
        further=dict(further or {}),
    )
