"""Tables as people see them: every value under its own head, whatever spans what."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

CELL = " | "
EMPTY = "—"
"""Stands in an empty cell, so that those behind it stay under their heads."""
# A cell that claims more is a mistake of whoever made the page.
_MOST_SPANNED = 200


@dataclass(frozen=True)
class Cell:
    """One cell as it is written, and how many rows and columns it spans."""

    text: str
    rows: int = 1
    columns: int = 1


def grid(rows: Sequence[Sequence[Cell]]) -> list[list[str]]:
    """Return the rows of a table with spanned cells filled in, all of one width.

    A cell that spans several rows stands in each of them; cells after it move to the next free
    column, as a browser does it.
    """
    filled: list[dict[int, str]] = [{} for _ in rows]
    for number, row in enumerate(rows):
        column = 0
        for cell in row:
            while column in filled[number]:
                column += 1
            width, height = _span(cell.columns), _span(cell.rows)
            for below in range(number, min(number + height, len(rows))):
                for across in range(column, column + width):
                    filled[below].setdefault(across, cell.text)
            column += width
    width = max((max(row) + 1 for row in filled if row), default=0)
    return [[row.get(column, "") for column in range(width)] for row in filled]


def table_lines(rows: Sequence[Sequence[Cell]]) -> list[str]:
    """Return a table line by line: columns that are empty throughout go, other gaps stay.

    A row that one cell spans whole is a heading of its own and has no columns.
    """
    full = grid(rows)
    kept = [column for column in range(len(full[0]) if full else 0) if any(r[column] for r in full)]
    lines = (
        row[0].text
        if _is_heading(row, full)
        else CELL.join(cells[column] or EMPTY for column in kept)
        for row, cells in zip(rows, full, strict=True)
    )
    return [line for line in lines if line.strip(f"{CELL}{EMPTY}")]


def _is_heading(row: Sequence[Cell], full: Sequence[Sequence[str]]) -> bool:
    return len(row) == 1 and row[0].rows == 1 and row[0].columns >= len(full[0])


def _span(count: int) -> int:
    return max(1, min(count, _MOST_SPANNED))
