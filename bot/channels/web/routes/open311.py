"""``/open311/v2``: discovery, services, and requests made by other programs."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from actions.requests import (
    Actor,
    Channel,
    ConsentMissingError,
    InvalidFieldError,
    KeyReusedError,
    RequestDesk,
    find_number,
)
from bot.channels.web.clients import KEY_HEADER
from bot.channels.web.open311.formats import Format, RefusedError, answer, refusal
from bot.channels.web.open311.listing import MOST, PAGE, Listing, Wanted
from bot.channels.web.open311.views import (
    NOT_SUPPORTED,
    POSTED_FORM,
    definition_view,
    posted_request,
    request_view,
    service_view,
)
from bot.channels.web.site import Site, site_of

router = APIRouter(prefix="/open311/v2", tags=["open311"])
SiteOf = Annotated[Site, Depends(site_of)]

_KEYS = "TONGXING_OPEN311_KEYS"
_CREATED = 201
_NO_FORM = 415
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")


@router.get("/discovery.{form}", summary="Where the endpoint is and what it speaks")
def discovery(site: SiteOf, form: Format) -> Response:
    """Return the discovery document."""
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": f"{site.settings.public_url}/open311/v2",
        "type": "production",
        "formats": ["text/xml", "application/json"],
        "not_supported": list(NOT_SUPPORTED),
    }
    value = {"changeset": site.knowledge.build, "contact": "12345", "endpoints": [endpoint]}
    return answer(value, form, "discovery", "endpoint")


@router.get("/services.{form}", summary="All services")
def services(site: SiteOf, form: Format) -> Response:
    """Return the services of the checklist."""
    catalogue = site.catalogue
    found = [service_view(one, catalogue) for one in catalogue.services.values()]
    return answer(found, form, "services", "service")


@router.get("/services/{code}.{form}", summary="What a request for a service may carry")
def definition(site: SiteOf, code: str, form: Format) -> Response:
    """Return the attributes of one service."""

    def make() -> Response:
        if code not in site.catalogue.services:
            raise RefusedError(404, f"没有“{code}”这项服务")
        value = definition_view(site.catalogue.services[code])
        return answer(value, form, "service_definition", "attribute")

    return _or_refusal(make, form)


@router.post(
    "/requests.{form}",
    summary="Open a request",
    status_code=_CREATED,
    openapi_extra={"requestBody": POSTED_FORM},
)
async def open_request(
    request: Request,
    site: SiteOf,
    form: Format,
    idempotency_key: Annotated[
        str, Header(max_length=200, description="The same key again opens nothing new")
    ] = "",
) -> Response:
    """Open a request with a client's key; ``attribute[consent]`` must be yes."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in _FORMS:
        told = RefusedError(_NO_FORM, f"请用表单提交：{'、'.join(_FORMS)}")
        return refusal(told, form)
    async with request.form() as posted:
        fields = {name: value for name, value in posted.items() if isinstance(value, str)}
    fields.setdefault("api_key", request.headers.get(KEY_HEADER, ""))
    return await run_in_threadpool(
        _or_refusal, lambda: _open(site, fields, idempotency_key, form), form
    )


@router.get("/requests.{form}", summary="Requests opened through Open311")
def requests(
    site: SiteOf,
    form: Format,
    service_request_id: str = "",
    service_code: str = "",
    status: str = "",
    start_date: str = "",
    end_date: str = "",
    page: Annotated[int, Query(ge=1, le=MOST)] = 1,
    page_size: Annotated[int, Query(ge=1, le=MOST)] = PAGE,
) -> Response:
    """Return a page of the newest 1000 requests, of 90 days; other doors' stay out of sight."""
    wanted = Wanted(service_request_id, service_code, status, start_date, end_date, page, page_size)

    def make() -> Response:
        found = wanted.of(_listing(site.desk).newest())
        views = [request_view(one, site.catalogue) for one in found]
        return answer(views, form, "service_requests", "request")

    return _or_refusal(make, form)


@router.get("/requests/{number}.{form}", summary="One request opened through Open311")
def one_request(site: SiteOf, number: str, form: Format) -> Response:
    """Return one request."""
    return _or_refusal(
        lambda: answer([_found(site, number)], form, "service_requests", "request"), form
    )


@router.get("/tokens/{token}.{form}", summary="The number behind a token")
def token(site: SiteOf, token: str, form: Format) -> Response:
    """Return the number of a token; numbers are given at once, so a token is its number."""

    def make() -> Response:
        number = _found(site, token)["service_request_id"]
        value = [{"service_request_id": number, "token": token}]
        return answer(value, form, "service_requests", "request")

    return _or_refusal(make, form)


def _open(site: Site, fields: dict[str, str], key: str, form: Format) -> Response:
    client = _client_of(site, fields.get("api_key", ""))
    if fields.get("service_code") not in site.catalogue.services:
        raise RefusedError(
            404 if fields.get("service_code") else 400, "service_code没有写或不在清单里"
        )
    try:
        case = site.desk.submit(
            posted_request(fields, site.knowledge),
            # Each client counts for itself: nobody can take another's key.
            key=f"open311:{client}:{key}" if key else None,
            by=Actor.staff(f"Open311（{client}）"),
        )
    except (InvalidFieldError, ConsentMissingError) as error:
        raise RefusedError(400, str(error)) from error
    except KeyReusedError as error:
        raise RefusedError(409, str(error)) from error
    _listing(site.desk).is_old()
    notice = f"期限{case.due_at[:10]}（项目默认，不是法定）"
    value = [
        {"service_request_id": case.number, "service_notice": notice, "account_id": None},
    ]
    return answer(value, form, "service_requests", "request", _CREATED)


def _client_of(site: Site, key: str) -> str:
    """Return the name of the client a key belongs to.

    Raises:
        RefusedError: it belongs to none.
    """
    client = site.clients.of(key)
    if client is not None:
        return client.name
    shared = [one.strip() for one in os.environ.get(_KEYS, "").split(",") if one.strip()]
    for place, one in enumerate(shared, 1):
        if secrets.compare_digest(key.encode(), one.encode()):
            return str(place)
    raise RefusedError(403, "api_key不对或没有写")


def _found(site: Site, number: str) -> dict[str, Any]:
    found = site.desk.public_one(Channel.OPEN311, find_number(number) or number)
    if found is None:
        raise RefusedError(404, "没有这个编号")
    return request_view(found, site.catalogue)


@cache
def _listing(desk: RequestDesk) -> Listing:
    return Listing(desk)


def _or_refusal(make: Callable[[], Response], form: Format) -> Response:
    try:
        return make()
    except RefusedError as refused:
        return refusal(refused, form)
