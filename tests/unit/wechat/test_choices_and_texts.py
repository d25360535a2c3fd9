from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.splitting import split, utf8_bytes
from bot.channels.choices import chosen
from bot.channels.wechat.choices import Choice, with_choices
from bot.channels.wechat.application import menu_button
from bot.channels.wechat.limits import TEXT_BYTES
from bot.channels.wechat.settings import APP_ID, SECRET, TOKEN, access_from_environment
from bot.channels.wechat.texts import MenuEntry, texts
from bot.channels.wechat.tokens import AccessToken
from knowledge.errors import ConfigurationError

TWO = [Choice("提交诉求", "/request"), Choice("转人工", "/human")]
PAYLOADS = ["/request", "/human"]


def test_buttons_become_numbered_choices_under_the_text() -> None:
    assert with_choices("要不要登记？", TWO, None).splitlines()[-2:] == [
        "1　提交诉求",
        "2　转人工",
    ]


@pytest.mark.parametrize("typed", ["2", "２", " 2 ", "2.", "2、", "2。"])
def test_a_number_is_understood_as_a_tap(typed: str) -> None:
    assert chosen(typed, PAYLOADS, None) == "/human"


@pytest.mark.parametrize("typed", ["0", "3", "12345", "二", "娃儿2岁", "-1", "2号", ""])
def test_what_is_no_choice_stays_what_was_typed(typed: str) -> None:
    assert chosen(typed, PAYLOADS, None) is None


@pytest.mark.parametrize("field", ["child_age", "contact_phone"])
def test_where_a_number_is_asked_for_choices_are_words(field: str) -> None:
    shown = with_choices("娃儿几岁？", [Choice("跳过", "/skip")], field)
    assert shown.endswith("跳过")
    assert "1" not in shown
    assert chosen("1", ["/skip"], field) is None


@given(st.text(alphabet="读书，。娃a😀", max_size=3000))
def test_every_piece_fits_into_a_message_and_nothing_is_lost(text: str) -> None:
    pieces = split(text, TEXT_BYTES, utf8_bytes)
    assert all(len(piece.encode()) <= TEXT_BYTES for piece in pieces)
    assert "".join(pieces) == text


def test_a_menu_entry_that_opens_a_page_needs_an_address() -> None:
    entry = MenuEntry(name="查一查", page="/")
    assert menu_button(entry, "") is None
    assert menu_button(entry, "https://t.example") == {
        "type": "view",
        "name": "查一查",
        "url": "https://t.example/",
    }


def test_the_menu_keeps_wechats_limits() -> None:
    entries = [one for entry in texts().menu for one in (entry, *entry.under)]
    assert all(len(entry.under) <= 5 for entry in texts().menu)
    assert all(len(entry.name.encode()) <= 60 for entry in entries)


def test_half_a_set_up_is_told_with_the_missing_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(APP_ID, "wx1")
    monkeypatch.setenv(TOKEN, "t")
    monkeypatch.delenv(SECRET, raising=False)
    with pytest.raises(ConfigurationError, match=SECRET):
        access_from_environment()


async def test_a_token_is_fetched_once_and_again_when_it_was_refused_or_ends() -> None:
    asked: list[bool] = []
    now = 0.0

    async def fetch(was_refused: bool) -> tuple[str, float]:
        asked.append(was_refused)
        return f"token-{len(asked)}", 7200.0

    token = AccessToken(fetch, clock=lambda: now)
    assert [await token.get(), await token.get()] == ["token-1", "token-1"]
    assert await token.get(refused="token-1") == "token-2"
    assert await token.get(refused="token-1") == "token-2"
    now = 7000.0
    assert await token.get() == "token-3"
    assert asked == [False, True, False]
