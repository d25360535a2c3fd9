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
def open_chats(
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
    for chats in opened:
        chats.close()


@pytest.fixture
def chats(open_chats: Callable[[], ChatStore]) -> ChatStore:
    return open_chats()


def data_of(keyboards: Keyboards, tap: Tap, chat: int = CHAT) -> str:
    markup = keyboards.inline(chat, [tap])
    assert markup is not None
    data = markup.inline_keyboard[0][0].callback_data
    assert isinstance(data, str)
    return data


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    payload=st.text(min_size=1, max_size=200).filter(lambda text: text.isprintable()),
    does=st.sampled_from(["says", "turns", "own"]),
)
def test_every_payload_fits_and_comes_back(chats: ChatStore, payload: str, does: str) -> None:
    keyboards = Keyboards(chats)
    data = data_of(keyboards, Tap("好", payload, does))
    assert 1 <= len(data.encode()) <= LONGEST_DATA
    assert keyboards.meaning(CHAT, data) == (does, payload)


LONG = Tap("长", "这是一句很长的话，六十四个字节放不下它，所以它要有一个短的名字")


def test_a_long_payload_is_known_after_a_restart(open_chats: Callable[[], ChatStore]) -> None:
    data = data_of(Keyboards(open_chats()), LONG)
    assert Keyboards(open_chats()).meaning(CHAT, data) == ("says", LONG.payload)


def test_the_same_payload_has_the_same_name_each_time(chats: ChatStore) -> None:
    assert chats.token(CHAT, LONG.payload) == chats.token(CHAT, LONG.payload)


def test_a_name_means_nothing_in_another_chat(chats: ChatStore) -> None:
    keyboards = Keyboards(chats)
    assert keyboards.meaning(OTHER, data_of(keyboards, LONG)) is None


@pytest.mark.parametrize("data", ["", "?", "#", "=#nothing", "x/request"])
def test_data_the_bot_never_made_means_nothing(chats: ChatStore, data: str) -> None:
    assert Keyboards(chats).meaning(CHAT, data) is None


def test_forgetting_erases_everything_of_one_chat_and_nothing_else(chats: ChatStore) -> None:
    for chat in (CHAT, OTHER):
        chats.note(chat, asks_for="county", last_message=5)
        chats.keep_file(chat, "file-1")
        chats.note_reach(chat, "blocked")
    token = chats.token(CHAT, LONG.payload)
    chats.forget(f"telegram:{CHAT}")
    assert chats.files(CHAT) == []
    assert chats.payload(CHAT, token) is None
    assert not any(chats.chat(CHAT).values())
    assert chats.files(OTHER) == ["file-1"]
    chats.forget(f"web:{OTHER}")
    assert chats.chat(OTHER)["asks_for"] == "county"


def test_no_chat_id_stands_in_the_file(chats: ChatStore, tmp_path: Path) -> None:
    chats.note(987654321, asks_for="county")
    chats.keep_file(987654321, "file-1")
    chats.close()
    assert b"987654321" not in (tmp_path / CHATS.file).read_bytes()


def test_old_notes_go_by_themselves(chats: ChatStore, clock: Clock) -> None:
    chats.keep_file(CHAT, "file-1")
    chats.note(CHAT, asks_for="county")
    chats.settle(1)
    token = chats.token(CHAT, LONG.payload)
    clock.now += 73 * 3600
    chats.tidy()
    assert chats.files(CHAT) == []
    assert not chats.is_settled(1)
    assert chats.payload(CHAT, token) == LONG.payload
    clock.now += 30 * 24 * 3600
    chats.tidy()
    assert chats.payload(CHAT, token) is None
    assert not any(chats.chat(CHAT).values())


def test_only_place_and_number_have_keys_of_their_own() -> None:
    assert field_keyboard("county") is not None
    assert field_keyboard("contact_phone") is not None
    assert field_keyboard("need") is None


def test_buttons_stand_side_by_side_only_where_they_can_be_read(chats: ChatStore) -> None:
    taps = [Tap(title, title) for title in ("对", "要改", "这是一个比较长的按钮", "短", "也短")]
    markup = Keyboards(chats).inline(CHAT, taps)
    assert markup is not None
    rows = [[button.text for button in row] for row in markup.inline_keyboard]
    assert rows == [["对", "要改"], ["这是一个比较长的按钮"], ["短", "也短"]]
