"""``docs/benchmarks.md``: one part per section, each measured on its own day."""

from __future__ import annotations

import datetime as dt
import os
import platform
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "benchmarks.md"
PICTURES = ROOT / "docs" / "pictures"

_HEAD = """\
# Benchmarks

Written by `make bench`; `python -m benchmarks NAME` measures one section anew and leaves the
others as they are. Times are for comparing systems on one machine, not absolute.
"""
_PART = re.compile(r"<!-- begin (\S+) -->\n.*?<!-- end \1 -->\n", re.DOTALL)


def write_parts(parts: dict[str, str], order: Sequence[str], page: Path = PAGE) -> None:
    """Put ``parts`` into the page, keeping those of other sections that it has already.

    Args:
        parts: Markdown by section name.
        order: all section names, in the order of the page.
        page: the file.
    """
    kept = {}
    if page.exists():
        text = page.read_text(encoding="utf-8")
        kept = {match[1]: match[0] for match in _PART.finditer(text)}
    for name, text in parts.items():
        kept[name] = (
            f"<!-- begin {name} -->\n{text.strip()}\n\n{_measured(name)}\n<!-- end {name} -->\n"
        )
    page.parent.mkdir(parents=True, exist_ok=True)
    body = [kept[name] for name in order if name in kept]
    page.write_text("\n".join([_HEAD, *body]), encoding="utf-8")


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Return a Markdown table; figures are set right."""
    cells = [[_cell(value) for value in row] for row in rows]
    figures = [all(_is_figure(row[i]) for row in cells) for i in range(len(head))]
    rule = ["--:" if figure else "---" for figure in figures]
    return "\n".join(f"| {' | '.join(line)} |" for line in [list(head), rule, *cells])


def picture(name: str, says: str) -> str:
    """Return the Markdown that shows ``docs/pictures/NAME.svg``, if it was drawn."""
    return f"![{says}](pictures/{name}.svg)" if (PICTURES / f"{name}.svg").exists() else ""


def _measured(name: str) -> str:
    today = dt.datetime.now(dt.UTC).date()
    return (
        f"<sub>Measured {today} with `python -m benchmarks {name}` on {os.cpu_count()} cores of "
        f"{platform.machine()}, {_memory():.0f} GB memory, Python {platform.python_version()}, "
        f"one thread per process.</sub>"
    )


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:.3f}" if abs(value) < 1 else f"{value:,.1f}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def _is_figure(text: str) -> bool:
    return bool(re.fullmatch(r"[*\d.,% ]*|—", text))
