from __future__ import annotations

import datetime as dt
import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.ingestion import Document, PassageStore
from knowledge.ingestion.documents import RawBlock
from knowledge.ingestion.errors import StoreError
from knowledge.ingestion.store import open_file
from knowledge.ingestion.structure import locate

TODAY = dt.date(2026, 3, 1)


def document(text: str, document_id: str = "", **details: object) -> Document:
    made = Document(
        id=document_id,
        title="关于入学的通知",
        issuer="某市教育局",
        date=None,
        url="",
        source="notice.txt",
        blocks=locate([RawBlock(text)]),
    )
    made = replace(made, **details)  # type: ignore[arg-type]
    return made if document_id else replace(made, id=made.content_hash)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[PassageStore]:
    with open_file(tmp_path / "knowledge" / "passages.db") as opened:
        yield opened


def served(store: PassageStore, on: dt.date = TODAY) -> list[str]:
    return [passage.text for passage in store.current_passages(on)]


def test_what_is_added_is_served_with_its_source(store: PassageStore) -> None:
    given = document("就近入学。", "a", date=dt.date(2025, 3, 1), url="https://example.com/a")
    report = store.add([given])
    assert [line.id for line in report.added] == ["a"]
    assert report.served == 1
    (passage,) = store.current_passages(TODAY)
    assert (passage.id, passage.document_id, passage.locator) == ("a#1", "a", "第1段")
    assert (passage.date, passage.url) == (dt.date(2025, 3, 1), "https://example.com/a")


def test_the_same_content_twice_changes_nothing(store: PassageStore) -> None:
    given = [document("就近入学。"), document("就近就医。")]
    first = store.add(given)
    second = store.add([replace(item, source="another-name.txt") for item in given])
    assert len(second.unchanged) == 2
    assert not second.added
    assert not second.replaced
    assert first.version == second.version


def test_a_changed_document_takes_the_place_of_the_old(store: PassageStore) -> None:
    before = store.add([document("旧内容。" * 200, "a"), document("别的。", "b")]).version
    report = store.add([document("新内容。", "a")])
    assert [line.id for line in report.replaced] == ["a"]
    assert served(store) == ["新内容。", "别的。"]
    assert report.version != before


def test_a_new_title_alone_is_a_change(store: PassageStore) -> None:
    store.add([document("就近入学。", "a")])
    report = store.add([document("就近入学。", "a", title="新标题", title_given=True)])
    assert [line.title for line in report.replaced] == ["新标题"]


def test_reading_the_same_words_again_takes_nothing_away_that_was_said_before(
    store: PassageStore,
) -> None:
    said = document(
        "就近入学。", title="通知", title_given=True, date=TODAY, url="https://example.com/a"
    )
    store.add([said])
    report = store.add([document("就近入学。", issuer="", title="file-name")])
    assert [line.title for line in report.unchanged] == ["通知"]
    (passage,) = store.current_passages(TODAY)
    assert (passage.title, passage.issuer, passage.date) == ("通知", "某市教育局", TODAY)


def test_a_withdrawn_document_is_not_served_and_comes_back_only_by_replacing(
    store: PassageStore,
) -> None:
    given = document("就近入学。", "a")
    empty = store.version(TODAY)
    added = store.add([given]).version
    assert [line.id for line in store.withdraw("a").withdrawn] == ["a"]
    assert served(store) == []
    assert store.version(TODAY) == empty
    again = store.add([given])
    assert served(store) == []
    assert "--replace a" in again.notes[0]
    assert store.replace("a", given).version == added
    assert served(store) == ["就近入学。"]


def test_several_are_withdrawn_together_or_not_at_all(store: PassageStore) -> None:
    store.add([document("甲内容。", "a"), document("乙内容。", "b")])
    with pytest.raises(StoreError, match="no document “c”"):
        store.withdraw("a", "c")
    assert len(served(store)) == 2


def test_replacing_what_is_not_there_is_refused(store: PassageStore) -> None:
    with pytest.raises(StoreError, match="no document “x”"):
        store.replace("x", document("内容。"))


