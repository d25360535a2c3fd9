"""The parent's own name is shown where it has to be checked, and only there."""

from __future__ import annotations

from pathlib import Path

import pytest

from actions.requests import RequestDesk
from bot.dialogue.message import Turn
from bot.dialogue.own_name import with_own_name
from knowledge.catalogue import load_catalogue
from knowledge.settings import PROJECT_ROOT, Config

ME = "web:somebody"


@pytest.fixture
def desk(tmp_path: Path) -> RequestDesk:
    config = Config(PROJECT_ROOT / "config.yml", tmp_path, {})
    desk = RequestDesk.open(config, load_catalogue())
    desk.drafts.save(ME, {"contact_name": "王小明", "contact_phone": "13800138000"})
    return desk


def asks(field: str | None) -> Turn:
    text = "请核对：\n称呼：王**\n电话：138****8000"
    return Turn(
        [{"text": "好，改成王**。", "buttons": []}, {"text": text, "buttons": []}],
        {"asks_for": field},
    )


def test_the_summary_shows_the_name_and_the_phone_stays_masked(desk: RequestDesk) -> None:
    noted, summary = with_own_name(asks("confirm"), ME, desk).replies
    assert noted["text"] == "好，改成王小明。"
    assert "称呼：王小明" in summary["text"]
    assert "138****8000" in summary["text"]


def test_nowhere_else_is_it_shown(desk: RequestDesk) -> None:
    for field in ("contact_phone", None):
        assert with_own_name(asks(field), ME, desk) == asks(field)


def test_somebody_without_a_draft_sees_what_the_dialogue_said(desk: RequestDesk) -> None:
    assert with_own_name(asks("confirm"), "web:another", desk) == asks("confirm")
