"""What is told of a piece that was found, word for word."""

from __future__ import annotations

from dataclasses import dataclass, replace

from knowledge.answers.notices.asked import Asked
from knowledge.answers.notices.rules import DetailRules, notice_rules
from knowledge.ingestion.units import Unit, by_column


@dataclass(frozen=True)
class Found:
    """The words of a document that hold a detail.

    Attributes:
        lines: as the document has them; more than one is a list or rows of a table.
        locator: where they begin.
        score: how well they fit, to compare findings with each other.
        left_out: how many further lines the list has.
    """

    lines: tuple[str, ...]
    locator: str
    score: float
    left_out: int = 0


def shown(unit: Unit, rule: DetailRules, asked: Asked | None, score: float) -> Found:
    """Return what is told of a piece: a list cut where it is long, of a wide row what is asked."""
    rules = notice_rules()
    if asked and unit.cells:
        unit = _columns(unit, rule, asked)
    lines = tuple(_cut(line, rules.longest_line) for line in unit.lines)
    shown = lines[: rules.most_lines]
    return Found(shown, unit.locator, score, len(lines) - len(shown))


def _columns(unit: Unit, rule: DetailRules, asked: Asked) -> Unit:
    """Keep of a wide row what names it and the columns that are called as what is asked."""
    heads, cells = unit.heads, unit.cells
    called = [
        i
        for i, head in enumerate(heads)
        if i and (rule.names.search(head) and rule.shows.search(cells[i]))
    ]
    if len(cells) <= 2 or not called:
        return unit
    return replace(unit, lines=(by_column(heads, cells, [0, *called]),))


def near_line(unit: Unit) -> str:
    """Return the words of a piece, with the rest of a paragraph that is short enough."""
    longest = notice_rules().longest_near
    told = unit.lines[0]
    return told if len(told) <= longest else _cut(unit.own, longest)


def _cut(line: str, longest: int) -> str:
    return line if len(line) <= longest else f"{line[:longest]}……"
