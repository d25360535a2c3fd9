"""Errors as people see them: a calm page for people, a reason in JSON for programs."""

from __future__ import annotations

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from starlette.exceptions import HTTPException

from actions.requests import StoreError, SwitchedOffError
from bot.channels.web.clients import KEY_HEADER
from bot.channels.web.middleware.body_limit import TOO_LARGE
from bot.channels.web.open311.formats import RefusedError, refusal
from bot.channels.web.site import Site
from knowledge.errors import NotSetUpError

logger = logging.getLogger("tongxing.web")

_OPEN311 = "/open311/"
_FOR_PROGRAMS = ("/api/", "/open311/", "/healthz", "/readyz", "/metrics", "/openapi.json")
_PAGES = {
    403: ("refused_title", "refused"),
    404: ("not_found_title", "not_found"),
    405: ("bad_title", "method"),
    429: ("too_many_title", "too_many"),
    500: ("trouble_title", "trouble"),
    503: ("trouble_title", "trouble"),
}
_BAD = ("bad_title", "bad")
TOO_MANY = 429
_UNKNOWN_KEY = 401
_INVALID = 422
_NOT_RIGHT = 400


def add_error_pages(app: FastAPI) -> None:
    """Let every error of the application end in a page or a reason."""

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 500
        detail = str(error.detail) if isinstance(error, HTTPException) else ""
        headers = getattr(error, "headers", None)
        return error_reply(request, status, detail=detail, headers=headers)

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        return error_reply(request, 422, detail=_first_problem(error))

    async def store_trouble(request: Request, error: Exception) -> Response:
        logger.error("store", extra={"error": type(error).__name__})
        return error_reply(request, 503)

    async def switched_off(request: Request, error: Exception) -> Response:
        return error_reply(request, 503, detail=str(error), said=str(error))

    async def not_possible(request: Request, error: Exception) -> Response:
        logger.error("not possible", extra={"error": str(error)})
        return error_reply(request, 503)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(SwitchedOffError, switched_off)
    app.add_exception_handler(StoreError, store_trouble)
    app.add_exception_handler(NotSetUpError, not_possible)


def error_reply(
    request: Request,
    status: int,
    *,
    detail: str = "",
    said: str = "",
    headers: dict[str, str] | None = None,
) -> Response:
    """Return the page, or for programs the reason, of an HTTP status.

    Args:
        request: what was asked for.
        status: of the reply.
        detail: the reason for programs.
        said: what the page says instead of the usual words.
        headers: of the reply.
    """
    site: Site = request.app.state.site
    words = site.words.tree["errors"]
    title, text = _PAGES.get(status, _BAD)
    if request.url.path.startswith(_FOR_PROGRAMS):
        return _reason(request, status, detail or words[text], headers)
    page = site.renderer.page(
        "message.html",
        status=status,
        title=words["switched_off"] if said else words[title],
        text=said or words[text],
        back="/",
        back_text=words["home"],
    )
    page.headers.update(headers or {})
    return page


def refuse_large(request: Request, limit: int) -> Response:
    """Return the refusal of a body that is too large."""
    site: Site = request.app.state.site
    words = site.words
    text = words.say("errors.too_large", size=f"{limit // 100_000 / 10:g}")
    if request.url.path.startswith(_FOR_PROGRAMS):
        return _reason(request, TOO_LARGE, text)
    title, back_text = words.say("errors.too_large_title"), words.say("errors.home")
    return site.renderer.page(
        "message.html", status=TOO_LARGE, title=title, text=text, back="/", back_text=back_text
    )


def refuse_hurry(request: Request, seconds: int) -> Response:
    """Return the refusal of a client that asks too often."""
    return error_reply(request, TOO_MANY, headers={"Retry-After": str(seconds)})


def refuse_key(request: Request) -> Response:
    """Return the refusal of a key that belongs to no client."""
    return _reason(request, _UNKNOWN_KEY, f"{KEY_HEADER}: no such key")


def answer_trouble(request: Request) -> Response:
    """Return the reply to an error nobody foresaw."""
    return error_reply(request, 500)


def _reason(
    request: Request, status: int, reason: str, headers: dict[str, str] | None = None
) -> Response:
    """Return what a program reads; Open311 has a form of its own, in JSON and XML."""
    path = request.url.path
    if path.startswith(_OPEN311):
        # The standard knows one number for a call that is not right.
        refused = RefusedError(_NOT_RIGHT if status == _INVALID else status, reason)
        reply = refusal(refused, "xml" if path.endswith(".xml") else "json")
        reply.headers.update(headers or {})
        return reply
    return JSONResponse({"detail": reason}, status, headers=headers)


def _first_problem(error: RequestValidationError) -> str:
    first = error.errors()[0]
    where = ".".join(str(part) for part in first["loc"])
    return f"{where}: {first['msg']}"
