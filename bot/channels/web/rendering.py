"""Templates to pages; pages that depend on the content alone are made once and kept."""

from __future__ import annotations

import gzip
import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fastapi import Request
from fastapi.responses import HTMLResponse, Response
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from actions.requests import fields
from actions.requests.stored_forms import LONGEST_NAME
from actions.requests.texts import named
from actions.texts import texts
from bot.channels.registry import messengers
from bot.channels.web.assets import asset_url
from bot.channels.web.formatting import phone_links, punctuated
from bot.channels.web.page_texts import load_words
from bot.channels.web.settings import WebSettings
from knowledge.catalogue import Catalogue
from knowledge.languages import Language, joined, language, languages, spoken

_FOLDER = Path(__file__).parent / "templates"
_UNSAFE_IN_SCRIPT = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})
NOT_KEPT = "no-store"


@dataclass(frozen=True)
class Frozen:
    """A page as it is sent: plain, compressed, and the tag of its content."""

    content: bytes
    compressed: bytes
    etag: str


class Renderer:
    """Renders templates in the language that is spoken."""

    def __init__(
        self,
        settings: WebSettings,
        catalogue: Catalogue,
        build: Callable[[], str],
    ) -> None:
        """Take what every template may use; ``build`` tells the knowledge build that serves."""
        self._settings = settings
        self._build = build
        self._catalogue = catalogue
        self._frozen: dict[str, tuple[str, Frozen | None]] = {}
        self._environment = Environment(
            loader=FileSystemLoader(_FOLDER),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        checked = max(line.checked for line in catalogue.helplines.values())
        self._environment.globals |= {
            "asset": asset_url,
            "checked": checked.isoformat(),
            "public_url": settings.public_url,
            "further_fields": further_fields,
            "other_languages": other_languages,
            "messengers": {name: one.title for name, one in messengers().items()},
        }
        self._environment.filters |= {
            "ld": as_data_block,
            "phones": phone_links(catalogue.helplines),
            "punctuated": punctuated,
            "listed": joined,
            "named": named,
        }

    def text(self, template: str, **values: Any) -> str:
        """Return a template as text."""
        return self._environment.get_template(template).render(
            build=self._build(),
            t=load_words(spoken()).tree,
            catalogue=self._catalogue.told,
            **values,
        )

    def page(self, template: str, *, status: int = 200, **values: Any) -> Response:
        """Return a page made for one person; nobody may keep a copy of it."""
        return HTMLResponse(
            self.text(template, **values), status, headers={"Cache-Control": NOT_KEPT}
        )

    def frozen(self, request: Request, key: str, make: Callable[[], str]) -> Response:
        """Return a page that is the same for everybody; browsers may ask whether it changed.

        Args:
            request: its headers say what the browser has and takes.
            key: names the page; made from known ids only, so that the store stays small.
            make: renders the page when it is wanted for the first time.
        """
        key = f"{spoken()} {key}"
        build, page = self._frozen.get(key, ("", None))
        if page is None or build != self._build():
            content = make().encode()
            tag = f'"{hashlib.sha256(content).hexdigest()[:20]}"'
            page = Frozen(content, gzip.compress(content, mtime=0), tag)
            self._frozen[key] = (self._build(), page)
        headers = {
            "Cache-Control": f"public, max-age={self._settings.cache_seconds}",
            "ETag": page.etag,
            "Vary": "Accept-Encoding, Cookie",
        }
        if page.etag in request.headers.get("if-none-match", ""):
            return Response(status_code=304, headers=headers)
        if "gzip" in request.headers.get("accept-encoding", ""):
            headers["Content-Encoding"] = "gzip"
            return HTMLResponse(page.compressed, headers=headers)
        return HTMLResponse(page.content, headers=headers)


def other_languages() -> list[tuple[str, Language]]:
    """Return the languages a page may be changed to, each with what it says of itself."""
    return [(name, language(name)) for name in languages() if name != spoken()]


def further_fields() -> list[dict[str, Any]]:
    """Return the further fields of a request as pages show them: name, label, hint, required."""
    words = texts().request
    return [
        {
            "name": field.name,
            "label": field.label,
            "hint": words.why[field.name],
            "required": not field.may_be_skipped,
            "longest": LONGEST_NAME,
        }
        for field in fields.FURTHER
    ]


def as_data_block(value: Any) -> Markup:
    """Return JSON that cannot end the script element it stands in."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.translate(_UNSAFE_IN_SCRIPT))
