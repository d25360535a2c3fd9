"""Work that goes on beside the pages; each round may fail, the work goes on."""

from __future__ import annotations

import asyncio
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable, Coroutine
from contextlib import closing
from typing import Any

from actions.coordination import Bell, LocalBell, open_bell
from actions.staff.learning import needs_learning
from bot.channels.web.site import Site
from bot.dialogue.retention import remove_leftovers
from bot.dialogue.trackers import Trackers
from knowledge.additions import Additions
from knowledge.ingestion import open_store
from knowledge.retrieval import refresh

logger = logging.getLogger("tongxing.web")

Work = Callable[[Site], Coroutine[Any, Any, None]]

_PURGE_SECONDS = 24 * 3600.0
_GROUP_SECONDS = 300.0
_LEARN_SECONDS = 10.0
_LEARN = (
    *("nice", "-n", "10"),
    *(sys.executable, "-c", "from bot.channels.terminal.cli import main; main()", "learn"),
)
"""Training takes a core for a while: parents come first."""
_FOLLOW_SECONDS = 30.0


async def send_messages(site: Site) -> None:
    """Work the outbox: tell parents and departments of every change."""
    ways = site.desk.ways()
    await _every(
        site,
        "outbox",
        site.settings.outbox_seconds,
        lambda: site.desk.outbox.deliver_due(ways),
        open_bell(),
    )


async def run_clocks(site: Site) -> None:
    """Warn of deadlines, press, file away; tell who waits for a person in vain."""

    def sweep() -> None:
        site.desk.sweep()
        site.dialogue.for_people.handovers.sweep()

    await _every(site, "clocks", site.settings.sweep_seconds, sweep)


async def follow_documents(site: Site) -> None:
    """Rebuild this machine's index when documents were ingested at another one."""
    seen: list[object] = []

    def follow() -> None:
        with open_store(site.config) as store:
            now = store.changes()
        if [now] != seen:
            refresh(site.config)
            seen[:] = [now]

    await _every(site, "documents", _FOLLOW_SECONDS, follow)


async def purge_old(site: Site) -> None:
    """Remove once a day what may not be kept any longer."""
    rules, home = site.desk.settings.retention, site.config.home

    def purge() -> None:
        site.desk.purge()
        site.dialogue.for_people.handovers.purge(rules.conversations_days)
        site.dialogue.for_people.questions.purge(rules.questions_days)
        with closing(Trackers.open(home)) as trackers:
            trackers.forget_old(rules.conversations_days, time.time())
        remove_leftovers(home, rules.leftovers_days, time.time())

    await _every(site, "purge", _PURGE_SECONDS, purge)


async def group_questions(site: Site) -> None:
    """Put what was not answered into groups of one meaning."""
    questions = site.dialogue.for_people.questions
    await _every(site, "questions", _GROUP_SECONDS, questions.group)


async def learn_approved(site: Site) -> None:
    """Have what was approved at the desk checked and switched to, in a process of its own.

    Each machine that converses does so: the model it serves lies there.
    """
    additions = Additions(site.config)

    def learn() -> None:
        if needs_learning(site.proposals, additions):
            environment = {**os.environ, "TONGXING_HOME": str(site.config.home)}
            subprocess.run(_LEARN, env=environment, check=True, capture_output=True)

    await _every(site, "learning", _LEARN_SECONDS, learn)


BACKGROUND: tuple[Work, ...] = (send_messages, run_clocks, purge_old, group_questions)
"""What the web process runs beside the pages."""


async def _every(
    site: Site,
    name: str,
    seconds: float,
    work: Callable[[], object],
    bell: Bell = LocalBell(),  # noqa: B008
) -> None:
    while True:
        try:
            await asyncio.to_thread(work)
        except Exception as error:
            # One bad round (a locked store, a full disk) must not end the work for good.
            site.metrics.work_failed.labels(name).inc()
            logger.error("background", extra={"work": name, "error": type(error).__name__})
        await bell.wait(name, seconds)
