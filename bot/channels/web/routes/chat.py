"""The conversation over HTTP, and the page that carries it."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Header, HTTPException, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field

from bot.channels.web.chatting.transcript import Choice, Said, Transcript, new_sender
from bot.channels.web.requesting.form import is_opaque
from bot.channels.web.site import Site, site_of
from bot.dialogue import Incoming
from bot.dialogue import Turn as Answered
from knowledge.languages import spoken
from nlu.understanding.topics.reading import Kind

router = APIRouter()
SiteOf = Annotated[Site, Depends(site_of)]
FormField = Annotated[str, Form()]

_CHANNEL = "web"
_HEADER = "X-Conversation"
_LONGEST_SENDER = 200
_MOST_UPDATES = 50
_UNHELPFUL = "/unhelpful "
_NEWS = "/news"
_WRONG = 422

Sender = Annotated[
    str,
    Field(
        min_length=1,
        max_length=_LONGEST_SENDER,
        description="Opaque id of the conversation; long and random, for it is all that guards it",
    ),
]


class Message(BaseModel):
    """One message of a conversation."""

    model_config = ConfigDict(extra="ignore")

    sender: Sender
    message: str = Field(description="What was typed, or the payload of the button tapped")
    message_id: str | None = Field(
        default=None, max_length=100, description="The same id again gives the same replies again"
    )


class Button(BaseModel):
    """Something to tap instead of typing; send ``payload`` as the next message."""

    title: str
    payload: str


class Reply(BaseModel):
    """One message of the assistant."""

    text: str
    buttons: list[Button]


class Turn(BaseModel):
    """The replies and the answer object behind them."""

    replies: list[Reply]
    meta: dict[str, Any]


class Unhelpful(BaseModel):
    """Which answer did not help."""

    model_config = ConfigDict(extra="ignore")

    service: str = Field(max_length=60, description="The first of the answer's `services`")


class Update(BaseModel):
    """News of a request made in this conversation."""

    id: int
    number: str
    text: str
    at: str


class Word(BaseModel):
    """What somebody at the desk wrote to the parent; ``by`` is empty for a note of the desk's."""

    id: int
    by: str
    text: str
    at: str


class Updates(BaseModel):
    """News after the last one that was shown, and the words of a person in the conversation."""

    updates: list[Update]
    words: list[Word]
    person: str | None = Field(
        description="``waiting`` when a person was asked for, ``claimed`` when one is there"
    )


@router.get("/chat", include_in_schema=False)
def chat(request: Request, site: SiteOf) -> Response:
    """Show the chat; in a frame of another site without header and footer."""
    framed = "embed" in request.query_params
    return site.renderer.frozen(
        request,
        "/chat?embed" if framed else "/chat",
        lambda: site.renderer.text("chat.html", **_page(site, framed, Transcript())),
    )


@router.post("/chat", include_in_schema=False)
async def plain_turn(
    request: Request,
    site: SiteOf,
    message: FormField = "",
    payload: FormField = "",
    sender: FormField = "",
    said: FormField = "",
) -> Response:
    """Take one message of a browser without script; the page carries the conversation."""
    framed = "embed" in request.query_params
    transcript = Transcript.read(said, site.desk.keyring)
    if not (payload or message).strip():
        empty = site.words.say("chat.empty")
        page = _page(site, framed, transcript, sender=sender, problem=empty)
        return site.renderer.page("chat.html", status=_WRONG, **page)
    sender = sender if is_opaque(sender) else new_sender()
    shown = Transcript(said=(_greeting(site), *transcript.said))
    mine = Said(who="you", text=shown.title_of(payload) if payload else message)
    service = ""
    if payload.startswith(_UNHELPFUL):
        noted = await run_in_threadpool(_noted, site, sender, payload.removeprefix(_UNHELPFUL))
        replies = [Said(who="assistant", **noted.model_dump())]
    elif payload == _NEWS:
        replies = []
    else:
        result = await _turn(site, sender, payload or message, None)
        replies = [Said(who="assistant", **reply) for reply in result.replies]
        service = _may_not_have_helped(result.meta)
    if service:
        title = site.words.say("chat.unhelpful")
        more = Choice(title=title, payload=f"{_UNHELPFUL}{service}")
        replies[-1] = replies[-1].model_copy(update={"buttons": (*replies[-1].buttons, more)})
    news, person = await run_in_threadpool(_news, site, sender, transcript)
    told = transcript.plus(*([] if payload == _NEWS else [mine]), *replies, *news)
    page = _page(site, framed, told, sender=sender, person=person)
    return site.renderer.page("chat.html", **page)


