"""HTML through Beautiful Soup and lxml: the text of a page in its own structure.

Why not a ready-made article extractor: see ``docs/decisions/ingestion-libraries.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from pydantic import BaseModel, ConfigDict

from knowledge.ingestion.dates import read_date
from knowledge.ingestion.documents import Extracted, RawBlock
from knowledge.ingestion.rules import load_rules

_HEADING = re.compile(r"h([1-6])")
_BLOCKS = {
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul",
}  # fmt: skip
_NEVER_TEXT = {"head", "script", "style", "noscript", "template"}
_BARE_NUMBER = re.compile(r"\d+\.")
_SITE_SUFFIX = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]{2,30}$")

# An element with more than this share of the page's text is not furniture, whatever its name.
_TOO_MUCH_TO_DROP = 0.5
# A known container must hold this share of the page's text to be believed.
_ENOUGH = 0.3
# A block that is mostly links is a menu.
_MOSTLY_LINKS = 0.7
_LONGEST_LINK_BLOCK = 60


class HtmlRules(BaseModel):
    """The rules of ``html.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    drop_tags: tuple[str, ...]
    furniture: frozenset[str]
    containers: tuple[str, ...]
    title_meta: tuple[str, ...]
    issuer_meta: tuple[str, ...]
    date_meta: tuple[str, ...]


def read_html(text: str) -> Extracted:
    """Read a page: its main text as headings, paragraphs, points and table rows."""
    rules = _rules()
    page = BeautifulSoup(text, "lxml")
    metas = _metas(page)
    title = _title(page, metas, rules)
    length = _text_length(page.body or page)
    for tag in page.find_all(rules.drop_tags):
        if tag.name in _NEVER_TEXT or _text_length(tag) <= _TOO_MUCH_TO_DROP * length:
            tag.decompose()
    _drop_furniture(page, rules, length)
    blocks = tuple(_blocks(_main_part(page, rules, length)))
    return Extracted(
        blocks,
        title=title,
        issuer=_first(metas, rules.issuer_meta),
        date=read_date(_first(metas, rules.date_meta)),
    )


def _metas(page: BeautifulSoup) -> dict[str, str]:
    found: dict[str, str] = {}
    for meta in page.find_all("meta"):
        name = str(meta.get("name") or meta.get("property") or "").lower()
        content = str(meta.get("content") or "").strip()
        if name and content:
            found.setdefault(name, content)
    return found


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name] for name in names if name in metas), "")


def _title(page: BeautifulSoup, metas: dict[str, str], rules: HtmlRules) -> str:
    named = _first(metas, rules.title_meta)
    if named:
        return named
    headings = page.find_all("h1")
    if len(headings) == 1 and (heading := headings[0].get_text(" ", strip=True)):
        return heading
    title = page.title.get_text(" ", strip=True) if page.title else ""
    return _SITE_SUFFIX.sub("", title) or title


def _drop_furniture(page: BeautifulSoup, rules: HtmlRules, length: int) -> None:
    for tag in page.find_all(True):
        if tag.decomposed or not tag.attrs:
            continue
        words = {str(word).lower() for word in tag.get_attribute_list("class") if word}
        words.add(str(tag.get("id") or "").lower())
        if words & rules.furniture and _text_length(tag) <= _TOO_MUCH_TO_DROP * length:
            tag.decompose()


def _text_length(tag: Tag) -> int:
    return len(tag.get_text(strip=True))


def _main_part(page: BeautifulSoup, rules: HtmlRules, length: int) -> Tag:
    for selector in rules.containers:
        for candidate in page.select(selector):
            if _text_length(candidate) >= max(1, _ENOUGH * length):
                return candidate
    return page.body or page


def _blocks(root: Tag) -> Iterator[RawBlock]:
    """Yield the paragraphs below ``root``; inline elements run together, blocks part them."""
    line: list[str] = []
    linked = 0
    for node in _flat(root):
        if isinstance(node, str):
            line.append(node)
        elif isinstance(node, _Link):
            linked += len(node.text)
        else:
            text = " ".join("".join(line).split())
            if _BARE_NUMBER.fullmatch(text):
                # The number of a point whose text is a block of its own.
                line = [f"{text} "]
                continue
            if text and not _is_menu(text, linked):
                yield RawBlock(text, node.level)
            line, linked = [], 0


class _Break:
    """The end of a paragraph; ``level`` is that of the heading it ends."""

    def __init__(self, level: int = 0) -> None:
        self.level = level


class _Link:
    """Text of a link, told beside the text itself."""

    def __init__(self, text: str) -> None:
        self.text = text


def _flat(node: PageElement) -> Iterator[str | _Break | _Link]:
    if isinstance(node, NavigableString):
        if not isinstance(node, PreformattedString):
            yield str(node)
    elif isinstance(node, Tag):
        yield from _flat_tag(node)


def _flat_tag(tag: Tag) -> Iterator[str | _Break | _Link]:
    if tag.name == "br":
        yield _Break()
    elif tag.name == "tr" and not _holds_blocks(tag):
        yield _Break()
        cells = (cell.get_text(" ", strip=True) for cell in tag.find_all(["td", "th"]))
        yield " | ".join(cell for cell in cells if cell)
        yield _Break()
    elif tag.name in _BLOCKS:
        heading = _HEADING.fullmatch(tag.name)
        yield _Break()
        yield _item_number(tag)
        for child in tag.children:
            yield from _flat(child)
        yield _Break(int(heading[1]) if heading else 0)
    else:
        if tag.name == "a":
            yield _Link(tag.get_text(strip=True))
        for child in tag.children:
            yield from _flat(child)


def _holds_blocks(row: Tag) -> bool:
    """Tell a row of data from a row that old pages use to lay out whole texts."""
    cells = row.find_all(["td", "th"])
    return any(len(cell.find_all(["p", "div", "table", "li", "br"])) > 1 for cell in cells)


def _item_number(tag: Tag) -> str:
    parent = tag.parent
    if tag.name != "li" or parent is None or parent.name != "ol":
        return ""
    items = [child for child in parent.children if isinstance(child, Tag) and child.name == "li"]
    start = str(parent.get("start") or "1")
    first = int(start) if start.isascii() and start.isdigit() else 1
    return f"{first + next(i for i, item in enumerate(items) if item is tag)}. "


def _is_menu(text: str, linked: int) -> bool:
    return len(text) <= _LONGEST_LINK_BLOCK and linked >= _MOSTLY_LINKS * len(text)


@cache
def _rules() -> HtmlRules:
    return load_rules("html.yml", HtmlRules)
