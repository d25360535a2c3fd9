"""One set of tests over SQLite and PostgreSQL for everything that is not the requests."""

from __future__ import annotations

import json
import threading
from contextlib import closing
from pathlib import Path

import pytest
from click.testing import CliRunner

from actions.requests import RequestDesk
from actions.requests.privacy.keys import Keyring, load_master_key
from actions.requests.store import open_store as open_requests
from actions.staff import Session, StaffRole, StaffRoom
from actions.staff.schema import STAFF
from bot.channels.telegram.chat_store import CHATS
from bot.channels.terminal.cli import tongxing
from bot.channels.web.helpfulness import Helpfulness
from bot.dialogue.states import State, States
from bot.dialogue.trackers import Trackers
from knowledge.catalogue import load_catalogue
from knowledge.database import (
    Database,
    DatabaseRefusedError,
    Migration,
    Schema,
    copy_database,
    open_database,
    upsert,
)
from knowledge.database.opening import on_server
from knowledge.ingestion import open_store
from knowledge.ingestion.errors import StoreError
from knowledge.settings import load_config

BOX = Schema(
    name="box",
    file="box/box.db",
    migrations=(
        Migration("0001", ("CREATE TABLE things (name TEXT PRIMARY KEY, n INTEGER, at REAL)",)),
    ),
    keys={"things": ("name",)},
)
ADDED = Migration("0002", ("ALTER TABLE things ADD COLUMN note TEXT NOT NULL DEFAULT ''",))


@pytest.fixture
def box(engine: str, tmp_path: Path) -> Database:
    return open_database(tmp_path, BOX)


def test_a_row_is_there_for_who_opens_later(box: Database, tmp_path: Path) -> None:
    upsert(box, "things", {"name": "童鞋 100%", "n": 1, "at": 1_764_000_000.25})
    upsert(box, "things", {"name": "童鞋 100%", "n": 2})
    again = open_database(tmp_path, BOX)
    assert again.rows("SELECT * FROM things WHERE name LIKE '%100%' AND n = ?", [2]) == [
        {"name": "童鞋 100%", "n": 2, "at": 1_764_000_000.25}
    ]


def test_an_exception_undoes_the_transaction_and_nothing_else(box: Database) -> None:
    upsert(box, "things", {"name": "kept", "n": 1})

    def half_done() -> None:
        with box.writing():
            upsert(box, "things", {"name": "lost", "n": 1})
            assert box.one("SELECT n FROM things WHERE name = 'lost'") == {"n": 1}
            raise RuntimeError

    with pytest.raises(RuntimeError):
        half_done()
    assert box.rows("SELECT name FROM things") == [{"name": "kept"}]


def test_what_breaks_a_key_is_refused(box: Database) -> None:
    box.run("INSERT INTO things VALUES ('a', 1, 1)")
    with pytest.raises(DatabaseRefusedError):
        box.run("INSERT INTO things VALUES ('a', 2, 2)")


