"""How sentences that other rooms composed are shown on a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from markupsafe import Markup, escape

from knowledge.answers import Answer

_FULL_WIDTH = str.maketrans({",": "，", ";": "；", ":": "：", "?": "？", "!": "！"})
# Half-width marks after a Chinese character or closing quote; figures and times keep theirs.
_MARK_IN_CHINESE = re.compile(r"(?<=[\u3400-\u9fff”’）》])[,;:?!]|[,;](?=[\u3400-\u9fff“])")


def page_lines(answer: Answer, words: Mapping[str, str]) -> list[str]:
    """Return an answer's lines without what the page shows in its own way.

    The sources stand in a list of their own, and whoever reads a page has a button where the
    chat asks for a reply.

    Args:
        answer: its text is in the language that is spoken.
        words: the patterns for that language: ``search`` of the page texts.
    """
    asks, stray = re.compile(words["asks_reply"]), re.compile(words["stray"])
    lines = [
        stray.sub("", asks.sub("", line)).strip()
        for line in answer.text.split("\n")
        if not (answer.citations and line.startswith(words["source_line"]))
    ]
    return [line for line in lines if line]


def phone_links(numbers: Iterable[str]) -> Callable[[str], Markup]:
    """Return a template filter that lets known helplines be called by tapping them."""
    known = "|".join(sorted(numbers, key=len, reverse=True))
    number = re.compile(rf"(?<![0-9])({known})(?![0-9])")

    def linked(text: str) -> Markup:
        return Markup(number.sub(r'<a href="tel:\1">\1</a>', str(escape(text))))

    return linked


def punctuated(text: str) -> str:
    """Return Chinese text with full-width marks, as a page is printed."""
    return _MARK_IN_CHINESE.sub(lambda mark: mark[0].translate(_FULL_WIDTH), text)
