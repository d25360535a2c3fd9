from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from actions.requests import RequestDesk
from bot.channels.telegram.keyboards import LONGEST_DATA, Keyboards, Tap, field_keyboard
from bot.channels.telegram.chat_store import CHATS, ChatStore
from bot.channels.telegram.settings import Kept
from knowledge.catalogue import load_catalogue
from knowledge.database import open_database
from knowledge.settings import load_config

CHAT, OTHER = 111, 222


class Clock:
    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def open_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clock: Clock
) -> Iterator[Callable[[], ChatStore]]:
    monkeypatch.setenv("TONGXING_HOME", str(tmp_path))
    desk = RequestDesk.open(load_config(), load_catalogue())
    opened: list[ChatStore] = []

    def open_again() -> ChatStore:
        tables = open_database(tmp_path, CHATS)
        opened.append(ChatStore(tables, desk, Kept(), bot="7", now=clock))
        return opened[-1]

    yield open_again
    for memory in opened:
        memory.close()


@pytest.fixture
def memory(open_memory: Callable[[], ChatStore]) -> ChatStore:
    return open_memory()


def data_of(keyboards: Keyboards, tap: Tap, chat: int = CHAT) -> str:
    markup = keyboards.inline(chat, [tap])
    assert markup is not None
    data = markup.inline_keyboard[0][0].callback_data
    assert isinstance(data, str)
    return data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    payload=st.text(min_size=1, max_size=200).filter(lambda text: text.isprintable()),
    does=st.sampled_from(["says", "turns", "own"]),
)
def test_every_payload_fits_and_comes_back(memory: ChatStore, payload: str, does: str) -> None:
    keyboards = Keyboards(memory)
    data = data_of(keyboards, Tap("好", payload, does))
    assert 1 <= len(data.encode()) <= LONGEST_DATA
    assert keyboards.meaning(CHAT, data) == (does, payload)


LONG = Tap("长", "这是一句很长的话，六十四个字节放不下它，所以它要有一个短的名字")


def test_a_long_payload_is_known_after_a_restart(open_memory: Callable[[], ChatStore]) -> None:
    data = data_of(Keyboards(open_memory()), LONG)
    assert Keyboards(open_memory()).meaning(CHAT, data) == ("says", LONG.payload)


def test_the_same_payload_has_the_same_name_each_time(memory: ChatStore) -> None:
    assert memory.token(CHAT, LONG.payload) == memory.token(CHAT, LONG.payload)


def test_a_name_means_nothing_in_another_chat(memory: ChatStore) -> None:
    keyboards = Keyboards(memory)
    assert keyboards.meaning(OTHER, data_of(keyboards, LONG)) is None


@pytest.mark.parametrize("data", ["", "?", "#", "=#nothing", "x/request"])
def test_data_the_bot_never_made_means_nothing(memory: ChatStore, data: str) -> None:
    assert Keyboards(memory).meaning(CHAT, data) is None


def test_forgetting_erases_everything_of_one_chat_and_nothing_else(memory: ChatStore) -> None:
    for chat in (CHAT, OTHER):
        memory.note(chat, asks_for="county", last_message=5)
        memory.keep_file(chat, "file-1")
        memory.note_reach(chat, "blocked")
    token = memory.token(CHAT, LONG.payload)
    memory.forget(f"telegram:{CHAT}")
    assert memory.files(CHAT) == []
    assert memory.payload(CHAT, token) is None
    assert not any(memory.chat(CHAT).values())
    assert memory.files(OTHER) == ["file-1"]
    memory.forget(f"web:{OTHER}")
    assert memory.chat(OTHER)["asks_for"] == "county"


def test_no_chat_id_stands_in_the_file(memory: ChatStore, tmp_path: Path) -> None:
    memory.note(987654321, asks_for="county")
    memory.keep_file(987654321, "file-1")
    memory.close()
    assert b"987654321" not in (tmp_path / CHATS.file).read_bytes()


def test_old_notes_go_by_themselves(memory: ChatStore, clock: Clock) -> None:
    memory.keep_file(CHAT, "file-1")
    memory.note(CHAT, asks_for="county")
    memory.settle(1)
    token = memory.token(CHAT, LONG.payload)
    clock.now += 73 * 3600
    memory.tidy()
    assert memory.files(CHAT) == []
    assert not memory.is_settled(1)
    assert memory.payload(CHAT, token) == LONG.payload
    clock.now += 30 * 24 * 3600
    memory.tidy()
    assert memory.payload(CHAT, token) is None
    assert not any(memory.chat(CHAT).values())


def test_only_place_and_number_have_keys_of_their_own() -> None:
    assert field_keyboard("county") is not None
    assert field_keyboard("contact_phone") is not None
    assert field_keyboard("need") is None


def test_buttons_stand_side_by_side_only_where_they_can_be_read(memory: ChatStore) -> None:
    taps = [Tap(title, title) for title in ("对", "要改", "这是一个比较长的按钮", "短", "也短")]
    markup = Keyboards(memory).inline(CHAT, taps)
    assert markup is not None
    rows = [[button.text for button in row] for row in markup.inline_keyboard]
    assert rows == [["对", "要改"], ["这是一个比较长的按钮"], ["短", "也短"]]
