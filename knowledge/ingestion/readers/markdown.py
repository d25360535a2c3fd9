"""Markdown through markdown-it: headings, paragraphs, lists and tables."""

from __future__ import annotations

import re
from functools import cache

from markdown_it import MarkdownIt
from markdown_it.token import Token

from knowledge.ingestion.documents import Extracted, RawBlock
from knowledge.ingestion.readers.html import read_html
from knowledge.ingestion.readers.lines import join_soft_breaks

# Marks that CommonMark takes for no emphasis beside Chinese punctuation (**“甲”**乙).
_EMPHASIS = re.compile(r"(\*\*|__|~~)(?=\S)(.+?)(?<=\S)\1")
_LINE_BREAK = re.compile(r"<br\s*/?>", re.IGNORECASE)


def read_markdown(text: str) -> Extracted:
    """Read Markdown; the first heading of the first level is the title."""
    tokens = _parser().parse(_without_front_matter(text))
    blocks: list[RawBlock] = []
    lists: list[int | None] = []
    row: list[str] | None = None
    level, item = 0, ""
    for token in tokens:
        if token.type == "heading_open":
            level = int(token.tag[1:])
        elif token.type == "heading_close":
            level = 0
        elif token.type in {"ordered_list_open", "bullet_list_open"}:
            lists.append(int(token.attrGet("start") or 1) if token.tag == "ol" else None)
        elif token.type in {"ordered_list_close", "bullet_list_close"}:
            lists.pop()
        elif token.type == "list_item_open":
            item = _next_label(lists)
        elif token.type == "tr_open":
            row = []
        elif token.type == "tr_close":
            blocks.append(RawBlock(" | ".join(row or [])))
            row = None
        elif token.type == "inline" and row is not None:
            row.append(_plain(token))
        elif token.type == "inline":
            blocks.extend(RawBlock(line, level) for line in join_soft_breaks(item + _plain(token)))
            item = ""
        elif token.type == "html_block":
            blocks.extend(read_html(token.content).blocks)
        elif token.type in {"fence", "code_block"}:
            blocks.extend(RawBlock(line) for line in token.content.splitlines())
    title = next((block.text for block in blocks if block.level == 1), "")
    return Extracted(tuple(blocks), title=title)


def _next_label(lists: list[int | None]) -> str:
    number = lists[-1]
    if number is None:
        return ""
    lists[-1] = number + 1
    return f"{number}. "


def _plain(token: Token) -> str:
    breaks = {"softbreak": "\n", "hardbreak": "\n"}
    parts = (breaks.get(child.type) or _content(child) for child in token.children or [])
    return _EMPHASIS.sub(r"\2", "".join(parts))


def _content(child: Token) -> str:
    if child.type != "html_inline":
        return child.content
    return "\n" if _LINE_BREAK.fullmatch(child.content) else ""


def _without_front_matter(text: str) -> str:
    lines = text.lstrip().splitlines()
    if lines and lines[0].strip() == "---" and "---" in (line.strip() for line in lines[1:]):
        end = next(i for i, line in enumerate(lines[1:], start=1) if line.strip() == "---")
        return "\n".join(lines[end + 1 :])
    return text


@cache
def _parser() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")
