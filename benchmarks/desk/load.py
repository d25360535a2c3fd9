"""Staff at work and cases coming in, for minutes; afterwards every change is looked for.

Bounded and on loopback. A change counts as taken when its reply says so; each carries words of its
own, so that one that is lost, or stands in the history twice, is found.
"""

from __future__ import annotations

import asyncio
import itertools
import random
import re
import time
from collections import Counter
from dataclasses import dataclass, field

import httpx

from benchmarks.desk.installation import COUNTIES, NEEDS, PASSWORD, Installation, phone_of
from benchmarks.measuring import Latency, latency

LIVE_SECONDS = 5.0
THINKS_SECONDS = (5.0, 25.0)
LONGEST_SECONDS = 900.0
_CONFLICT, _OK, _TROUBLE = 409, 200, 500
_CSRF = re.compile(r'name="csrf" value="([^"]+)"')


@dataclass
class Run:
    """What happened.

    Attributes:
        taken: the words of every change that was taken, with the case's number.
        conflicts: changes that somebody else came before.
        refused: replies with other 4xx.
        troubles: 5xx by status, and broken connections by their kind.
        times: seconds of each kind of call.
    """

    opened: int = 0
    taken: list[tuple[str, str]] = field(default_factory=list)
    conflicts: int = 0
    refused: int = 0
    troubles: Counter[str] = field(default_factory=Counter)
    times: dict[str, list[float]] = field(default_factory=dict)

    def latencies(self) -> dict[str, Latency]:
        """Return the latency of each kind of call."""
        return {name: latency(found) for name, found in self.times.items()}


def run_load(running: Installation, staff: list[str], *, cases_an_hour: int, seconds: float) -> Run:
    """Let everybody work for some seconds, a quarter of an hour at most."""
    run = Run()
    asyncio.run(_everybody(running, staff, cases_an_hour, min(seconds, LONGEST_SECONDS), run))
    return run


def not_in_history(running: Installation, run: Run) -> list[str]:
    """Return the words of the taken changes that do not stand in the history exactly once."""
    told = {
        number: [entry.reason for entry in running.desk.find(number).history]
        for number in {number for number, _ in run.taken}
    }
    return [words for number, words in run.taken if told[number].count(words) != 1]


async def _everybody(
    running: Installation, staff: list[str], cases_an_hour: int, seconds: float, run: Run
) -> None:
    end = time.monotonic() + seconds
    await asyncio.gather(
        *(_Member(running.url, name, place, end, run).work() for place, name in enumerate(staff)),
        _calls(running.url, staff[0], 3600 / cases_an_hour, end, run),
    )


class _Member:
    """One person: an open queue, an open case, and a change every now and then."""

    def __init__(self, url: str, name: str, place: int, end: float, run: Run) -> None:
        self._http = httpx.AsyncClient(base_url=url, timeout=30, follow_redirects=True)
        self._name, self._end, self._run = name, end, run
        self._dice = random.Random(place)
        self._count = itertools.count()
        self._token, self._open = "", ""

    async def work(self) -> None:
        async with self._http:
            given = {"name": self._name, "password": PASSWORD}
            entered = await self._http.post("/api/staff/session", json=given)
            self._token = entered.json()["token"]
            await self._http.post("/desk/login", data={"name": self._name, "token": PASSWORD})
            await asyncio.gather(self._watch(), self._change())

    async def _watch(self) -> None:
        while time.monotonic() < self._end:
            await asyncio.sleep(LIVE_SECONDS * self._dice.uniform(0.8, 1.2))
            await _call(self._run, "queue rows", self._http.get("/desk/rows"))
            if self._open:
                path = f"/desk/requests/{self._open}/live"
                await _call(self._run, "open case", self._http.get(path))

    async def _change(self) -> None:
        while time.monotonic() < self._end:
            await asyncio.sleep(self._dice.uniform(*THINKS_SECONDS))
            queue = await self._api("GET", "", "queue", params={"view": "open"})
            cases = queue.json()["requests"] if queue is not None else []
            if cases:
                await self._move(self._dice.choice(cases))

    async def _move(self, case: dict[str, object]) -> None:
        number = str(case["request"]["number"])  # type: ignore[index]
        self._open = number
        action = self._dice.choice(("add_note", "tell", "acknowledge", "start"))
        if action not in case["may"]:  # type: ignore[operator]
            action = "add_note"
        words = f"{self._name}第{next(self._count)}条"
        given = {"action": action, "reason": words, "seen": case["seen"]}
        reply = await self._api("POST", f"/{number}/acts", "act", json=given)
        if reply is None:
            return
        if reply.status_code == _OK and action in ("add_note", "tell"):
            self._run.taken.append((number, words))
        elif reply.status_code == _CONFLICT:
            self._run.conflicts += 1
        elif reply.status_code != _OK:
            self._run.refused += 1

    async def _api(
        self, method: str, path: str, name: str, **about: object
    ) -> httpx.Response | None:
        shown = {"Authorization": f"Bearer {self._token}"}
        asked = self._http.request(
            method,
            f"/api/staff/requests{path}",
            headers=shown,
            **about,  # type: ignore[arg-type]
        )
        return await _call(self._run, name, asked)


async def _calls(url: str, name: str, pause: float, end: float, run: Run) -> None:
    """Open a case for a caller again and again, as the desk's form does."""
    async with httpx.AsyncClient(base_url=url, timeout=30, follow_redirects=True) as agent:
        page = await agent.post("/desk/login", data={"name": name, "token": PASSWORD})
        found = _CSRF.search(page.text)
        csrf = found[1] if found else ""
        for place in itertools.count():
            if time.monotonic() >= end:
                return
            filled = {
                "csrf": csrf,
                "need": list(NEEDS.values())[place % len(NEEDS)],
                "county": COUNTIES[place % len(COUNTIES)],
                "contact_name": "来电人",
                "contact_phone": phone_of(90_000_000 + place),
                "consent": "yes",
            }
            reply = await _call(run, "open for a caller", agent.post("/desk/open", data=filled))
            run.opened += reply is not None and reply.status_code == _OK
            await asyncio.sleep(pause)


async def _call(run: Run, name: str, asked: object) -> httpx.Response | None:
    started = time.perf_counter()
    try:
        reply: httpx.Response = await asked  # type: ignore[misc]
    except httpx.HTTPError as error:
        run.troubles[f"{name}: {type(error).__name__}"] += 1
        return None
    run.times.setdefault(name, []).append(time.perf_counter() - started)
    if reply.status_code >= _TROUBLE:
        run.troubles[f"{name}: {reply.status_code}"] += 1
    return reply
