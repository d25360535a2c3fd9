"""What a parent has typed into a form so far, sealed, outside the dialogue store."""

from __future__ import annotations

import json
from typing import Any

from actions.requests.deadlines.clocks import Now, stamp
from actions.requests.privacy.identity import identity_mac
from actions.requests.privacy.keys import Keyring
from actions.requests.store import Store, Table, Where


class Drafts:
    """One draft per identity (``<channel>:<address>``)."""

    def __init__(self, store: Store, keyring: Keyring, now: Now) -> None:
        self._store = store
        self._keyring = keyring
        self._now = now

    def save(self, identity: str, fields: dict[str, Any]) -> None:
        """Replace the draft of ``identity`` by ``fields`` (anything JSON can hold)."""
        name = identity_mac(self._keyring, identity)
        text = json.dumps(fields, ensure_ascii=False)
        with self._store.writing() as rows:
            rows.delete(Table.DRAFTS, Where("identity", "=", name))
            rows.insert(
                Table.DRAFTS,
                {
                    "identity": name,
                    "fields": self._keyring.master.seal(text),
                    "updated_at": stamp(self._now()),
                },
            )

    def load(self, identity: str) -> dict[str, Any]:
        """Return the draft of ``identity``; empty when there is none."""
        name = identity_mac(self._keyring, identity)
        with self._store.reading() as rows:
            row = rows.one(Table.DRAFTS, Where("identity", "=", name))
        if row is None:
            return {}
        fields: dict[str, Any] = json.loads(self._keyring.master.open(row["fields"]))
        return fields

    def clear(self, identity: str) -> None:
        """Throw the draft of ``identity`` away."""
        name = identity_mac(self._keyring, identity)
        with self._store.writing() as rows:
            rows.delete(Table.DRAFTS, Where("identity", "=", name))