def test_writers_wait_for_each_other(box: Database, tmp_path: Path) -> None:
    upsert(box, "things", {"name": "count", "n": 0})

    def count() -> None:
        own = open_database(tmp_path, BOX)
        for _ in range(20):
            with own.writing():
                row = own.one("SELECT n FROM things WHERE name = 'count'")
                assert row is not None
                own.run("UPDATE things SET n = ? WHERE name = 'count'", [row["n"] + 1])
        own.close()

    threads = [threading.Thread(target=count) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert box.one("SELECT n FROM things") == {"n": 80}


def test_the_version_before_works_on_with_a_newer_schema(box: Database, tmp_path: Path) -> None:
    upsert(box, "things", {"name": "old", "n": 1})
    newer = Schema("box", BOX.file, (*BOX.migrations, ADDED), BOX.keys)
    upsert(open_database(tmp_path, newer), "things", {"name": "new", "n": 2, "note": "x"})
    upsert(box, "things", {"name": "old again", "n": 3})
    found = open_database(tmp_path, newer).rows("SELECT name, note FROM things ORDER BY n")
    assert [row["note"] for row in found] == ["", "x", ""]


def test_a_conversation_s_state_is_kept_and_its_tracker_goes(engine: str, tmp_path: Path) -> None:
    with closing(States.open(tmp_path)) as states:
        states.save("one", State("county", 2))
        assert (states.load("one"), states.load("other")) == (State("county", 2), State())
    with closing(Trackers.open(tmp_path)) as trackers:
        for sender, at in (("old", 0), ("young", 90 * 24 * 3600)):
            events = json.dumps([{"event": "user", "timestamp": 5}, {"timestamp": at}])
            upsert(trackers._database, "trackers", {"sender_id": sender, "events": events})
        assert trackers.forget_old(30, 100 * 24 * 3600) == 1
        assert trackers.forget("young") == 1


def test_readers_votes_are_counted(engine: str, tmp_path: Path) -> None:
    with closing(Helpfulness.open(tmp_path)) as votes:
        for helped in (True, True, False):
            votes.count("service/vaccination", helped=helped)
        assert votes.counts() == {"service/vaccination": (2, 1)}


def test_a_waiting_file_is_numbered_by_the_table(engine: str, tmp_path: Path) -> None:
    chats = open_database(tmp_path, CHATS)
    for file in ("one", "two"):
        chats.run("INSERT INTO files (chat, file, at) VALUES ('c', ?, 1)", [file])
    assert [row["file"] for row in chats.rows("SELECT file FROM files ORDER BY id")] == [
        "one",
        "two",
    ]


@pytest.fixture
def room(engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> StaffRoom:
    monkeypatch.delenv("TONGXING_ENCRYPTION_KEY", raising=False)
    requests = open_requests(tmp_path / "requests" / "requests.db", busy_seconds=10)
    keyring = Keyring.open(load_master_key(tmp_path), requests)
    requests.close()
    return StaffRoom.open(tmp_path, keyring)


def test_somebody_enters_and_the_trail_is_whole(room: StaffRoom) -> None:
    room.accounts.add("li", "小李", StaffRole.AGENT, "education", "correct horse")
    account = room.accounts.verified("li", "correct horse")
    assert account is not None
    assert room.accounts.verified("li", "wrong horses") is None
    name = room.sessions.begin("li", account.label, account.role, account.department)
    session = room.sessions.find(name)
    assert session is not None
    for number in ("1", "2", "3"):
        room.audit.note(session, "look", number)
    assert [row["number"] for row in room.audit.rows(by="（li）")] == ["3", "2", "1"]
    assert room.audit.rows(by="%") == []
    assert room.audit.first_gap() is None
    room.accounts.disable("li")
    assert room.sessions.find(name) is None


def test_the_trail_is_not_edited(room: StaffRoom) -> None:
    somebody = Session("li", "小李", StaffRole.AGENT, "education", "x")
    room.audit.note(somebody, "look")
    for statement in ("UPDATE audit SET by = '别人'", "DELETE FROM audit"):
        with pytest.raises(DatabaseRefusedError, match="append-only"):
            room.database.run(statement)


def test_guessing_slows_down(room: StaffRoom) -> None:
    for _ in range(7):
        room.throttle.failed(["account:li", "address:x"])
    assert room.throttle.wait(["account:li"]) > 0
    room.throttle.succeeded(["account:li"])
    assert room.throttle.wait(["account:li", "address:x"]) == 0


def test_a_document_is_added_corrected_served_and_withdrawn(
    engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from knowledge.ingestion import Document
    from knowledge.ingestion.documents import RawBlock
    from knowledge.ingestion.structure import locate

    monkeypatch.setenv("TONGXING_HOME", str(tmp_path))
    blocks = locate([RawBlock("报名时间为6月1日。")])
    notice = Document("a", "关于入学的通知", "某县教育局", None, "", "notice.txt", blocks)
    with open_store(load_config()) as store:
        before = store.changes()
        assert len(store.add([notice]).added) == 1
        assert store.changes() != before
        assert len(store.add([notice]).unchanged) == 1
        assert [passage.text for passage in store.current_passages()] == ["报名时间为6月1日。"]
        assert store.find("a").passages == 1
        assert [block.text for block in store.blocks("a")] == ["报名时间为6月1日。"]
        store.withdraw("a")
        assert store.current_passages() == []
        with pytest.raises(StoreError):
            store.withdraw("b")


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("TONGXING_ENCRYPTION_KEY", raising=False)
    monkeypatch.delenv("TONGXING_DATABASE_URL", raising=False)
    monkeypatch.setenv("TONGXING_HOME", str(tmp_path))
    return tmp_path


def test_everything_moves_by_one_command_that_can_be_repeated(
    home: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    keyring = RequestDesk.open(load_config(), load_catalogue()).keyring
    here = StaffRoom.open(home, keyring)
    here.audit.note(Session("li", "小李", StaffRole.AGENT, "education", "x"), "look", "1")
    here.assignments.give("1", "li")
    chats = open_database(home, CHATS)
    chats.run("INSERT INTO files (chat, file, at) VALUES ('c', 'f', 1.5)")
    with closing(States.open(home)) as states:
        for number in range(1_200):
            states.save(f"sender {number:04}", State("county", number))

    first = CliRunner().invoke(tongxing, ["move", "--to", url], catch_exceptions=False)
    assert "dialogue.conversations: 1200(新1200,改0,删0)" in first.output
    assert "staff.audit: 1(新1,改0,删0)" in first.output
    here.audit.note(Session("li", "小李", StaffRole.AGENT, "education", "x"), "look", "2")
    here.assignments.give("1", "wang")
    chats.run("DELETE FROM files")
    second = CliRunner().invoke(tongxing, ["move", "--to", url], catch_exceptions=False)
    assert "staff.audit: 2(新1,改0,删0)" in second.output
    assert "staff.assignments: 1(新0,改1,删0)" in second.output
    assert "telegram.files: 0(新0,改0,删1)" in second.output
    here.close()
    chats.close()

    monkeypatch.setenv("TONGXING_DATABASE_URL", url)
    there = StaffRoom.open(home, keyring)
    assert there.audit.first_gap() is None
    assert there.assignments.all() == {"1": "wang"}
    there.audit.note(Session("li", "小李", StaffRole.AGENT, "education", "x"), "look", "3")
    assert States.open(home).load("sender 0700") == State("county", 700)


def test_a_row_of_the_trail_that_stands_otherwise_there_stops_the_move(
    home: Path, url: str
) -> None:
    row = dict.fromkeys(("at", "by", "role", "action", "number", "detail", "seal"), "x")
    source = open_database(home, STAFF)
    target = on_server(url, STAFF)
    upsert(source, "audit", {"id": 1, **row})
    upsert(target, "audit", {"id": 1, **row, "by": "别人"})
    with pytest.raises(DatabaseRefusedError, match="differs"):
        copy_database(source, target)
    source.close()


def test_a_backup_of_a_server_is_files_that_any_installation_can_take(
    home: Path, url: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TONGXING_DATABASE_URL", url)
    RequestDesk.open(load_config(), load_catalogue()).store.close()
    States.open(home).save("one", State("county", 2))
    archive = tmp_path / "copy.tar.gz"
    done = CliRunner().invoke(tongxing, ["backup", str(archive)], catch_exceptions=False)
    assert "dialogue/conversations.db" in done.output
    monkeypatch.delenv("TONGXING_DATABASE_URL")
    CliRunner().invoke(tongxing, ["restore", str(archive), "--yes"], catch_exceptions=False)
    with closing(States.open(home)) as states:
        assert states.load("one") == State("county", 2)
