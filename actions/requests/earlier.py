"""Requests that came before: of the same telephone, or about the same matter.

Telephone numbers lie sealed, each request with a key of its own, so that looking one up would mean
opening them all. Beside each stands a keyed hash of its stored form: the same for the same number,
worthless without the secret that the master key seals.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection

from actions.requests.errors import InvalidFieldError, KeyUnreadableError
from actions.requests.model import ServiceRequest
from actions.requests.privacy.identity import phone_mac
from actions.requests.repository import RequestRepository
from actions.requests.store import Row, Store, Table, Where, Writer
from actions.requests.stored_forms import phone_digits
from nlu.language import normalise

_AT_ONCE = 500
"""Rows of one change: other writers wait for a tenth of a second at most."""
_LOOKED_THROUGH = 300


class EarlierRequests:
    """Finds them without opening any other request."""

    def __init__(self, store: Store, cases: RequestRepository) -> None:
        self._store = store
        self._cases = cases

    def of_phone(self, phone: str) -> list[ServiceRequest]:
        """Return the requests of a telephone number, newest first, without their histories.

        Args:
            phone: in any of the usual ways of writing; of what is none, there are no requests.
        """
        try:
            digits = phone_digits(phone)
        except InvalidFieldError:
            return []
        with self._store.reading() as rows:
            mine = Where("phone_mac", "=", phone_mac(self._cases.keyring, digits))
            numbers = [person["number"] for person in rows.find(Table.PEOPLE, mine)]
            found = rows.find(
                Table.REQUESTS, Where("number", "in", numbers), order=["-opened_at", "number"]
            )
            return self._cases.without_histories(rows, found)

    def same_need(self, phone: str, need: str) -> ServiceRequest | None:
        """Return the open request in which this telephone asked for the same in the same words.

        Blanks, punctuation's width and script do not make another need of it.
        """
        wanted = _plain(need)
        return next(
            (
                case
                for case in self.of_phone(phone)
                if self._cases.lifecycle.is_open(case.status) and _plain(case.need) == wanted
            ),
            None,
        )

    def alike(
        self,
        county: str,
        services: Collection[str],
        visible: Callable[[Row], bool],
        most: int,
    ) -> list[ServiceRequest]:
        """Return open requests of a county about one of ``services``, newest first.

        Args:
            county: its full name.
            services: ids.
            visible: whether somebody may see a request, asked of its row before it is opened.
            most: how many at most.
        """
        with self._store.reading() as rows:
            recent = rows.find(
                Table.REQUESTS,
                Where("county", "=", county),
                Where("open", "=", 1),
                order=["-opened_at", "number"],
                limit=_LOOKED_THROUGH,
            )
            found = [
                row
                for row in recent
                if not set(services).isdisjoint(json.loads(row["services"])) and visible(row)
            ]
            return self._cases.without_histories(rows, found[:most])

    def index_telephones(self) -> int:
        """Write the hash beside every number that has none yet; return how many got one.

        Those are the rows of the versions before, which may still be serving beside this one.
        """
        done, after = 0, ""
        while True:
            with self._store.writing() as rows:
                found = rows.find(
                    Table.PEOPLE,
                    Where("phone_mac", "is", None),
                    Where("data_key", "!=", ""),
                    Where("number", ">", after),
                    order=["number"],
                    limit=_AT_ONCE,
                )
                done += sum(self._index(rows, person) for person in found)
            if len(found) < _AT_ONCE:
                return done
            after = found[-1]["number"]

    def _index(self, rows: Writer, person: Row) -> bool:
        try:
            key = self._cases.keyring.data_key(person["data_key"])
            phone = key.open(person["contact_phone"]) if key else None
        except KeyUnreadableError:
            # One row that nobody can read keeps no other from being found.
            return False
        if not phone:
            return False
        mac = phone_mac(self._cases.keyring, phone)
        mine = Where("number", "=", person["number"])
        return rows.update(Table.PEOPLE, {"phone_mac": mac}, mine) == 1


def _plain(need: str) -> str:
    return "".join(letter for letter in normalise(need) if letter.isalnum())
