from __future__ import annotations

import psycopg
import pytest
from psycopg import errors
from psycopg_pool import PoolTimeout

from actions.requests.errors import StoreError
from actions.requests.store.postgres import _WORDS as OF_REQUESTS
from knowledge.database.errors import DatabaseError
from knowledge.database.postgres import _WORDS as OF_OTHERS
from knowledge.database.postgres_troubles import Trouble, explained, trouble_of


@pytest.mark.parametrize(
    ("error", "trouble"),
    [
        (errors.UniqueViolation, Trouble.REFUSED),
        (errors.NumericValueOutOfRange, Trouble.REFUSED),
        (errors.LockNotAvailable, Trouble.BUSY),
        (errors.SerializationFailure, Trouble.BUSY),
        (errors.DiskFull, Trouble.FULL),
        (errors.ReadOnlySqlTransaction, Trouble.FULL),
        (errors.IndexCorrupted, Trouble.DAMAGED),
        (errors.AdminShutdown, Trouble.AWAY),
        (PoolTimeout, Trouble.AWAY),
        (errors.UndefinedTable, Trouble.OTHER),
    ],
)
def test_an_error_of_the_server_comes_down_to_what_can_be_done(
    error: type[psycopg.Error], trouble: Trouble
) -> None:
    assert trouble_of(error()) is trouble


@pytest.mark.parametrize(("words", "root"), [(OF_REQUESTS, StoreError), (OF_OTHERS, DatabaseError)])
def test_every_trouble_has_words_in_both_trees_and_begins_with_the_place(
    words: dict[Trouble, tuple[type[Exception], str]], root: type[Exception]
) -> None:
    assert set(words) == set(Trouble)
    for trouble, error in {
        Trouble.BUSY: errors.DeadlockDetected,
        Trouble.FULL: errors.DiskFull,
        Trouble.OTHER: errors.SyntaxError,
    }.items():
        with pytest.raises(root, match=r"^db\.example: ") as told, explained("db.example", words):
            raise error
        assert type(told.value) is words[trouble][0]
