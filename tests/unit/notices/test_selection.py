"""Which ingested documents speak for a place, in which order, and when they stop."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from knowledge.answers.notices.selection import NoticeIndex, places_of
from knowledge.ingestion import open_store
from knowledge.ingestion.documents import About, Block, Document
from knowledge.settings import PROJECT_ROOT, Config

TODAY = dt.date.today()
Ingest = Callable[..., None]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Config:
    monkeypatch.delenv("TONGXING_DATABASE_URL", raising=False)
    return Config(PROJECT_ROOT / "config.yml", tmp_path, {})


@pytest.fixture
def ingest(config: Config) -> Ingest:
    def add(name: str, place: str, *, title: str = "", date: str = "", **about: Any) -> None:
        given = About(place=place, services=("vaccination",), kind="notice", **about)
        corrected = tuple(name for name in vars(given) if name not in ("corrected", "recognised"))
        document = Document(
            id=name,
            title=title or name,
            issuer="某局",
            date=dt.date.fromisoformat(date) if date else None,
            url="",
            source=f"{name}.txt",
            blocks=(Block(f"{name}：请到社区卫生服务中心接种。", "第1段"),),
            title_given=True,
            about=About(**{**vars(given), "corrected": corrected}),
        )
        with open_store(config) as store:
            store.add([document])

    return add


@pytest.fixture
def notices(config: Config) -> NoticeIndex:
    return NoticeIndex(config)


def ids(found: list[Any]) -> list[str]:
    return [each.document.id for each in found]


def test_nothing_ingested_is_nothing_found(notices: NoticeIndex) -> None:
    assert notices.at("花溪区") == []
    assert notices.near("花溪区") == []


def test_a_place_has_its_own_documents_and_no_neighbours(
    notices: NoticeIndex, ingest: Ingest
) -> None:
    ingest("own", "花溪区")
    ingest("neighbour", "南明区")
    assert ids(notices.at("花溪区")) == ["own"]
    assert ids(notices.near("花溪区")) == ["neighbour"]


def test_a_neighbour_is_a_county_of_the_same_prefecture(
    notices: NoticeIndex, ingest: Ingest
) -> None:
    ingest("neighbour", "南明区")
    ingest("far", "红花岗区")
    ingest("prefecture", "贵阳市")
    assert ids(notices.near("花溪区")) == ["neighbour"]
    assert set(ids(notices.near(""))) == {"neighbour", "far"}


def test_what_has_ended_stands_behind_what_holds(notices: NoticeIndex, ingest: Ingest) -> None:
    ingest("old", "花溪区", valid_until=TODAY - dt.timedelta(days=1))
    ingest("new", "花溪区", valid_until=TODAY)
    found = notices.at("花溪区")
    assert [(each.document.id, each.ended) for each in found] == [("new", False), ("old", True)]


def test_what_has_not_begun_does_not_speak(notices: NoticeIndex, ingest: Ingest) -> None:
    ingest("tomorrow", "花溪区", valid_from=TODAY + dt.timedelta(days=1))
    ingest("today", "花溪区", valid_from=TODAY)
    assert ids(notices.at("花溪区")) == ["today"]


def test_this_years_notice_takes_the_place_of_last_years(
    notices: NoticeIndex, ingest: Ingest
) -> None:
    ingest("last", "花溪区", title="2025年接种通知", date="2025-03-01")
    ingest("this", "花溪区", title="2026年接种通知", date="2026-03-01")
    ingest("elsewhere", "南明区", title="2025年接种通知", date="2025-03-01")
    assert ids(notices.at("花溪区")) == ["this"]
    assert ids(notices.at("南明区")) == ["elsewhere"]


def test_what_is_ingested_or_withdrawn_counts_from_the_next_question(
    config: Config, notices: NoticeIndex, ingest: Ingest
) -> None:
    assert notices.at("花溪区") == []
    ingest("new", "花溪区")
    assert ids(notices.at("花溪区")) == ["new"]
    with open_store(config) as store:
        store.withdraw("new")
    assert notices.at("花溪区") == []
    assert notices.get("new") is None


def test_a_county_is_followed_by_its_prefecture_the_province_and_the_nation() -> None:
    assert places_of("花溪区") == ["花溪区", "贵阳市", "贵州省", "全国"]
    assert places_of("贵阳市") == ["贵阳市", "贵州省", "全国"]
    assert places_of("贵州省") == places_of("") == ["贵州省", "全国"]
