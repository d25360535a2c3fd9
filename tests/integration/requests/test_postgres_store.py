"""The contract of the store on a real PostgreSQL server, started here."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from postgres_for_tests import database_of_its_own
from request_samples import new_request
from store_contract import AT, StoreContract, history_row, request_row

from actions.requests import Actor, RequestDesk, StoreError
from actions.requests.privacy.keys import Keyring
from actions.requests.store import SqliteStore, Table, Where
from actions.requests.store.backup import verify
from actions.requests.store.copying import copy_everything
from actions.requests.store.opening import open_store
from actions.requests.store.postgres import PostgresStore
from bot.channels.terminal.cli import tongxing
from knowledge.database import DATABASE_URL
from knowledge.database.postgres import close_pools
from knowledge.errors import ConfigurationError
from knowledge.settings import load_config


@pytest.fixture
def url(postgres_server: str) -> Iterator[str]:
    """A database of its own for each test; its pool is given back, the server has few places."""
    yield database_of_its_own(postgres_server)
    close_pools()


class TestPostgresKeepsTheContract(StoreContract):
    @pytest.fixture(autouse=True)
    def _server(self, url: str) -> Iterator[None]:
        self.url = url
        self.opened: list[PostgresStore] = []
        yield
        for store in self.opened:
            store.close()

    def open_store(self, folder: Path) -> PostgresStore:
        store = PostgresStore(self.url, busy_seconds=10)
        self.opened.append(store)
        return store


@pytest.fixture
def store(url: str) -> Iterator[PostgresStore]:
    store = PostgresStore(url, busy_seconds=0.5)
    yield store
    store.close()


def test_writers_of_different_requests_do_not_wait_for_each_other(store: PostgresStore) -> None:
    with store.writing() as rows:
        rows.insert(Table.REQUESTS, request_row("A"))
        rows.insert(Table.REQUESTS, request_row("B"))
    with store.writing() as one, store.writing() as other:
        assert one.one(Table.REQUESTS, Where("number", "=", "A"))
        assert other.one(Table.REQUESTS, Where("number", "=", "B"))


def test_a_row_that_a_writer_read_is_held_until_it_ends(store: PostgresStore) -> None:
    with store.writing() as rows:
        rows.insert(Table.REQUESTS, request_row("A"))
    with store.writing() as one:
        one.one(Table.REQUESTS, Where("number", "=", "A"))
        with pytest.raises(StoreError, match="正忙"), store.writing() as other:
            other.one(Table.REQUESTS, Where("number", "=", "A"))
        with store.writing() as third:
            assert third.find(Table.REQUESTS, skip_held=True) == []


def test_writers_about_the_same_thing_wait_for_each_other(store: PostgresStore) -> None:
    order: list[str] = []
    inside, free = threading.Event(), threading.Event()

    def second() -> None:
        inside.wait(10)
        with store.writing("phone"):
            order.append("second")

    thread = threading.Thread(target=second)
    thread.start()
    with store.writing("phone"):
        inside.set()
        free.wait(0.2)
        order.append("first")
    thread.join(10)
    assert order == ["first", "second"]


def test_processes_that_start_at_once_make_the_tables_once(url: str) -> None:
    stores: list[PostgresStore] = []
    threads = [threading.Thread(target=lambda: stores.append(PostgresStore(url))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stores) == 4
    for store in stores:
        store.close()


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    with pytest.raises(StoreError) as told:
        PostgresStore("postgresql://me:secret@127.0.0.1:1/none", busy_seconds=0.2)
    assert "secret" not in str(told.value)
    assert "连不上" in str(told.value)


def test_an_url_of_something_else_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(DATABASE_URL, "mysql://me@host/db")
    with pytest.raises(ConfigurationError, match=DATABASE_URL):
        open_store(tmp_path / "requests.db", busy_seconds=1)


def test_a_backup_is_a_file_that_an_installation_on_sqlite_can_use(
    store: PostgresStore, tmp_path: Path
) -> None:
    with store.writing() as rows:
        rows.insert(Table.REQUESTS, request_row("A"))
        rows.insert(Table.HISTORY, history_row("A", 1))
    store.back_up(tmp_path / "copy.db")
    verify(tmp_path / "copy.db")
    copy = SqliteStore(tmp_path / "copy.db")
    with copy.reading() as rows:
        assert [row["number"] for row in rows.find(Table.HISTORY)] == ["A"]
    copy.close()


def test_copying_can_be_repeated_while_the_source_lives_on(
    store: PostgresStore, tmp_path: Path
) -> None:
    source = SqliteStore(tmp_path / "requests.db")
    draft = {"identity": "a", "fields": "x", "updated_at": AT}
    with source.writing() as rows:
        rows.insert(Table.REQUESTS, request_row("A"))
        rows.insert(Table.HISTORY, history_row("A", 1))
        rows.insert(Table.DRAFTS, draft)
    with source.reading() as old, store.writing() as new:
        copy_everything(old, new)
    with source.writing() as rows:
        rows.update(Table.REQUESTS, {"status": "办理"}, Where("number", "=", "A"))
        rows.insert(Table.HISTORY, history_row("A", 2))
        rows.delete(Table.DRAFTS)
    with source.reading() as old, store.writing() as new:
        done = {copied.table: copied for copied in copy_everything(old, new)}
    assert (done[Table.REQUESTS].changed, done[Table.HISTORY].added) == (1, 1)
    assert done[Table.DRAFTS].removed == 1
    with source.reading() as old, store.reading() as new:
        for table in Table:
            assert old.find(table) == new.find(table)
    store.continue_numbers()
    with store.writing() as rows:
        rows.insert(Table.HISTORY, history_row("A", 3))
    source.close()


def test_a_request_lives_its_life_on_postgres(store: PostgresStore, desk: RequestDesk) -> None:
    keyring = Keyring.open(desk.keyring.master, store)
    mine = RequestDesk(store, keyring, desk.settings, desk.catalogue, now=desk.cases.now)
    first = mine.submit(new_request(), key="k", by=Actor.parent())
    again = mine.submit(new_request(), key="k", by=Actor.parent())
    assert first.number == again.number
    staff = Actor.staff("小李", first.department)
    mine.act(first.number, "acknowledge", by=staff)
    mine.act(first.number, "start", by=staff)
    mine.act(first.number, "resolve", by=staff, reason="已经联系学校")
    mine.act(first.number, "rate", score=5, by=Actor.parent())
    assert mine.outbox.deliver_due(mine.local_ways()) > 0
    assert mine.find(first.number).history[-1].to_state == mine.find(first.number).status
    assert mine.statistics()["requests"] == 1


def test_the_same_submission_at_once_opens_one_request(
    store: PostgresStore, url: str, desk: RequestDesk
) -> None:
    keyring = Keyring.open(desk.keyring.master, store)
    patient = PostgresStore(url, busy_seconds=60)
    mine = RequestDesk(patient, keyring, desk.settings, desk.catalogue, now=desk.cases.now)
    numbers: list[str] = []

    def submit() -> None:
        numbers.append(mine.submit(new_request(), key="same", by=Actor.parent()).number)

    threads = [threading.Thread(target=submit) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    patient.close()
    assert len(numbers) == 6
    assert len(set(numbers)) == 1


def test_workers_of_the_outbox_send_every_message_once(
    store: PostgresStore, desk: RequestDesk
) -> None:
    keyring = Keyring.open(desk.keyring.master, store)
    mine = RequestDesk(store, keyring, desk.settings, desk.catalogue, now=desk.cases.now)
    for count in range(20):
        mine.submit(new_request(need=f"娃读书的事{count}"), by=Actor.parent())
    sent: list[str] = []

    class Counting:
        def deliver(self, message: object) -> None:
            sent.append(message.id)  # type: ignore[attr-defined]

    ways = {"console": Counting(), "web": Counting()}
    threads = [threading.Thread(target=mine.outbox.deliver_due, args=(ways,)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(sent) == len(set(sent))
    assert mine.outbox.waiting() == {"sent": len(sent)}
    assert len(sent) >= 20


def test_an_installation_moves_to_postgres_by_one_command_that_can_be_repeated(
    url: str, desk: RequestDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = desk.submit(new_request(), by=Actor.parent()).number
    first = CliRunner().invoke(tongxing, ["move", "--to", url])
    desk.act(number, "acknowledge", by=Actor.staff("小李", desk.find(number).department))
    second = CliRunner().invoke(tongxing, ["move", "--to", url])
    assert (first.exit_code, second.exit_code) == (0, 0), first.output + second.output
    assert "requests: 1(新1,改0,删0)" in first.output
    assert "requests: 1(新0,改1,删0)" in second.output
    monkeypatch.setenv(DATABASE_URL, url)
    there = RequestDesk.open(load_config(), desk.catalogue)
    assert there.find(number).contact_phone == "13800138000"
    assert there.find(number).status == desk.find(number).status
    another = there.submit(new_request(need="另一件事"), by=Actor.parent())
    assert len(there.find(another.number).history) > 0
    there.store.close()


def test_moving_what_is_not_there_is_one_line(home: Path, url: str) -> None:
    refused = CliRunner().invoke(tongxing, ["move", "--to", url])
    assert isinstance(refused.exception, StoreError)
    wrong = CliRunner().invoke(tongxing, ["move", "--to", "mysql://x"])
    assert isinstance(wrong.exception, ConfigurationError)
