"""How long it takes to store a request, and how many a desk stores per second.

Run: ``python benchmarks/requests/throughput.py [COUNT]``. Every submission is on disk (WAL,
synchronous FULL) with history and outbox before the next begins.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from actions.requests import Actor, Consent, NewRequest, RequestDesk
from knowledge.catalogue import load_catalogue
from knowledge.settings import Config


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 1000
    with tempfile.TemporaryDirectory() as folder:
        config = Config(path=Path("config.yml"), home=Path(folder), values={})
        print(json.dumps(measure(RequestDesk.open(config, load_catalogue()), count)))


def measure(desk: RequestDesk, count: int) -> dict[str, float]:
    desk.router.route("娃要上学")  # Learning once is not part of a submission.
    stored = [_timed(lambda key=key: desk.submit(_request(), key=key, by=Actor.parent()))
              for key in map(str, range(count))]  # fmt: skip
    listed = _timed(desk.list)
    delivered = _timed(lambda: desk.outbox.deliver_due(desk.local_ways()))
    return {
        "submissions": count,
        "p50_ms": round(1000 * statistics.median(stored), 1),
        "p95_ms": round(1000 * statistics.quantiles(stored, n=20)[-1], 1),
        "per_second": round(count / sum(stored), 1),
        "list_1000_ms": round(1000 * listed, 1),
        "deliver_ms_each": round(1000 * delivered / count, 2),
    }


def _timed(action: object) -> float:
    started = time.perf_counter()
    action()  # type: ignore[operator]
    return time.perf_counter() - started


def _request() -> NewRequest:
    return NewRequest(
        need="娃七岁,公办小学说没有学位",
        services=("compulsory-school",),
        child_age=7,
        county="南明区",
        contact_name="王小明",
        contact_phone="13800138000",
        channel="web",
        reply_address="sender-1",
        consent=Consent("consent-1", datetime(2026, 11, 23, tzinfo=UTC)),
    )


if __name__ == "__main__":
    main()
