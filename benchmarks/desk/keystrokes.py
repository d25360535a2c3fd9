"""What one key costs at the call screen: over HTTP, and part by part inside the process."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator

import httpx

from actions.requests import RequestDesk
from benchmarks.desk.installation import PASSWORD, Installation, phone_of
from benchmarks.measuring import Latency, latency
from knowledge.base import KnowledgeBase
from knowledge.settings import load_config

CALLS = (
    "我是从外地来的，娃儿今年满六岁了，想在南明区读一年级，没得房产证咋个报名",
    "您好，我家女儿两岁半，疫苗本搬家搞丢了，要去哪里补",
    f"娃他爸工伤在家，屋头没得收入，想给两个娃申请低保，住习水县，电话{phone_of(7)}",
    "老家办的医保，在花溪这边住院能不能报",
    "放学没得人接，学校有没得晚托",
)
WARM_UP = 20


def typed() -> Iterator[str]:
    """Yield what stands in the field after each key."""
    for call in CALLS:
        for end in range(1, len(call) + 1):
            yield call[:end]


def over_http(running: Installation) -> Latency:
    """Measure the panel, one key after the other, by somebody who has entered."""
    with httpx.Client(base_url=running.url, timeout=30, follow_redirects=True) as agent:
        agent.post("/desk/login", data={"name": "staff1", "token": PASSWORD})
        times = []
        for place, text in enumerate(typed()):
            started = time.perf_counter()
            reply = agent.get("/desk/panel", params={"part": "1", "q": text})
            reply.raise_for_status()
            if place >= WARM_UP:
                times.append(time.perf_counter() - started)
    return latency(times)


def by_part(desk: RequestDesk) -> dict[str, Latency]:
    """Measure what the panel does for each key, in this process."""
    knowledge = KnowledgeBase.open(load_config())
    times: dict[str, list[float]] = {}

    def clocked(name: str, work: Callable[[], object]) -> None:
        started = time.perf_counter()
        work()
        times.setdefault(name, []).append(time.perf_counter() - started)

    for text in typed():
        started = time.perf_counter()
        understood = knowledge.understand(text)
        times.setdefault("understanding", []).append(time.perf_counter() - started)
        needs, facts = understood.reading.needs, understood.facts
        clocked("answer", lambda u=understood: knowledge.answer_to(u))
        clocked("departments", lambda u=understood, n=needs: desk.router.route(u.text, n))
        clocked("same telephone", lambda f=facts: desk.earlier.of_phone(f.contact_phone or ""))
        if facts.county and needs:
            county = facts.county.name
            clocked(
                "same matter",
                lambda c=county, n=needs: desk.earlier.alike(c, n, lambda row: True, 5),
            )
    return {name: latency(found[WARM_UP:] or found) for name, found in times.items()}
