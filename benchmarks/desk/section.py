"""Measures the desk and writes the Markdown section."""

from __future__ import annotations

import os
import sys

from benchmarks.desk.installation import add_staff, installation
from benchmarks.desk.keystrokes import by_part, over_http
from benchmarks.desk.load import not_in_history, run_load

STORED = 1_000
STAFF = 40
CASES_AN_HOUR = 200
SECONDS_VARIABLE = "TONGXING_LOAD_SECONDS"
SECONDS = 600.0
_SAID = 20_000


def section() -> str:
    """Return the section; takes ten minutes, or as many seconds as the variable says."""
    seconds = float(os.environ.get(SECONDS_VARIABLE, SECONDS))
    with installation(STORED) as running:
        staff = add_staff(running.room, STAFF)
        key = over_http(running)
        parts = by_part(running.desk)
        print(f"keys: {key} {parts}", file=sys.stderr, flush=True)
        run = run_load(running, staff, cases_an_hour=CASES_AN_HOUR, seconds=seconds)
        lost = not_in_history(running, run)
        print(f"{run.troubles}\n{running.log.read_text()[-_SAID:]}", file=sys.stderr, flush=True)
    troubles = ", ".join(f"{count} × {kind}" for kind, count in run.troubles.items()) or "no"
    rows = [f"| {name} | {one.p50:.1f} | {one.p95:.1f} |" for name, one in parts.items()]
    calls = [
        f"| {name} | {len(run.times[name])} | {one.p50:.0f} | {one.p95:.0f} |"
        for name, one in run.latencies().items()
    ]
    return "\n".join(
        [
            "## The desk",
            "",
            f"{STORED} cases stored, one web process, client on the same machine.",
            "",
            f"One key at the call screen, over HTTP: p50 {key.p50:.1f} ms, p95 {key.p95:.1f} ms. "
            "Where it goes, measured in the process:",
            "",
            *("| part | p50 ms | p95 ms |", "|---|---|---|", *rows),
            "",
            f"{STAFF} staff with open pages and {CASES_AN_HOUR} cases an hour for {seconds:g} s: "
            f"{run.opened} cases opened, {len(run.taken)} words written into cases and taken, "
            f"**{len(lost)} of them lost or doubled**, {run.conflicts} refused because somebody "
            f"else came first, {run.refused} other refusals, {troubles} errors.",
            "",
            *("| call | number | p50 ms | p95 ms |", "|---|---|---|---|", *calls),
            "",
        ]
    )