def test_content_that_replaced_another_is_known_when_it_comes_again(store: PassageStore) -> None:
    store.add([document("旧内容。", "a")])
    store.replace("a", document("新内容。"))
    report = store.add([document("新内容。")])
    assert [line.id for line in report.unchanged] == ["a"]
    assert served(store) == ["新内容。"]


def test_a_likely_new_version_is_pointed_out(store: PassageStore) -> None:
    store.add([document("旧内容。", "a")])
    report = store.add([document("新内容。")])
    assert "--replace a" in report.notes[0]


@pytest.mark.parametrize(
    ("valid_from", "valid_until", "is_served"),
    [
        (None, None, True),
        (TODAY, TODAY, True),
        (TODAY + dt.timedelta(1), None, False),
        (None, TODAY - dt.timedelta(1), False),
    ],
)
def test_only_what_is_valid_on_the_day_is_served(
    store: PassageStore, valid_from: dt.date | None, valid_until: dt.date | None, is_served: bool
) -> None:
    store.add([document("内容。", "a", valid_from=valid_from, valid_until=valid_until)])
    assert bool(served(store)) is is_served
    assert store.count(TODAY) == int(is_served)


def test_the_version_follows_what_is_served_from_day_to_day(store: PassageStore) -> None:
    store.add([document("常年有效。", "a"), document("到期失效。", "b", valid_until=TODAY)])
    tomorrow = TODAY + dt.timedelta(1)
    assert store.version(TODAY) != store.version(tomorrow)
    store.withdraw("b")
    assert store.version(TODAY) == store.version(tomorrow)


def test_a_longer_validity_is_stored_without_changing_the_version(store: PassageStore) -> None:
    soon, later = TODAY + dt.timedelta(1), TODAY + dt.timedelta(900)
    store.add([document("内容。", "a", valid_until=soon)])
    before = store.version(TODAY)
    report = store.add([document("内容。", "a", valid_until=later)])
    assert len(report.replaced) == 1
    assert store.version(TODAY) == before
    assert served(store, later) == ["内容。"]


def test_a_failing_write_leaves_the_old_content(store: PassageStore) -> None:
    store.add([document("旧内容。", "a")])
    store.database.run(
        "CREATE TRIGGER refuse BEFORE INSERT ON passages WHEN new.text LIKE '坏%'"
        " BEGIN SELECT RAISE(ABORT, 'refused'); END"
    )
    with pytest.raises(StoreError):
        store.add([document("新内容。", "a"), document("坏内容。", "b")])
    assert served(store) == ["旧内容。"]


def test_a_reader_sees_the_old_content_while_another_writes(
    store: PassageStore, tmp_path: Path
) -> None:
    store.add([document("旧内容。", "a")])
    with open_file(tmp_path / "knowledge" / "passages.db") as writer, writer.database.writing():
        writer.database.run("UPDATE passages SET text = '半成品'")
        assert served(store) == ["旧内容。"]


def test_a_file_that_is_no_store_is_told_in_one_line(tmp_path: Path) -> None:
    path = tmp_path / "passages.db"
    path.write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match=r"passages\.db cannot be used"):
        open_file(path)


def test_a_store_of_a_newer_version_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "passages.db"
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    with pytest.raises(StoreError, match="newer version"):
        open_file(path)


def test_a_store_of_the_first_layout_learns_what_its_documents_are_about(tmp_path: Path) -> None:
    path = tmp_path / "passages.db"
    with open_file(path) as store:
        store.add([document("报名时间：6月1日。", "a", title="花溪区2026年小学招生通知")])
        for statement in (
            "ALTER TABLE documents DROP COLUMN about",
            "DROP TABLE blocks",
            "PRAGMA user_version = 1",
        ):
            store.database.run(statement)
    with open_file(path) as store:
        (stored,) = store.documents()
        assert (stored.about.place, stored.about.services) == ("花溪区", ("compulsory-school",))
        assert [block.text for block in store.blocks("a")] == ["报名时间：6月1日。"]
