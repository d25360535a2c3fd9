"""What every store must do. A second engine subclasses this and gives ``open_store``."""

from __future__ import annotations

import threading
from abc import ABC, abstractmethod
from pathlib import Path
from typing import Any

import pytest

from actions.requests.errors import StoreConflictError
from actions.requests.store import Store, Table, Where

AT = "2026-11-23T09:00:00+08:00"


def request_row(number: str, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number, "key_mac": None, "fingerprint": "f", "type": "求助", "services": "[]",
        "department": "education", "assisting": "[]", "routing": "[]",
        "first_department": "education", "status": "受理", "open": 1, "urgent": 0,
        "child_age": 7, "county": "南明区", "channel": "web", "consent_version": "c1",
        "consent_at": AT, "opened_at": AT, "updated_at": AT, "acknowledge_due": AT, "due_at": AT,
    }  # fmt: skip
    return row | changes


def history_row(number: str, seq: int, **changes: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "number": number, "seq": seq, "at": AT, "by": "家长", "role": "parent", "action": "受理",
        "code": None, "reason": "", "from_state": None, "to_state": "受理",
        "department": "education",
    }  # fmt: skip
    return row | changes


class StoreContract(ABC):
    @abstractmethod
    def open_store(self, folder: Path) -> Store: ...

    @pytest.fixture
    def store(self, tmp_path: Path) -> Store:
        return self.open_store(tmp_path)

    def test_a_committed_row_is_seen_by_a_store_opened_afterwards(
        self, store: Store, tmp_path: Path
    ) -> None:
        with store.writing() as rows:
            rows.insert(Table.REQUESTS, request_row("A"))
        with self.open_store(tmp_path).reading() as rows:
            found = rows.one(Table.REQUESTS, Where("number", "=", "A"))
        assert found is not None
        assert found["county"] == "南明区"

    def test_an_exception_undoes_the_whole_change(self, store: Store) -> None:
        def half_done() -> None:
            with store.writing() as rows:
                rows.insert(Table.REQUESTS, request_row("A"))
                raise RuntimeError

        with pytest.raises(RuntimeError):
            half_done()
        with store.reading() as rows:
            assert rows.find(Table.REQUESTS) == []

    def test_rows_come_filtered_ordered_and_limited(self, store: Store) -> None:
        with store.writing() as rows:
            for age, number in enumerate(("A", "B", "C", "D")):
                rows.insert(Table.REQUESTS, request_row(number, child_age=age))
        with store.reading() as rows:
            found = rows.find(
                Table.REQUESTS, Where("child_age", ">=", 1), order=["-child_age"], limit=2
            )
            chosen = rows.find(Table.REQUESTS, Where("number", "in", ("A", "D", "X")))
            none = rows.find(Table.REQUESTS, Where("key_mac", "is", None))
            nothing = rows.find(Table.REQUESTS, Where("number", "in", ()))
        assert [row["number"] for row in found] == ["D", "C"]
        assert {row["number"] for row in chosen} == {"A", "D"}
        assert len(none) == 4
        assert nothing == []

    def test_rows_are_counted_with_and_without_conditions(self, store: Store) -> None:
        with store.writing() as rows:
            for age, number in enumerate(("A", "B", "C")):
                rows.insert(Table.REQUESTS, request_row(number, child_age=age))
        with store.reading() as rows:
            assert rows.count(Table.REQUESTS) == 3
            assert rows.count(Table.REQUESTS, Where("child_age", ">", 0)) == 2

    def test_update_and_delete_tell_how_many_rows_there_were(self, store: Store) -> None:
        draft = {"fields": "x", "updated_at": AT}
        with store.writing() as rows:
            rows.insert(Table.DRAFTS, draft | {"identity": "a"})
            rows.insert(Table.DRAFTS, draft | {"identity": "b"})
            assert rows.update(Table.DRAFTS, {"fields": "y"}, Where("identity", "=", "a")) == 1
            assert rows.delete(Table.DRAFTS, Where("updated_at", "=", AT)) == 2

    def test_an_idempotency_key_is_taken_once(self, store: Store) -> None:
        with store.writing() as rows:
            rows.insert(Table.REQUESTS, request_row("A", key_mac="k"))
        with pytest.raises(StoreConflictError), store.writing() as rows:
            rows.insert(Table.REQUESTS, request_row("B", key_mac="k"))

    @pytest.mark.parametrize(
        "wrong",
        [{"type": "别的"}, {"child_age": 18}, {"county": ""}, {"open": 2}, {"services": "no json"}],
    )
    def test_a_row_that_breaks_a_check_is_refused(
        self, store: Store, wrong: dict[str, Any]
    ) -> None:
        with pytest.raises(StoreConflictError), store.writing() as rows:
            rows.insert(Table.REQUESTS, request_row("A", **wrong))

    def test_history_of_an_unknown_request_is_refused(self, store: Store) -> None:
        with pytest.raises(StoreConflictError), store.writing() as rows:
            rows.insert(Table.HISTORY, history_row("nobody", 1))

    def test_history_is_neither_edited_nor_deleted_nor_replaced(self, store: Store) -> None:
        with store.writing() as rows:
            rows.insert(Table.REQUESTS, request_row("A"))
            rows.insert(Table.HISTORY, history_row("A", 1))
        with pytest.raises(StoreConflictError), store.writing() as rows:
            rows.update(Table.HISTORY, {"by": "别人"}, Where("number", "=", "A"))
        with pytest.raises(StoreConflictError), store.writing() as rows:
            rows.delete(Table.HISTORY, Where("number", "=", "A"))
        with pytest.raises(StoreConflictError), store.writing() as rows:
            rows.insert(Table.HISTORY, history_row("A", 1, by="别人"))

    def test_history_has_no_gaps(self, store: Store) -> None:
        with store.writing() as rows:
            rows.insert(Table.REQUESTS, request_row("A"))
        with pytest.raises(StoreConflictError), store.writing() as rows:
            rows.insert(Table.HISTORY, history_row("A", 2))

    def test_a_request_is_never_deleted(self, store: Store) -> None:
        with store.writing() as rows:
            rows.insert(Table.REQUESTS, request_row("A"))
        with pytest.raises(StoreConflictError), store.writing() as rows:
            rows.delete(Table.REQUESTS, Where("number", "=", "A"))

    def test_threads_write_one_after_the_other_and_lose_nothing(
        self, store: Store, tmp_path: Path
    ) -> None:
        def write(name: str) -> None:
            own = self.open_store(tmp_path)
            for count in range(10):
                with own.writing() as rows:
                    rows.insert(Table.REQUESTS, request_row(f"{name}{count}"))
            own.close()

        threads = [threading.Thread(target=write, args=(name,)) for name in "abcd"]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        with store.reading() as rows:
            assert len(rows.find(Table.REQUESTS)) == 40

    def test_a_backup_holds_the_same_rows(self, store: Store, tmp_path: Path) -> None:
        with store.writing() as rows:
            rows.insert(Table.REQUESTS, request_row("A"))
            rows.insert(Table.HISTORY, history_row("A", 1))
        store.check()
        store.back_up(tmp_path / "copy")
        assert (tmp_path / "copy").stat().st_size > 0
