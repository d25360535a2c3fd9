"""What a parent can ask for: the status, everything that is kept, and that it be forgotten."""

from __future__ import annotations

import hmac
import unicodedata
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from actions.requests.deadlines.clocks import stamp
from actions.requests.errors import CheckFailedError, RequestNotFoundError, TooManyChecksError
from actions.requests.fields import further
from actions.requests.model import Actor, ServiceRequest, Status
from actions.requests.privacy.drafts import Drafts
from actions.requests.privacy.forgetting import forget_person
from actions.requests.privacy.identity import (
    Reach,
    check_code,
    identity_mac,
    link_proof,
    phone_mac,
    proves,
)
from actions.requests.repository import RequestRepository
from actions.requests.settings import RequestsSettings
from actions.requests.store import Reader, Row, Store, Table, Where
from actions.requests.texts import load_texts, problem
from nlu.understanding.facts.request_numbers import find_number


@dataclass(frozen=True)
class ParentStatus:
    """What a parent is shown of a request: no names, no phones, no words of the need."""

    number: str
    type: str
    status: Status
    department: str
    department_name: str
    services: tuple[str, ...]
    opened_at: str
    due_at: str
    text: str
    note: str | None
    steps: tuple[tuple[str, str, str], ...]
    """(time, action, reason) of what concerns the parent."""
    proven: bool = False
    """Whoever asks knows the secret of this request; the end of a phone number is none."""

    def to_json(self) -> dict[str, Any]:
        """Return the status for a program."""
        return {
            "number": self.number,
            "type": self.type,
            "status": self.status.value,
            "department": self.department,
            "department_name": self.department_name,
            "services": list(self.services),
            "opened_at": self.opened_at,
            "due_at": self.due_at,
            "text": self.text,
            "note": self.note,
            "steps": [
                {"at": at, "action": action, "reason": why} for at, action, why in self.steps
            ],
        }


@dataclass(frozen=True)
class Forgotten:
    """How many requests lost their personal details, and which urgent ones are still worked on."""

    requests: int
    kept: tuple[str, ...]


