"""The FAQ: one page for everything the catalogue holds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit, urlunsplit

from fastapi import APIRouter, Depends, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from bot.channels.web.faq.structured_data import faq_page, legal_questions, service_data
from bot.channels.web.middleware.speaking import LANGUAGE_COOKIE
from bot.channels.web.site import Site, site_of
from knowledge.catalogue.entries import Entry
from knowledge.languages import language, languages, spoken

router = APIRouter(include_in_schema=False)
SiteOf = Annotated[Site, Depends(site_of)]

EntryT = TypeVar("EntryT", bound=Entry)

_ASKED_SHOWN = 6
_SEE_OTHER = 303
_A_YEAR = 365 * 24 * 3600


@router.get("/")
def home(request: Request, site: SiteOf) -> Response:
    """Show search, popular questions, areas and the other doors."""

    def make() -> str:
        popular = site.words.tree["home"]["popular_questions"]
        pairs = [
            (question["text"], site.catalogue.services[question["service"]].offers or "")
            for question in popular
        ]
        return site.renderer.text("home.html", blocks=[faq_page(pairs)])

    return site.renderer.frozen(request, "/", make)


@router.get("/area/{identifier}")
def area(request: Request, site: SiteOf, identifier: str) -> Response:
    """Show the services of one area."""
    entry = _known(site.catalogue.areas, identifier)
    services = site.catalogue.services_of(entry.id)
    stated = [service for service in services if service.offers]
    return site.renderer.frozen(
        request,
        f"/area/{entry.id}",
        lambda: site.renderer.text("area.html", area=entry, services=services, stated=stated),
    )


@router.get("/service/{identifier}")
def service(request: Request, site: SiteOf, identifier: str) -> Response:
    """Show everything the report lets one say of a service."""
    entry = _known(site.catalogue.services, identifier)
    examples = site.catalogue.examples.get(entry.id)
    plain = examples.questions.get(language(spoken()).style, ()) if examples else ()
    legal = [question for question, _ in legal_questions(site.catalogue, entry)]
    asked = [*legal[: _ASKED_SHOWN // 2], *plain][:_ASKED_SHOWN]
    blocks = service_data(entry, site.catalogue, site.words, site.settings.public_url)
    return site.renderer.frozen(
        request,
        f"/service/{entry.id}",
        lambda: site.renderer.text("service.html", service=entry, asked=asked, blocks=blocks),
    )


@router.get("/measure/{identifier}")
def measure(request: Request, site: SiteOf, identifier: str) -> Response:
    """Show one measure and the services that rest on it."""
    entry = _known(site.catalogue.measures, identifier)
    services = [s for s in site.catalogue.services.values() if s.measure == entry.id]
    return site.renderer.frozen(
        request,
        f"/measure/{entry.id}",
        lambda: site.renderer.text("measure.html", measure=entry, services=services),
    )


@router.get("/department/{identifier}")
def department(request: Request, site: SiteOf, identifier: str) -> Response:
    """Show what a department leads, assists and answers the telephone for."""
    entry = _known(site.catalogue.departments, identifier)
    services = site.catalogue.services.values()
    return site.renderer.frozen(
        request,
        f"/department/{entry.id}",
        lambda: site.renderer.text(
            "department.html",
            department=entry,
            helpline=site.catalogue.helplines.get(entry.helpline or ""),
            leads=[s for s in services if s.lead == entry.id],
            assists=[s for s in services if entry.id in s.assisting],
            measures=[m for m in site.catalogue.measures.values() if entry.id in m.departments],
        ),
    )


@router.get("/language/{name}")
def change_language(request: Request, name: str) -> Response:
    """Speak another language from here on, and go back to the page it was asked for on."""
    if name not in languages():
        raise HTTPException(404)
    came_from = urlsplit(request.headers.get("referer", ""))
    own = came_from.netloc == request.url.netloc and came_from.path.startswith("/")
    back = urlunsplit(("", "", came_from.path, came_from.query, "")) if own else "/"
    # Two slashes would be another host.
    reply = RedirectResponse(f"/{back.lstrip('/')}", _SEE_OTHER)
    reply.set_cookie(LANGUAGE_COOKIE, name, max_age=_A_YEAR, samesite="lax", httponly=True)
    return reply


@router.get("/privacy")
def privacy(request: Request, site: SiteOf) -> Response:
    """Say what is kept and what is not."""
    return _statement(request, site, "privacy")


@router.get("/accessibility")
def accessibility(request: Request, site: SiteOf) -> Response:
    """Say how far the pages can be used by everybody."""
    return _statement(request, site, "accessibility")


@router.post("/helpful")
def helpful(
    site: SiteOf,
    page: Annotated[str, Form(max_length=80)],
    helped: Annotated[Literal["yes", "no"], Form()],
) -> Response:
    """Count whether a page helped, then thank."""
    if not _is_page(site, page):
        raise HTTPException(404)
    site.helpfulness.count(page, helped=helped == "yes")
    site.metrics.helpful.labels(helped).inc()
    return RedirectResponse(f"/thanks?page={page}", _SEE_OTHER)


@router.get("/thanks")
def thanks(site: SiteOf, page: str = "") -> Response:
    """Thank for the word, with the way back."""
    words = site.words.tree["thanks"]
    back = f"/{page}" if _is_page(site, page) else "/"
    return site.renderer.page(
        "message.html", title=words["title"], text=words["text"], back=back, back_text=words["back"]
    )


def _is_page(site: Site, page: str) -> bool:
    kind, _, identifier = page.partition("/")
    catalogue = site.catalogue
    entries: dict[str, Mapping[str, Entry]] = {
        "service": catalogue.services,
        "measure": catalogue.measures,
        "department": catalogue.departments,
        "area": catalogue.areas,
    }
    return identifier in entries.get(kind, {})


def _statement(request: Request, site: Site, name: str) -> Response:
    statement = site.words.tree[name]
    return site.renderer.frozen(
        request, f"/{name}", lambda: site.renderer.text("statement.html", statement=statement)
    )


def _known(entries: dict[str, EntryT], identifier: str) -> EntryT:
    if identifier not in entries:
        raise HTTPException(404)
    return entries[identifier]
