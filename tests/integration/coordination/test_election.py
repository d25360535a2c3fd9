from __future__ import annotations

import asyncio
from pathlib import Path

import psycopg
import pytest
from postgres_for_tests import database_of_its_own

from actions.coordination import open_election, run_as_leader
from actions.coordination import election as elections


@pytest.fixture(params=["file", "postgres"])
def _place(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.param == "postgres":
        server = request.getfixturevalue("postgres_server")
        monkeypatch.setenv("TONGXING_DATABASE_URL", database_of_its_own(server))
    else:
        monkeypatch.delenv("TONGXING_DATABASE_URL", raising=False)


@pytest.mark.usefixtures("_place")
def test_one_is_elected_and_the_next_when_it_resigns(tmp_path: Path) -> None:
    first, second = open_election(tmp_path, "poller"), open_election(tmp_path, "poller")
    other = open_election(tmp_path, "another")
    assert (first.won(), second.won(), other.won()) == (True, False, True)
    assert first.won()
    first.resign()
    assert second.won()
    second.resign()
    other.resign()


def test_who_loses_the_database_leads_no_longer(
    postgres_server: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = database_of_its_own(postgres_server)
    monkeypatch.setenv("TONGXING_DATABASE_URL", url)
    first, second = open_election(tmp_path, "poller"), open_election(tmp_path, "poller")
    assert first.won()
    with psycopg.connect(postgres_server, autocommit=True) as admin:
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'")
    assert second.won()
    assert not first.won()
    second.resign()
    first.resign()


@pytest.mark.usefixtures("_place")
async def test_the_work_is_done_by_one_and_taken_over_by_another(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(elections, "_ASKED_EVERY_SECONDS", 0.01)
    working: list[str] = []
    begun = {"a": asyncio.Event(), "b": asyncio.Event()}

    async def work(name: str) -> None:
        working.append(name)
        begun[name].set()
        try:
            await asyncio.Event().wait()
        finally:
            working.remove(name)

    def candidate(name: str) -> asyncio.Task[None]:
        election = open_election(tmp_path, "poller")
        return asyncio.create_task(run_as_leader(election, lambda: work(name)))

    async with asyncio.timeout(60):
        first = candidate("a")
        await begun["a"].wait()
        second = candidate("b")
        await asyncio.sleep(0.05)
        assert working == ["a"]
        first.cancel()
        await begun["b"].wait()
        assert working == ["b"]
        second.cancel()
        await asyncio.gather(first, second, return_exceptions=True)
    assert working == []


async def test_an_error_of_the_work_is_told(tmp_path: Path) -> None:
    async def fail() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        await run_as_leader(open_election(tmp_path, "poller"), fail)
