"""``/open311/v2``: discovery, services, and requests made by other programs."""

from __future__ import annotations

import os
from collections.abc import Callable
from functools import cache
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import Response

from actions.requests import (
    Actor,
    Channel,
    ConsentMissingError,
    InvalidFieldError,
    RequestDesk,
    find_number,
)
from bot.channels.web.open311.formats import Format, RefusedError, answer, check_key, refusal
from bot.channels.web.open311.listing import MOST, PAGE, Listing, Wanted
from bot.channels.web.open311.views import (
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


@router.get("/discovery.{form}", summary="Where the endpoint is and what it speaks")
def discovery(site: SiteOf, form: Format) -> Response:
    """Return the discovery document."""
    endpoint = {
        "specification": "http://wiki.open311.org/GeoReport_v2",
        "url": f"{site.settings.public_url}/open311/v2",
        "type": "production",
        "formats": ["text/xml", "application/json"],
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


@router.post("/requests.{form}", summary="Open a request", status_code=_CREATED)
async def open_request(request: Request, site: SiteOf, form: Format) -> Response:
    """Open a request with one of the operator's keys; ``attribute[consent]`` must be yes."""
    async with request.form() as posted:
        fields = {name: value for name, value in posted.items() if isinstance(value, str)}
    return await run_in_threadpool(_or_refusal, lambda: _open(site, fields, form), form)


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
    """Return a page of the newest 1000 requests; those of other doors stay out of sight."""
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


def _open(site: Site, fields: dict[str, str], form: Format) -> Response:
    check_key(fields.get("api_key", ""), os.environ.get(_KEYS))
    if fields.get("service_code") not in site.catalogue.services:
        raise RefusedError(
            404 if fields.get("service_code") else 400, "service_code没有写或不在清单里"
        )
    try:
        case = site.desk.submit(posted_request(fields, site.knowledge), by=Actor.staff("Open311"))
    except (InvalidFieldError, ConsentMissingError) as error:
        raise RefusedError(400, str(error)) from error
    _listing(site.desk).is_old()
    notice = f"期限{case.due_at[:10]}（项目默认，不是法定）"
    value = [
        {"service_request_id": case.number, "service_notice": notice, "account_id": None},
    ]
    return answer(value, form, "service_requests", "request", _CREATED)


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
