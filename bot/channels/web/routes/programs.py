"""``/docs``: how programs use this installation, readable without anything from elsewhere."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.responses import Response
from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.channels.web.api_reference import calls_of
from bot.channels.web.site import Site, site_of
from knowledge.settings import PROJECT_ROOT

router = APIRouter(include_in_schema=False)
SiteOf = Annotated[Site, Depends(site_of)]

GUIDE = PROJECT_ROOT / "docs" / "programs.md"


@router.get("/docs")
def docs(request: Request, site: SiteOf) -> Response:
    """Show the guide and, below it, every call of the description at ``/openapi.json``."""

    def make() -> str:
        guide = Markup(MarkdownIt("commonmark").enable("table").render(_guide()))
        return site.renderer.text("docs.html", guide=guide, groups=calls_of(request.app.openapi()))

    return site.renderer.frozen(request, "/docs", make)


def _guide() -> str:
    return GUIDE.read_text(encoding="utf-8")