@router.post("/api/chat", summary="One turn of conversation", tags=["conversation"])
async def turn(site: SiteOf, message: Message) -> Turn:
    """Take one message, whatever it holds, and return the replies."""
    result = await _turn(site, message.sender, message.message, message.message_id)
    return Turn.model_validate(result.to_json())


@router.post("/api/chat/unhelpful", summary="The last answer did not help", tags=["conversation"])
def unhelpful(
    site: SiteOf,
    conversation: Annotated[
        str,
        Header(
            alias=_HEADER,
            min_length=1,
            max_length=_LONGEST_SENDER,
            description="Id of the conversation",
        ),
    ],
    told: Unhelpful,
) -> Reply:
    """Keep the last question of the conversation among those that were not answered."""
    return _noted(site, conversation, told.service)


@router.get("/api/chat/updates", summary="News of requests", tags=["conversation"])
def updates(
    site: SiteOf,
    conversation: Annotated[
        str, Header(alias=_HEADER, max_length=_LONGEST_SENDER, description="Id of the conversation")
    ] = "",
    sender: Annotated[
        str,
        Query(
            max_length=_LONGEST_SENDER,
            description="The same in the address, where logs may keep it: better the header",
        ),
    ] = "",
    after: Annotated[int, Query(ge=0, le=2**62, description="Id of the last news shown")] = 0,
    heard: Annotated[int, Query(ge=0, le=2**62, description="Id of the last word shown")] = 0,
) -> Updates:
    """Return what departments did with requests made in this conversation."""
    known_as = conversation or sender
    if not known_as:
        raise HTTPException(_WRONG, f"{_HEADER} is missing")
    identity = f"{_CHANNEL}:{known_as}"
    found = site.desk.inbox.take(identity, after)[:_MOST_UPDATES]
    handovers = site.dialogue.for_people.handovers
    words = handovers.heard(identity, heard)[:_MOST_UPDATES]
    held = handovers.held(identity)
    return Updates(
        updates=[Update(id=m.id, number=m.number, text=m.text, at=m.at) for m in found],
        words=[Word(id=one.id, by=one.by, text=one.text, at=one.at) for one in words],
        person=held.status if held else None,
    )


def _noted(site: Site, sender: str, service: str) -> Reply:
    """Count an answer that did not help, and say what may help instead."""
    if service in site.catalogue.services:
        site.helpfulness.count(f"service/{service}", helped=False)
        site.metrics.helpful.labels("no").inc()
        site.dialogue.note_unhelpful(f"{_CHANNEL}:{sender}")
    words = site.words.tree["chat"]
    buttons = [Button.model_validate(one) for one in words["unhelpful_offers"]]
    return Reply(text=words["unhelpful_noted"], buttons=buttons)


def _may_not_have_helped(meta: dict[str, Any]) -> str:
    """Return the service of an answer that a parent may call of no help; empty for no answer."""
    is_answer = meta["kind"] == Kind.POLICY and not meta["abstained"]
    return str(meta["services"][0]) if is_answer and meta["services"] else ""


async def _turn(site: Site, sender: str, text: str, message_id: str | None) -> Answered:
    result = await site.dialogue.turn(
        Incoming(
            sender=sender, text=text, channel=_CHANNEL, message_id=message_id, language=spoken()
        )
    )
    meta = result.meta
    site.metrics.answers.labels("chat", meta["kind"], str(meta["abstained"]).lower()).inc()
    if meta["degraded"]:
        site.metrics.degraded.inc()
    return result


def _news(site: Site, sender: str, transcript: Transcript) -> tuple[list[Said], bool]:
    """Return what departments and people at the desk said meanwhile, and whether one is there."""
    identity = f"{_CHANNEL}:{sender}"
    updates = site.desk.inbox.take(identity, transcript.last("update"))[:_MOST_UPDATES]
    handovers = site.dialogue.for_people.handovers
    words = handovers.heard(identity, transcript.last("staff"))[:_MOST_UPDATES]
    said = [
        *(Said(who="update", text=one.text, place=one.id) for one in updates),
        *(Said(who="staff", by=one.by, text=one.text, place=one.id) for one in words),
    ]
    return said, handovers.held(identity) is not None


def _page(
    site: Site,
    framed: bool,
    transcript: Transcript,
    *,
    sender: str = "",
    problem: str = "",
    person: bool = False,
) -> dict[str, Any]:
    return {
        "person": person,
        "news_payload": _NEWS,
        "framed": framed,
        "greeting": _greeting(site),
        "transcript": transcript,
        "said": transcript.field(site.desk.keyring),
        "sender": sender,
        "problem": problem,
        "here": "chat",
    }


def _greeting(site: Site) -> Said:
    words = site.words.tree["chat"]
    return Said(who="assistant", text=words["greeting"], buttons=words["starters"])
