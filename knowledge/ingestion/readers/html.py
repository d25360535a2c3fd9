"""HTML through Beautiful Soup and lxml: the text of a page in its own structure.

Why not a ready-made article extractor: see ``docs/decisions/ingestion-libraries.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from bs4 import BeautifulSoup
from bs4.element import NavigableString, PageElement, PreformattedString, Tag
from pydantic import BaseModel, ConfigDict

from knowledge.data_files import load_data
from knowledge.ingestion.dates import read_date
from knowledge.ingestion.documents import Extracted, RawBlock
from knowledge.ingestion.readers.tables import Cell, table_lines

_HEADING = re.compile(r"h([1-6])")
_BLOCKS = {
    "address", "article", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "main", "ol", "p", "pre", "section", "summary", "table", "tbody", "td", "tfoot", "th", "thead",
    "tr", "ul",
}  # fmt: skip
_NEVER_TEXT = {"head", "script", "style", "noscript", "template"}
_DIGIT = re.compile(r"\d")
_DIGITS_OF_A_NUMBER = 5
_BARE_NUMBER = re.compile(r"\d+\.")
_SITE_SUFFIX = re.compile(r"\s*[-_|—–]+\s*[^-_|—–]{2,30}$")

# An element with more than this share of the page's text is not furniture, whatever its name.
_TOO_MUCH_TO_DROP = 0.5
# A known container must hold this share of the page's text to be believed.
_ENOUGH = 0.3
# A block that is mostly links is a menu.
_MOSTLY_LINKS = 0.7
_LONGEST_LINK_BLOCK = 60
# A cell of data is rarely longer; a layout puts the page's text into one.
_LONGEST_CELL = 200
# A table of more cells than this is no layout.
_FEW_CELLS = 6


class HtmlRules(BaseModel):
    """The rules of ``html.yml``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    drop_tags: frozenset[str]
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
    return Extracted(
        tuple(_blocks(page.body or page, rules)),
        title=_title(page, metas, rules),
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
    if len(headings) == 1 and (heading := _inline_text(headings[0])):
        return heading
    title = page.title.get_text(" ", strip=True) if page.title else ""
    return _SITE_SUFFIX.sub("", title) or title


def _blocks(body: Tag, rules: HtmlRules) -> Iterator[RawBlock]:
    """Yield the paragraphs of a page; inline elements run together, blocks part them."""
    line: list[str] = []
    linked = 0
    for part in _parts(body, rules):
        if isinstance(part, str):
            line.append(part)
        elif isinstance(part, _Link):
            linked += 0 if part.stated else part.length
        else:
            text = " ".join("".join(line).split())
            if _BARE_NUMBER.fullmatch(text):
                # The number of a point whose text is a block of its own.
                line = [f"{text} "]
                continue
            if text and not _is_menu(text, linked):
                yield RawBlock(text, part.level)
            line, linked = [], 0


@dataclass(frozen=True)
class _Break:
    """The end of a paragraph; ``level`` is that of the heading it ends."""

    level: int = 0


@dataclass(frozen=True)
class _Link:
    """How much of the text behind it is a link; ``stated`` if it belongs to the text."""

    length: int
    stated: bool


_Part = str | _Break | _Link


def _parts(body: Tag, rules: HtmlRules) -> Iterator[_Part]:
    """Walk the main part in reading order, without recursion: pages nest as deep as they like."""
    whole = _text_length(body)
    ahead: list[PageElement | _Part] = [_Break(), _main_part(body, rules, whole)]
    while ahead:
        node = ahead.pop()
        if isinstance(node, Tag):
            if not _is_furniture(node, rules, whole):
                ahead.extend(reversed(list(_inside(node))))
        elif isinstance(node, PreformattedString):
            continue  # comments and declarations
        elif isinstance(node, str | _Break | _Link):
            yield node


def _main_part(body: Tag, rules: HtmlRules, whole: int) -> Tag:
    wanted = set(rules.containers)
    found: dict[str, list[Tag]] = {}
    for tag in body.find_all(True):
        names = {tag.name, f"#{tag.get('id')}", *(f".{word}" for word in _classes(tag))}
        for name in names & wanted:
            found.setdefault(name, []).append(tag)
    candidates = (tag for name in rules.containers for tag in found.get(name, ()))
    enough = max(1, _ENOUGH * whole)
    return next((tag for tag in candidates if _text_length(tag) >= enough), body)


def _is_furniture(tag: Tag, rules: HtmlRules, whole: int) -> bool:
    if tag.name in _NEVER_TEXT:
        return True
    words = {word.lower() for word in _classes(tag)} | {str(tag.get("id") or "").lower()}
    suspected = tag.name in rules.drop_tags or bool(words & rules.furniture)
    return suspected and _text_length(tag) <= _TOO_MUCH_TO_DROP * whole


def _classes(tag: Tag) -> list[str]:
    return [str(word) for word in tag.get_attribute_list("class") if word]


def _text_length(tag: Tag) -> int:
    return len(tag.get_text(strip=True))


def _inside(tag: Tag) -> Iterator[PageElement | _Part]:
    if tag.name == "br":
        yield _Break()
    elif tag.name == "a":
        yield _Link(_text_length(tag), _is_stated(tag))
        yield from tag.children
    elif tag.name == "table" and _is_data(tag):
        yield from _table(tag)
    elif tag.name in _BLOCKS:
        heading = _HEADING.fullmatch(tag.name)
        yield _Break()
        yield from _numbered(tag) if tag.name == "ol" else tag.children
        yield _Break(int(heading[1]) if heading else 0)
    else:
        yield from tag.children


def _is_stated(link: Tag) -> bool:
    """Tell a link that is the text itself: a telephone number, or a paragraph of its own."""
    if str(link.get("href") or "").lower().startswith(("tel:", "mailto:")):
        return True
    if len(_DIGIT.findall(link.get_text())) >= _DIGITS_OF_A_NUMBER:
        return True
    paragraph = link.find_parent(["p", "li", "td", "div"])
    return paragraph is not None and paragraph.name == "p" and len(paragraph.find_all("a")) == 1


def _numbered(tag: Tag) -> Iterator[PageElement | _Part]:
    """Yield the points of an ordered list with the numbers that a browser shows."""
    start = str(tag.get("start") or "")
    number = int(start) if start.isascii() and start.isdigit() else 1
    for child in tag.children:
        if isinstance(child, Tag) and child.name == "li":
            yield f"{number}. "
            number += 1
        yield child


def _is_data(table: Tag) -> bool:
    """Tell a table of data from one that old pages use to lay out whole texts.

    A layout has one column, or few cells of which one holds a whole text or another table.
    """
    rows = _rows(table)
    cells = [cell for row in rows for cell in row]
    if all(len(row) < 2 for row in rows):
        return False
    return len(cells) > _FEW_CELLS or not any(_holds_text(cell) for cell in cells)


def _rows(table: Tag) -> list[list[Tag]]:
    """Return the cells of a table's own rows, those of tables inside it left out."""
    rows = [row for row in table.find_all("tr") if row.find_parent("table") is table]
    return [row.find_all(["td", "th"], recursive=False) for row in rows]


def _table(table: Tag) -> Iterator[PageElement | _Part]:
    caption = table.find("caption", recursive=False)
    if isinstance(caption, Tag):
        yield from (_Break(), _inline_text(caption), _Break())
    for line in table_lines([[_cell(tag) for tag in row] for row in _rows(table)]):
        yield from (_Break(), line, _Break())
    # Tables inside cells follow the rows they stand in.
    for inner in table.find_all("table"):
        if inner.find_parent("table") is table:
            yield inner


def _cell(tag: Tag) -> Cell:
    return Cell(_inline_text(tag), _number(tag, "rowspan"), _number(tag, "colspan"))


def _number(tag: Tag, name: str) -> int:
    value = str(tag.get(name) or "").strip()
    return int(value) if value.isascii() and value.isdigit() else 1


def _inline_text(tag: Tag) -> str:
    """Return the text of an element on one line; only blocks and breaks part words.

    Bold and coloured digits (<b>1</b>20) stay one number. Text of tables inside is left out.
    """
    parts: list[str] = []
    ahead: list[PageElement] = list(reversed(list(tag.children)))
    while ahead:
        node = ahead.pop()
        if isinstance(node, Tag):
            if node.name == "table" or node.name in _NEVER_TEXT:
                continue
            if node.name in _BLOCKS or node.name == "br":
                parts.append(" ")
                ahead.append(NavigableString(" "))
            ahead.extend(reversed(list(node.children)))
        elif not isinstance(node, PreformattedString):
            parts.append(str(node))
    return " ".join("".join(parts).split())


def _holds_text(cell: Tag) -> bool:
    """Tell a cell that holds a whole text, or a table, as those of a layout do."""
    if cell.find("table"):
        return True
    blocks = cell.find_all(["p", "div", "li", "h1", "h2", "h3", "br"])
    return len(blocks) > 1 and _text_length(cell) > _LONGEST_CELL


def _is_menu(text: str, linked: int) -> bool:
    return len(text) <= _LONGEST_LINK_BLOCK and linked >= _MOSTLY_LINKS * len(text)


@cache
def _rules() -> HtmlRules:
    return load_data(HtmlRules, Path(__file__).parents[1] / "html.yml")
