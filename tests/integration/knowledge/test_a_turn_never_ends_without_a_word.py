"""Whatever cannot be stored or dies half-way: danger and questions are answered all the same."""

from __future__ import annotations

import asyncio
import http.server
import json
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from requests_of_tests import asked

from actions.requests import Actor, RequestDesk, database_file
from bot.dialogue import Dialogue, Incoming, Turn
from bot.dialogue.rasa import RasaClient
from bot.dialogue.states import CONVERSATIONS, States
from bot.dialogue.trackers import Trackers
from knowledge.base import KnowledgeBase
from knowledge.settings import load_config

NOWHERE = "http://127.0.0.1:9"
SENDER = "a-sender-nobody-guesses"
QUESTION = "娃儿打疫苗归哪个部门管"
HELP = "有人打我娃 救命"
PHONE = "，我电话13800138000"


@pytest.fixture
def desk(knowledge: KnowledgeBase, tmp_path: Path) -> RequestDesk:
    config = replace(load_config(), home=tmp_path)
    opened = RequestDesk.open(config, knowledge.catalogue)
    opened.store._busy_seconds = 0.1  # type: ignore[attr-defined]
    return opened


def say(text: str, knowledge: KnowledgeBase, desk: RequestDesk, home: Path, rasa: str) -> Turn:
    async def turn() -> Turn:
        states, trackers = States.open(home), Trackers.open(home)
        client = RasaClient([rasa], rasa, timeout=3)
        dialogue = Dialogue(knowledge, desk, states, client, trackers)
        try:
            return await dialogue.turn(Incoming(SENDER, text))
        finally:
            await dialogue.close()

    return asyncio.run(turn())


@contextmanager
def nothing_can_be_stored(home: Path) -> Iterator[None]:
    with closing(sqlite3.connect(database_file(home), isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        yield


@contextmanager
def a_server(replies: Callable[[], object]) -> Iterator[str]:
    """Stands where the dialogue server is and does to each message what ``replies`` does."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers["Content-Length"]))
            body = json.dumps(replies()).encode()
            self.send_response(200)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            return

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()
        thread.join()


def texts_of(turn: Turn) -> str:
    return "\n".join(reply["text"] for reply in turn.replies)


def test_danger_is_answered_although_nothing_can_be_stored(
    knowledge: KnowledgeBase, desk: RequestDesk, tmp_path: Path
) -> None:
    with nothing_can_be_stored(tmp_path):
        turn = say(HELP + PHONE, knowledge, desk, tmp_path, NOWHERE)
    assert turn.meta["kind"] == "crisis"
    assert "110" in texts_of(turn)


def test_a_question_is_answered_first_and_what_was_not_kept_is_said_after(
    knowledge: KnowledgeBase, desk: RequestDesk, tmp_path: Path
) -> None:
    with nothing_can_be_stored(tmp_path):
        turn = say(QUESTION + PHONE, knowledge, desk, tmp_path, NOWHERE)
    assert turn.meta["services"] == ["vaccination"]
    assert turn.meta["degraded"] is True
    assert "没有记下来" in turn.replies[-1]["text"]
    assert "没有记下来" not in turn.replies[0]["text"]


def test_a_reply_is_given_although_the_state_of_the_conversation_cannot_be_kept(
    knowledge: KnowledgeBase, desk: RequestDesk, tmp_path: Path
) -> None:
    meta = {"answer": None, "expects": "county", "request": None, "effects": []}
    said = [{"text": "您好"}, {"custom": {"meta": meta}}]
    States.open(tmp_path).close()
    with closing(sqlite3.connect(tmp_path / CONVERSATIONS.file)) as database, database:
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON conversations"
            " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    with a_server(lambda: said) as rasa:
        turn = say("你好", knowledge, desk, tmp_path, rasa)
    assert texts_of(turn) == "您好"


def test_a_dialogue_that_says_nothing_is_answered_for(
    knowledge: KnowledgeBase, desk: RequestDesk, tmp_path: Path
) -> None:
    meta = {"answer": None, "expects": None, "request": None, "effects": []}
    with a_server(lambda: [{"custom": {"meta": meta}}]) as rasa:
        turn = say(QUESTION, knowledge, desk, tmp_path, rasa)
    assert turn.meta["services"] == ["vaccination"]
    assert texts_of(turn)


def test_a_request_stored_by_a_server_that_died_is_told_with_number_and_check_code(
    knowledge: KnowledgeBase, desk: RequestDesk, tmp_path: Path
) -> None:
    stored = []

    def stores_and_dies() -> object:
        new = asked(reply_address=SENDER)
        stored.append(desk.submit(new, key="key", by=Actor.parent()))
        return []

    with a_server(stores_and_dies) as rasa:
        turn = say("同意", knowledge, desk, tmp_path, rasa)
    (case,) = stored
    assert case.number in texts_of(turn)
    assert case.check_code in texts_of(turn)
    assert turn.meta["request"] == {
        "number": case.number,
        "status": case.status,
        "department": case.department,
        "opened": True,
    }


def test_what_this_process_has_to_say_itself_is_no_silence(
    knowledge: KnowledgeBase, desk: RequestDesk, tmp_path: Path
) -> None:
    meta = {"answer": None, "expects": None, "request": None, "effects": ["export"]}
    with a_server(lambda: [{"custom": {"meta": meta}}]) as rasa:
        turn = say("导出我的信息", knowledge, desk, tmp_path, rasa)
    assert "没有保存" in texts_of(turn)
    assert turn.meta["degraded"] is False
