"""Patterns over what people type, in time that grows only with the length of the text.

Everything RE2 can express runs on RE2, which never backtracks. It has no lookarounds and no
references back; such a pattern stays with ``re``, and only if nothing in it repeats without bound:
what it may try at one place of a text then does not depend on how long the text is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, Protocol, cast

import re2

_WORD = r"\p{L}\p{N}_"
_SPACE = r"\s\x0b\x1c-\x1f\x85\p{Z}"
_OUTSIDE = {
    "w": f"[{_WORD}]", "W": f"[^{_WORD}]",
    "s": f"[{_SPACE}]", "S": f"[^{_SPACE}]",
    "d": r"\p{Nd}", "D": r"\P{Nd}",
    "Z": r"\z",
}  # fmt: skip
_INSIDE = {"w": _WORD, "s": _SPACE, "d": r"\p{Nd}", "D": r"\P{Nd}"}
_TOKEN = re.compile(
    r"\\u(?P<code>[0-9a-f]{4})|\\(?P<escaped>.)|(?P<open>\[\^?\]?)|(?P<close>\])|(?P<other>.)",
    re.DOTALL,
)
_NEEDS_RE = re.compile(r"\(\?(?:<?[=!]|>|P=)|\\[1-9]")
_ENDLESS = cast("int", re._parser.MAXREPEAT)  # type: ignore[attr-defined]


class UnboundedPatternError(ValueError):
    """A pattern whose time could grow faster than its text."""


class Pattern(Protocol):
    """The part of ``re.Pattern`` that both engines share."""

    @property
    def pattern(self) -> str:
        """The pattern as it was written."""

    def search(self, text: str, pos: int = 0, endpos: int = ...) -> re.Match[str] | None:
        """Find the first place where the pattern matches."""

    def match(self, text: str, pos: int = 0, endpos: int = ...) -> re.Match[str] | None:
        """Match at the beginning."""

    def fullmatch(self, text: str, pos: int = 0, endpos: int = ...) -> re.Match[str] | None:
        """Match the whole text."""

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        """Yield all matches, which do not overlap."""

    def findall(self, text: str) -> list[Any]:
        """Return all matches as ``re`` does."""

    def split(self, text: str) -> list[str]:
        """Split at the matches."""

    def sub(self, repl: Any, text: str) -> str:
        """Replace the matches."""


def linear(pattern: str, *, ignore_case: bool = False) -> re.Pattern[str]:
    """Return a pattern that takes linear time, with the methods of ``Pattern``.

    Groups of a match are read by ``match["name"]``, their places by :func:`span_of`.

    Args:
        pattern: in the syntax of ``re``, whose classes mean Unicode here too.
        ignore_case: whether case matters not.

    Raises:
        UnboundedPatternError: it needs what RE2 lacks and repeats something without bound.
        re.error: it is no pattern.
    """
    checked = re.compile(pattern, re.IGNORECASE if ignore_case else 0)
    spelt = None if _NEEDS_RE.search(pattern) else _for_re2(pattern)
    if spelt is not None:
        return cast("re.Pattern[str]", re2.compile(spelt, _options(ignore_case=ignore_case)))
    if not is_bounded(pattern):
        raise UnboundedPatternError(f"repeats without bound: {pattern[:60]}")
    return checked


def span_of(found: re.Match[str], group: str) -> tuple[int, int]:
    """Return where a named group begins and ends; RE2's own ``span`` knows numbers only."""
    return found.span(found.re.groupindex[group])


def is_bounded(pattern: str) -> bool:
    """Tell whether a pattern repeats nothing without bound that it may give back."""
    parsed = re._parser.parse(pattern)  # type: ignore[attr-defined]
    return not any(True for _ in _endless(parsed))


def _endless(parsed: Any) -> Iterator[Any]:
    """Yield what a parsed pattern repeats without bound and may give back."""
    for operation, argument in parsed:
        name = str(operation)
        if name in ("MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"):
            _, most, body = argument
            if most == _ENDLESS and name != "POSSESSIVE_REPEAT":
                yield body
            yield from _endless(body)
        elif name == "BRANCH":
            for branch in argument[1]:
                yield from _endless(branch)
        elif isinstance(argument, tuple):
            for part in argument:
                if type(part).__name__ == "SubPattern":
                    yield from _endless(part)
        elif type(argument).__name__ == "SubPattern":
            yield from _endless(argument)


def _options(*, ignore_case: bool) -> Any:
    options = re2.Options()
    options.case_sensitive = not ignore_case
    options.log_errors = False
    options.max_mem = 64 << 20
    return options


def _for_re2(pattern: str) -> str | None:
    """Return the pattern with Unicode classes spelt out; None where RE2 has no words for it."""
    written: list[str] = []
    inside = False
    for token in _TOKEN.finditer(pattern.replace("*+", "*").replace("++", "+").replace("?+", "?")):
        part = token.group()
        if token["code"]:
            part = f"\\x{{{token['code']}}}"
        elif token["escaped"]:
            letter = token["escaped"]
            if inside and letter in "WSB":
                return None
            part = (_INSIDE if inside else _OUTSIDE).get(letter, part)
        elif token["open"] and not inside:
            inside = True
        elif token["close"]:
            inside = False
        written.append(part)
    return "".join(written)
