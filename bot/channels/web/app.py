"""The web process: pages, APIs and the work beside them. It is the one that holds the model."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Container, Sequence
from contextlib import asynccontextmanager
from functools import partial

from fastapi import FastAPI
from fastapi.routing import APIRoute
from starlette.datastructures import State
from starlette.middleware.gzip import GZipMiddleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.types import Scope

from actions.coordination import SharedRates
from bot.channels.registry import open_channels
from bot.channels.web import errors
from bot.channels.web.background import BACKGROUND, Work, follow_documents, learn_approved
from bot.channels.web.middleware.body_limit import BodyLimit
from bot.channels.web.middleware.cors import ApiCors
from bot.channels.web.middleware.head import HeadRequests
from bot.channels.web.middleware.rate_limiter import RateLimit, TokenBuckets
from bot.channels.web.middleware.security_headers import SecurityHeaders
from bot.channels.web.middleware.speaking import Speaking
from bot.channels.web.middleware.unexpected_errors import UnexpectedErrors
from bot.channels.web.observability.logs import Observer, log_as_json
from bot.channels.web.routes import (
    chat,
    check,
    desk,
    desk_calls,
    desk_cases,
    desk_conversations,
    desk_learning,
    desk_sign_on,
    desk_supervising,
    faq,
    open311,
    operations,
    programs,
    request,
    search,
    staff_api,
    track,
    webhooks,
)
from bot.channels.web.site import Site
from bot.channels.web.staff import sign_on
from bot.launch.roles import CONVERSING, SERVED_BY_WEB, Role
from knowledge.database import database_url
from knowledge.errors import TongxingError
from knowledge.settings import Config, load_config

logger = logging.getLogger("tongxing.web")

_WARM_UP_SECONDS = 0.5
_ATTACH = "/track/attach"
_DESK = "/desk/requests/"
_MULTIPART_OVERHEAD = 50_000
_MODEL_PATHS = ("/search", "/api/ask", "/api/chat", "/desk/panel")
_FREE_PATHS = ("/healthz", "/readyz", "/metrics")


def create_app(
    config: Config | None = None,
    *,
    port: int | None = None,
    background: Sequence[Work] = BACKGROUND,
    roles: frozenset[str] = SERVED_BY_WEB,
) -> FastAPI:
    """Return the application of this installation; ``server.py`` runs it.

    Args:
        config: read from ``config.yml`` when it is left out.
        port: the web port, beside which the dialogue's servers lie; ``TONGXING_PORT`` otherwise.
        background: what runs beside the pages where the outbox is worked.
        roles: what this process does; everything when nothing is said.

    Raises:
        TongxingError: the content, the configuration or the store cannot be used.
    """
    log_as_json()
    site = Site.open(config or load_config(), port=port)
    channels = open_channels(
        site.config,
        site.knowledge,
        site.desk,
        site.dialogue,
        lambda page: site.helpfulness.count(page, helped=False),
        roles,
    )
    converses = bool(roles & CONVERSING)

    @asynccontextmanager
    async def life(app: FastAPI) -> AsyncIterator[None]:
        works = list(background) if Role.OUTBOX in roles else []
        if converses and database_url():
            works.append(follow_documents)
        if converses and background:
            works.append(learn_approved)
        tasks = [asyncio.create_task(work(site)) for work in works]
        tasks += [asyncio.create_task(channel.run()) for channel in channels]
        if converses:
            tasks.append(asyncio.create_task(_warm_up(site, app.state)))
        yield
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await site.close()

    app = FastAPI(
        title="Tongxing",
        description="Answers for parents of migrant children in Guizhou, with their sources.",
        version=site.knowledge.build,
        lifespan=life,
        docs_url=None,
        redoc_url=None,
        openapi_url="/openapi.json",
    )
    app.state.site = site
    app.state.converses, app.state.draining = converses, False
    app.state.model_loaded = app.state.dialogue_works = False
    app.state.turn_worked_at = float("-inf")
    pages = (faq, search, chat, request, track, check)
    work = (desk, desk_calls, desk_cases, desk_conversations)
    staff = (*work, desk_learning, desk_sign_on, desk_supervising)
    public = (*pages, *staff, open311, staff_api, programs) if Role.WEB in roles else ()
    for routes in (*public, operations):
        app.include_router(routes.router)
    app.webhooks.include_router(webhooks.router)
    free = set(_FREE_PATHS)
    for channel in channels:
        own = channel.routes
        app.include_router(own)
        # Their servers come from few addresses, and are held to the channel's own limits.
        free |= {route.path for route in own.routes if isinstance(route, APIRoute)}
        site.metrics.watch_channel(channel.name, partial(getattr, channel, "is_on"))
    errors.add_error_pages(app)
    _add_guards(app, site, free)
    return app


async def _warm_up(site: Site, state: State) -> None:
    # The pages are served at once; only answers wait for the model and the dialogue's servers.
    try:
        await asyncio.to_thread(site.suggester.suggest, "0")
        # As a parent would ask: what answers rest on is read now and not at the first question.
        await asyncio.to_thread(site.knowledge.understand, site.words.say("home.search_hint"))
    except TongxingError as error:
        logger.error("no answers", extra={"error": str(error)})
        return
    state.model_loaded = True
    while True:
        if not state.dialogue_works and await site.dialogue.alive():
            state.dialogue_works = await site.dialogue.warm_up()
            state.turn_worked_at = time.monotonic()
        await asyncio.sleep(_WARM_UP_SECONDS)


def _add_guards(app: FastAPI, site: Site, free: Container[str]) -> None:
    settings = site.settings
    limits = settings.rate_limits
    buckets = {
        "pages": TokenBuckets(limits.pages),
        "model": TokenBuckets(limits.model),
        "forms": TokenBuckets(limits.forms),
    }

    def body_limit(path: str) -> int:
        if path == _ATTACH or (path.startswith(_DESK) and path.endswith("/attach")):
            return settings.max_attachment_bytes + _MULTIPART_OVERHEAD
        return settings.max_form_bytes

    if site.sign_on.is_on:
        # Between leaving for the provider and coming back; nothing else uses it.
        app.add_middleware(
            SessionMiddleware,
            secret_key=site.desk.keyring.mac("sign-on", ""),
            session_cookie="tongxing_sign_on",
            path=sign_on.PATH,
            max_age=sign_on.SECONDS,
            https_only=settings.public_url.startswith("https"),
        )
    # The last one added stands outermost.
    app.add_middleware(UnexpectedErrors, reply=errors.answer_trouble)
    app.add_middleware(GZipMiddleware, minimum_size=500, compresslevel=6)
    app.add_middleware(BodyLimit, limit=body_limit, refuse=errors.refuse_large)
    app.add_middleware(
        RateLimit,
        buckets=buckets,
        kind=partial(_kind, free),
        clients=site.clients,
        refuse=errors.refuse_hurry,
        refuse_key=errors.refuse_key,
        shared=_shared_rates(site),
    )
    app.add_middleware(ApiCors, origins=settings.cors_origins)
    app.add_middleware(SecurityHeaders, embed_origins=settings.embed_origins)
    app.add_middleware(Speaking, language=settings.language)
    app.add_middleware(HeadRequests)
    app.add_middleware(Observer)


def _shared_rates(site: Site) -> Callable[[str, str, int], Awaitable[float]] | None:
    if site.memory is None:
        return None
    rates = SharedRates(site.memory)

    async def take(kind: str, client: str, per_minute: int) -> float:
        # Addresses lie there for a minute, under names that nobody can turn back.
        return await rates.take(kind, site.desk.keyring.mac("rate", client), per_minute)

    return take


def _kind(free: Container[str], scope: Scope) -> str | None:
    path = scope["path"]
    if path in free:
        return None
    if path in _MODEL_PATHS:
        return "model"
    return "forms" if scope["method"] == "POST" else "pages"
