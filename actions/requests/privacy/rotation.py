"""A new master key takes over; what it protects is wrapped anew and the old key goes."""

from __future__ import annotations

from cryptography.fernet import Fernet

from actions.requests.privacy.keys import VARIABLE, MasterKey, write_keys
from actions.requests.store import Store, Table, Where
from knowledge.errors import ConfigurationError


def rotate(store: Store, master: MasterKey) -> int:
    """Rewrap every key and draft with the newest master key; return how many there were.

    A key file gets a fresh key first, keeps the old one until everything is rewrapped, and loses
    it then: killed at any moment, one of the keys in the file opens every row. Running processes
    notice the changed file. A key from the environment is changed by people: both keys, newest
    first, separated by a comma, then this, then the new one alone.

    Raises:
        ConfigurationError: the environment holds only one key.
    """
    if master.file is None:
        if len(master.keys) < 2:
            raise ConfigurationError(
                f"{VARIABLE}: 先把新密钥写在旧密钥前面(用逗号隔开),重启服务,再运行 rotate-key"
            )
        return _rewrap(store, master)
    write_keys(master.file, [Fernet.generate_key().decode(), *master.keys])
    count = _rewrap(store, master)
    write_keys(master.file, master.keys[:1])
    return count


def _rewrap(store: Store, master: MasterKey) -> int:
    count = 0
    # One transaction: whoever seals does so inside its own, hence wholly before or after this.
    with store.writing() as rows:
        for table, key, column in (
            (Table.SECRETS, "name", "value"),
            (Table.DRAFTS, "identity", "fields"),
            (Table.PEOPLE, "number", "data_key"),
            (Table.HANDOVERS, "id", "data_key"),
        ):
            for row in rows.find(table, Where(column, "!=", "")):
                fresh = {column: master.reseal(row[column])}
                rows.update(table, fresh, Where(key, "=", row[key]))
                count += 1
    return count