class ParentSide:
    """The part of the desk that answers to parents."""

    store: Store
    cases: RequestRepository
    settings: RequestsSettings
    drafts: Drafts

    def status_for_parent(self, number: str, check: str, caller: str = "") -> ParentStatus:
        """Return the status to somebody who knows the number and the check.

        Args:
            number: as the parent wrote it.
            check: the last four digits of the phone, the code told at opening, or the proof
                of a link that was sent to the parent. Only the latter two are secret: the result
                says so, and nothing is changed without them.
            caller: who asks, as far as that is known; wrong tries count against the caller, so
                that nobody can lock a parent out.

        Raises:
            CheckFailedError: they do not belong together; the same for a number that was never
                given out, so that numbers cannot be tried.
            TooManyChecksError: too many wrong checks of this caller in the last hour.
        """
        wanted = find_number(number)
        if wanted is None:
            raise CheckFailedError(problem("check"))
        given = "".join(unicodedata.normalize("NFKC", check).split())
        case = self._checked(wanted, given, caller or wanted)
        if case is None:
            raise CheckFailedError(problem("check"))
        return replace(self.parent_view(case), proven=self._is_secret_of(case.number, given))

    def link_proof(self, number: str, *, proven: bool = True) -> str:
        """Return what a link to this request carries, good for a day; for its parent only.

        Args:
            number: of the request.
            proven: the parent has shown the secret of the request and may change it by the link;
                otherwise the link shows how far it is, as the end of the phone number does.
        """
        reach = Reach.ACT if proven else Reach.LOOK
        return link_proof(self.cases.keyring, number, self.cases.now(), reach)

    def files_sent(self, number: str) -> list[tuple[str, str]]:
        """Return kind (``image/jpeg``) and time of every photo and document of a request."""
        with self.store.reading() as rows:
            mine = Where("number", "=", number), Where("for_parent", "=", 0)
            found = rows.find(Table.ATTACHMENTS, *mine, order=["at", "id"])
            return [(row["media_type"], row["at"]) for row in found]

    def files_given(self, number: str) -> list[tuple[str, str, str]]:
        """Return id, kind and time of every file that staff gave to the parent of a request."""
        return [(row["id"], row["media_type"], row["at"]) for row in self._files_given(number)]

    def file_given(self, number: str, file: str) -> tuple[str, bytes] | None:
        """Return kind and content of a file that staff gave; ``None`` for any other."""
        with self.store.reading() as rows:
            key = self.cases.data_key(rows, number)
        row = next((one for one in self._files_given(number) if one["id"] == file), None)
        return (
            None
            if row is None or key is None
            else (row["media_type"], key.open_bytes(row["content"]))
        )

    def _files_given(self, number: str) -> list[Row]:
        with self.store.reading() as rows:
            mine = Where("number", "=", number), Where("for_parent", "=", 1)
            return rows.find(Table.ATTACHMENTS, *mine, order=["at", "id"])

    def parent_view(self, case: ServiceRequest) -> ParentStatus:
        """Return what a parent who is already known (by identity) is shown of a request."""
        name = self.cases.notifier.department_name(case.department)
        told = {self.cases.lifecycle.actions[action].name for action in load_texts().parent}
        return ParentStatus(
            number=case.number,
            type=case.type,
            status=case.status,
            department=case.department,
            department_name=name,
            services=case.services,
            opened_at=case.opened_at,
            due_at=case.due_at,
            text=load_texts().status[case.status].format(department=name),
            note=case.calendar_note,
            steps=tuple((e.at, e.action, e.reason) for e in case.history if e.action in told),
        )

    def requests_of(self, identity: str) -> list[ServiceRequest]:
        """Return the requests opened by ``<channel>:<address>``, newest first."""
        with self.store.reading() as rows:
            found = [self.cases.load(rows, number) for number in self._numbers_of(rows, identity)]
        return sorted(found, key=lambda case: case.opened_at, reverse=True)

    def export_of(self, identity: str) -> dict[str, Any]:
        """Return everything that is kept about ``identity``, in the clear, for that person."""
        mac = identity_mac(self.cases.keyring, identity)
        with self.store.reading() as rows:
            numbers = self._numbers_of(rows, identity)
            cases = [self.cases.load(rows, number) for number in numbers]
            consents = {
                row["number"]: {"text_version": row["consent_version"], "at": row["consent_at"]}
                for row in rows.find(Table.REQUESTS, Where("number", "in", numbers))
            }
            received = rows.find(Table.PARENT_INBOX, Where("identity", "=", mac), order=["id"])
        return {
            "identity": identity,
            "requests": [
                case.to_json(reveal=True) | {"gist": case.gist, "consent": consents[case.number]}
                for case in cases
            ],
            "draft": self.drafts.load(identity),
            "messages": [{"number": row["number"], "at": row["at"]} for row in received],
        }

    def knows_a_code(self, identity: str, check: str | None) -> bool:
        """Tell whether ``check`` is the secret of one of the requests of ``identity``."""
        if check is None:
            return False
        for case in self.requests_of(identity):
            try:
                if self.status_for_parent(case.number, check, identity).proven:
                    return True
            except CheckFailedError:
                continue
            except TooManyChecksError:
                return False
        return False

    def correct_contact(self, number: str, given: dict[str, str], *, reason: str) -> ServiceRequest:
        """Put another name or phone in the place of the one a parent gave by mistake.

        Args:
            number: of one of the parent's own requests.
            given: the new values by field: those that are masked.
            reason: what the history says; it never holds the values.

        Raises:
            RequestNotFoundError: there is no such request.
            IllegalMoveError: it is closed.
        """
        with self.store.writing() as rows:
            key = self.cases.data_key(rows, number)
            if key is not None:
                others = {name: given[name] for name in further() if name in given}
                sealed = {n: key.seal(value) for n, value in given.items() if n not in others}
                if others:
                    kept = self.cases.load(rows, number).further
                    sealed["further"] = key.seal_json({**kept, **others})
                if "contact_phone" in given:
                    sealed["phone_mac"] = phone_mac(self.cases.keyring, given["contact_phone"])
                rows.update(Table.PEOPLE, sealed, Where("number", "=", number))
            return self.cases.change(rows, number, "add_fact", Actor.parent(), reason)

    def forget(self, identity: str) -> Forgotten:
        """Throw away who ``identity`` is; open requests are withdrawn, numbers and times stay.

        An urgent request that is still open is kept until people have closed it: a child may be
        in danger.
        """
        forgotten, kept = 0, []
        with self.store.writing() as rows:
            for number in self._numbers_of(rows, identity):
                case = self.cases.load(rows, number)
                is_open = self.cases.lifecycle.is_open(case.status)
                if case.urgent and is_open:
                    kept.append(number)
                    continue
                if is_open:
                    self.cases.change(rows, number, "withdraw", Actor.parent(), "")
                forget_person(self.cases, rows, number, Actor.parent())
                forgotten += 1
        self.drafts.clear(identity)
        return Forgotten(forgotten, tuple(kept))

    def _checked(self, number: str, check: str, caller: str) -> ServiceRequest | None:
        now = self.cases.now()
        tries = self.cases.keyring.mac("caller", caller)
        # One check of a caller after the other: many at once must not all count as the first.
        with self.store.writing(about=f"checks of {tries}") as rows:
            since = stamp(now - timedelta(hours=1))
            failed = rows.find(
                Table.FAILED_CHECKS, Where("number", "=", tries), Where("at", ">", since)
            )
            if len(failed) >= self.settings.checks_per_hour:
                raise TooManyChecksError(problem("too_many"))
            case = self._matching(rows, number, check)
            if case is None:
                rows.insert(Table.FAILED_CHECKS, {"number": tries, "at": stamp(now)})
            return case

    def _matching(self, rows: Reader, number: str, check: str) -> ServiceRequest | None:
        try:
            case = self.cases.load(rows, number)
        except RequestNotFoundError:
            return None
        end_of_phone = case.contact_phone[-4:]
        seen = bool(end_of_phone) and hmac.compare_digest(check.encode(), end_of_phone.encode())
        seen = seen or self._proves(case.number, check, Reach.LOOK)
        return case if seen or self._is_secret_of(case.number, check) else None

    def _is_secret_of(self, number: str, check: str) -> bool:
        code = check_code(self.cases.keyring, number)
        told = hmac.compare_digest(check.encode(), code.encode())
        return told or self._proves(number, check, Reach.ACT)

    def _proves(self, number: str, proof: str, reach: Reach) -> bool:
        return proves(self.cases.keyring, number, proof, self.cases.now(), reach)

    def _numbers_of(self, rows: Reader, identity: str) -> list[str]:
        mac = identity_mac(self.cases.keyring, identity)
        people = rows.find(Table.PEOPLE, Where("identity", "=", mac), order=["number"])
        return [person["number"] for person in people]
