"""How service requests look at a terminal and in a spreadsheet."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Sequence
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from actions.requests import RequestDesk, ServiceRequest, fields

_COLUMNS = (
    "number", "type", "need", "services", "department", "assisting", "status", "child_age",
    "county", "contact_name", "contact_phone", "channel", "opened_at", "due_at", "build",
)  # fmt: skip
_EXTRA = ("urgent", "acknowledged_at", "resolved_at", "satisfaction")
_NUMBER = "编号"  # never broken over lines: it is copied from here
# Spreadsheet programs run a cell that starts like this as a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def print_list(cases: Sequence[ServiceRequest], desk: RequestDesk) -> None:
    """Print one line per request."""
    rows = [
        {
            _NUMBER: case.number,
            "类型": case.type,
            "状态": case.status + ("(紧急)" if case.urgent else ""),
            "部门": desk.cases.notifier.department_name(case.department),
            "县区": case.county,
            "期限": case.due_at[:16].replace("T", " "),
            "联系人": case.to_json()["contact_name"],
        }
        for case in cases
    ]
    print_rows(rows, ("编号", "类型", "状态", "部门", "县区", "期限", "联系人"))


def print_case(case: ServiceRequest, desk: RequestDesk, *, reveal: bool) -> None:
    """Print one request with its history."""
    shown = case.to_json(reveal=reveal)
    name = desk.cases.notifier.department_name
    facts = {
        "编号": case.number,
        "类型": case.type + ("(紧急)" if case.urgent else ""),
        "状态": case.status,
        "诉求": shown["need"],
        "服务": "、".join(desk.catalogue.services[s].plain_name for s in case.services),
        "主办": name(case.department),
        "协办": "、".join(name(department) for department in case.assisting),
        "孩子": f"{case.child_age}岁" if case.child_age is not None else "",
        "县区": case.county,
        "联系人": f"{shown['contact_name']} {shown['contact_phone']}",
        **{field.label: shown[field.name] for field in fields.FURTHER},
        "期限": case.due_at[:16].replace("T", " "),
        "说明": case.calendar_note or "",
    }
    console = Console()
    for label, value in facts.items():
        if value:
            console.print(f"{label}  {escape(str(value))}", soft_wrap=True)
    rows = [{"时间": e["at"][:16], "谁": e["by"], "做了": e["action"], "原因": e["reason"]}
            for e in shown["history"]]  # fmt: skip
    print_rows(rows, ("时间", "谁", "做了", "原因"))


def print_rows(rows: Sequence[dict[str, Any]], columns: Sequence[str]) -> None:
    """Print a table, or that there is nothing."""
    console = Console()
    if not rows:
        console.print("没有记录")
        return
    table = Table()
    for column in columns:
        table.add_column(column, overflow="fold", no_wrap=column == _NUMBER)
    for row in rows:
        table.add_row(
            *(escape(str(row[column] if row[column] is not None else "")) for column in columns)
        )
    console.print(table)


def write_csv(cases: Sequence[ServiceRequest]) -> str:
    """Return requests as CSV with a header, contact details masked."""
    stream = io.StringIO()
    writer = csv.writer(stream, lineterminator="\n")
    columns = (*_COLUMNS, *fields.further())
    writer.writerow((*columns, *_EXTRA))
    for case in cases:
        shown = case.to_json()
        cells = [shown[column] for column in columns] + [getattr(case, name) for name in _EXTRA]
        writer.writerow([_cell(value) for value in cells])
    return stream.getvalue()


def _cell(value: Any) -> str:
    if isinstance(value, list):
        value = ";".join(value)
    text = "" if value is None else str(value)
    # Some of them take the full-width signs (＝) for the same.
    is_formula = unicodedata.normalize("NFKC", text.lstrip()).startswith(_FORMULA)
    return "'" + text if is_formula or text.startswith(_FORMULA) else text
