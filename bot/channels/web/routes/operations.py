"""What operators and machines ask: alive, ready, figures, static files."""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from typing import Annotated

from fastapi import APIRouter, Depends, HTTPException, Request
from fastapi.responses import JSONResponse, Response
from starlette.datastructures import State

from bot.channels.web.assets import assets
from bot.channels.web.site import Site, site_of

router = APIRouter(tags=["operations"])
SiteOf = Annotated[Site, Depends(site_of)]

_TURN_COUNTS_SECONDS = 15.0
_LEAST_SPACE = 10_000_000
_REFUSED = 403
_TOKEN = "TONGXING_METRICS_TOKEN"
_LOOPBACK = ("127.0.0.1", "::1")
_FOREVER = "public, max-age=31536000, immutable"
_AN_HOUR = "public, max-age=3600"


@router.get("/healthz", summary="The process answers")
def healthz() -> dict[str, str]:
    """Return 200 as long as the process can answer at all."""
    return {"status": "ok"}


@router.get("/readyz", summary="The whole conversation works", responses={503: {}})
async def readyz(request: Request, site: SiteOf) -> JSONResponse:
    """Return 200 only when a whole turn has just worked and something can be stored; else 503.

    A process that is about to stop is not ready; one that holds no conversations needs no dialogue.
    """
    state = request.app.state
    space = shutil.disk_usage(site.config.home).free >= _LEAST_SPACE
    parts = {"space": space, "staying": not state.draining}
    if state.converses:
        parts |= await _conversing(state, site)
    ready = all(parts.values())
    return JSONResponse({"ready": ready, **parts}, 200 if ready else 503)


async def _conversing(state: State, site: Site) -> dict[str, bool]:
    if state.dialogue_works and time.monotonic() - state.turn_worked_at > _TURN_COUNTS_SECONDS:
        # The servers answering is not enough: they may be those of another installation.
        state.dialogue_works = await site.dialogue.alive() and await site.dialogue.warm_up()
        state.turn_worked_at = time.monotonic()
    dialogue = state.dialogue_works and await site.dialogue.alive()
    return {"model": bool(state.model_loaded), "dialogue": dialogue}


@router.get("/metrics", summary="Figures for Prometheus")
def metrics(request: Request, site: SiteOf) -> Response:
    """Return figures without anything a person typed, to this machine or who has the token."""
    if not _may_see_figures(request):
        raise HTTPException(_REFUSED, f"{_TOKEN} is needed from elsewhere than this machine")
    return Response(site.metrics.exposition(), media_type="text/plain; version=0.0.4")


def _may_see_figures(request: Request) -> bool:
    token = os.environ.get(_TOKEN, "")
    shown = request.headers.get("authorization", "").removeprefix("Bearer ")
    if token and secrets.compare_digest(shown.encode(), token.encode()):
        return True
    # Behind a proxy on this machine uvicorn has put the forwarded address here.
    return request.client is not None and request.client.host in _LOOPBACK


@router.get("/static/{name}", include_in_schema=False)
def static(request: Request, name: str) -> Response:
    """Send a static file; its address changes with its content."""
    return _asset(request, name, _FOREVER)


@router.get("/widget.js", include_in_schema=False)
def widget(site: SiteOf) -> Response:
    """Send the script other sites embed; its address stays, so it is kept for an hour only."""
    asset = assets()["widget.js"]
    script = asset.content.decode()
    for name, words in site.words.tree["widget"].items():
        script = script.replace(f'"%{name}%"', json.dumps(words, ensure_ascii=False))
    headers = {"Cache-Control": _AN_HOUR, "Vary": "Accept-Encoding"}
    return Response(script, media_type=asset.media_type, headers=headers)


@router.get("/robots.txt", include_in_schema=False)
def robots() -> Response:
    """Keep search engines off pages made for one person."""
    closed = ("/search", "/chat", "/request", "/track", "/desk", "/thanks", "/api/", "/open311/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed)]
    return Response("\n".join(lines) + "\n", media_type="text/plain")


def _asset(request: Request, name: str, keep: str) -> Response:
    asset = assets().get(name)
    if asset is None:
        raise HTTPException(404)
    headers = {"Cache-Control": keep, "Vary": "Accept-Encoding"}
    if "gzip" in request.headers.get("accept-encoding", ""):
        headers["Content-Encoding"] = "gzip"
        return Response(asset.compressed, media_type=asset.media_type, headers=headers)
    return Response(asset.content, media_type=asset.media_type, headers=headers)
