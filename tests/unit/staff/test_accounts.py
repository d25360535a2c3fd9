from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pyotp
import pytest

from actions.requests.privacy.keys import Keyring, load_master_key
from actions.requests.store import SqliteStore
from actions.staff.accounts import Accounts, StaffError
from actions.staff.rights import StaffRole
from knowledge.database import Database

PASSWORD = "a long enough one"


@pytest.fixture
def accounts(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Accounts]:
    monkeypatch.delenv("TONGXING_ENCRYPTION_KEY", raising=False)
    store = SqliteStore(tmp_path / "requests.db", busy_seconds=2)
    yield Accounts(database, Keyring.open(load_master_key(tmp_path), store))
    store.close()


@pytest.fixture
def wang(accounts: Accounts) -> Accounts:
    accounts.add("wang", "王科", StaffRole.DEPARTMENT, "education", PASSWORD)
    return accounts


def test_an_account_lets_in_with_its_password_and_no_other(wang: Accounts) -> None:
    found = wang.verified("wang", PASSWORD)
    assert found is not None
    assert (found.label, found.department, found.has_totp) == ("王科（wang）", "education", False)
    assert wang.verified("wang", PASSWORD + "!") is None
    assert wang.verified("nobody", PASSWORD) is None


@pytest.mark.parametrize("name", ["", "W", "王", "1wang", "wang li", "w" * 32])
def test_a_name_that_cannot_be_typed_safely_is_refused(accounts: Accounts, name: str) -> None:
    with pytest.raises(StaffError, match="不行"):
        accounts.add(name, "王科", StaffRole.DEPARTMENT, "education", PASSWORD)


def test_a_name_is_given_once_and_a_short_password_never(wang: Accounts) -> None:
    with pytest.raises(StaffError, match="已有账号"):
        wang.add("wang", "另一个", StaffRole.DEPARTMENT, "health", PASSWORD)
    with pytest.raises(StaffError, match="密码太短"):
        wang.add("li", "李科", StaffRole.DEPARTMENT, "health", "short")
    assert [one.name for one in wang.all()] == ["wang"]


def test_a_disabled_account_lets_nobody_in_until_it_is_opened_again(wang: Accounts) -> None:
    wang.disable("wang")
    assert wang.verified("wang", PASSWORD) is None
    wang.disable("wang", disabled=False)
    assert wang.verified("wang", PASSWORD) is not None


def test_after_a_reset_only_the_new_password_counts(wang: Accounts) -> None:
    wang.reset("wang", "another long one")
    assert wang.verified("wang", PASSWORD) is None
    assert wang.verified("wang", "another long one") is not None


def test_a_one_time_code_opens_once(wang: Accounts) -> None:
    address = wang.require_totp("wang")
    code = pyotp.parse_uri(address).now()
    assert wang.verified("wang", PASSWORD) is None
    assert wang.verified("wang", PASSWORD, "000000" if code != "000000" else "111111") is None
    assert wang.verified("wang", PASSWORD, code) is not None
    assert wang.verified("wang", PASSWORD, code) is None


def test_an_account_that_does_not_exist_cannot_be_changed(accounts: Accounts) -> None:
    with pytest.raises(StaffError, match="没有账号"):
        accounts.disable("nobody")
