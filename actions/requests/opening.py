"""Opening a request: checked, routed, clocked and stored in one step, once per key."""

from __future__ import annotations

import json
from dataclasses import dataclass

from actions.requests.deadlines import Clocks
from actions.requests.deadlines.clocks import stamp
from actions.requests.errors import ConsentMissingError, KeyReusedError
from actions.requests.model import Actor, NewRequest, ServiceRequest, Status
from actions.requests.privacy.identity import identity_mac, phone_mac
from actions.requests.repository import RequestRepository
from actions.requests.routing import Router, Suggestion
from actions.requests.store import Row, Table, Where, Writer
from actions.requests.texts import problem
from actions.requests.validation import check
from knowledge.catalogue import HOTLINE, Catalogue
from knowledge.languages import spoken
from nlu.understanding.facts.request_numbers import new_number

# What makes two submissions the same one; the time of consent and the build may differ.
_SAME = (
    "need", "type", "services", "child_age", "county", "contact_name", "contact_phone",
    "channel", "reply_address", "urgent",
)  # fmt: skip


@dataclass(frozen=True)
class Opening:
    """Opens requests inside a transaction its caller holds."""

    cases: RequestRepository
    catalogue: Catalogue
    router: Router
    clocks: Clocks

    def open(self, rows: Writer, new: NewRequest, key: str | None, by: Actor) -> ServiceRequest:
        """Store ``new`` and return it; with a key that came before, return the first one.

        Raises:
            ConsentMissingError, InvalidFieldError: it cannot be stored.
            KeyReusedError: the key belongs to a different request.
        """
        new = check(new, self.catalogue.services)
        key_mac = self.cases.keyring.mac("key", key) if key else None
        fingerprint = self._fingerprint(new)
        number = self._known(rows, key_mac, fingerprint)
        if number is None:
            number = self._insert(rows, new, key_mac, fingerprint, by)
        return self.cases.load(rows, number)

    def ranked(self, new: NewRequest) -> list[Suggestion]:
        """Return the departments that would get ``new``, the one that leads first."""
        return self.router.route(new.need, new.services, new.type, new.county, danger=new.urgent)

    def _known(self, rows: Writer, key_mac: str | None, fingerprint: str) -> str | None:
        if key_mac is None:
            return None
        row = rows.one(Table.REQUESTS, Where("key_mac", "=", key_mac))
        if row is None:
            return None
        # An empty fingerprint: the person was forgotten, nothing is left to compare with.
        if row["fingerprint"] not in ("", fingerprint):
            raise KeyReusedError(problem("key"))
        return str(row["number"])

    def _insert(
        self, rows: Writer, new: NewRequest, key_mac: str | None, fingerprint: str, by: Actor
    ) -> str:
        kind = new.type or self.router.type_of(new.need)
        suggestions = self.ranked(new)
        number = self._fresh_number(rows)
        row = self._request_row(number, new, kind, suggestions)
        rows.insert(Table.REQUESTS, row | {"key_mac": key_mac, "fingerprint": fingerprint})
        rows.insert(Table.PEOPLE, self._person_row(number, new))
        self._first_steps(rows, number, suggestions[0], by)
        return number

    def _first_steps(self, rows: Writer, number: str, best: Suggestion, by: Actor) -> None:
        case = self.cases.first_entry(rows, number, by, "")
        triage = best.department == HOTLINE
        self.cases.announce_opening(rows, case, by, triage=triage)
        if not triage:
            # Whoever opened it hears of the department in the reply, not in a second message.
            system = Actor.system()
            self.cases.change(rows, number, "dispatch", system, best.reason, parent_knows=True)

    def _fresh_number(self, rows: Writer) -> str:
        while True:
            number = new_number(self.cases.now().date())
            if rows.one(Table.REQUESTS, Where("number", "=", number)) is None:
                return number

    def _request_row(
        self, number: str, new: NewRequest, kind: str, suggestions: list[Suggestion]
    ) -> Row:
        if new.consent is None:
            raise ConsentMissingError(problem("consent"))
        at = self.cases.now()
        due = self.clocks.opening(kind, at, urgent=new.urgent)
        department = suggestions[0].department
        assisting = self.router.assisting(department, new.services)
        return {
            "number": number,
            "type": kind,
            "services": json.dumps(list(new.services)),
            "department": department,
            "first_department": department,
            "assisting": json.dumps(list(assisting)),
            "routing": json.dumps([s.to_json() for s in suggestions], ensure_ascii=False),
            "status": Status.ACCEPTED,
            "open": 1,
            "urgent": int(new.urgent),
            "child_age": new.child_age,
            "county": new.county,
            "channel": new.channel,
            "consent_version": new.consent.text_version,
            "consent_at": stamp(new.consent.at),
            "opened_at": stamp(at),
            "updated_at": stamp(at),
            "acknowledge_due": stamp(due.acknowledge),
            "due_at": stamp(due.resolve),
            "calendar_note": due.note,
            "build": new.build,
            # News is told in what the parent was spoken to while opening it.
            "language": spoken(),
        }

    def _person_row(self, number: str, new: NewRequest) -> Row:
        keyring = self.cases.keyring
        key, sealed = keyring.new_data_key()
        identity = f"{new.channel}:{new.reply_address}" if new.reply_address else None
        return {
            "number": number,
            "identity": identity_mac(keyring, identity) if identity else None,
            "data_key": sealed,
            "contact_name": key.seal(new.contact_name),
            "contact_phone": key.seal(new.contact_phone),
            "phone_mac": phone_mac(keyring, new.contact_phone),
            "need": key.seal(new.need),
            "gist": key.seal(new.gist),
            "reply_address": key.seal(new.reply_address),
            "further": key.seal_json(new.further),
        }

    def _fingerprint(self, new: NewRequest) -> str:
        content: list[object] = [getattr(new, name) for name in _SAME]
        if new.further:
            content.append(sorted(new.further.items()))
        return self.cases.keyring.mac("content", json.dumps(content, ensure_ascii=False))
