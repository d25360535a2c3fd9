"""Who is told of a change, and in which words: rows for the outbox."""

from __future__ import annotations

import secrets
from dataclasses import dataclass

from actions.requests.model import Actor, HistoryEntry, Role, ServiceRequest
from actions.requests.privacy.keys import DataKey
from actions.requests.settings import Mailbox, RequestsSettings
from actions.requests.store import Row
from actions.requests.texts import Letter, load_letters, load_texts, spoken_time
from knowledge.catalogue import HOTLINE, Catalogue
from knowledge.languages import CHINESE, joined, speaking

DUTY = "duty"
# A citizen who came through the open interface asks it for the status; nobody is rung up.
_ASKS_FOR_ITSELF = "open311"
# These go to the desk that approves or dispatches, not to the department at work.
_TO_THE_DESK = {"request_extension", "accept", "send_back"}
_LEAVES_A_DEPARTMENT = {"transfer", "send_back"}


@dataclass(frozen=True)
class Change:
    """A change that has just been made.

    Attributes:
        parent_knows: the parent is reading the reply to this very change.
        reachable: the parent can be written to in the channel the request came from.
    """

    case: ServiceRequest
    action: str
    by: Actor
    entry: HistoryEntry
    former_department: str
    parent_knows: bool
    reachable: bool


class Notifier:
    """Writes the messages of one change."""

    def __init__(self, catalogue: Catalogue, settings: RequestsSettings) -> None:
        self._catalogue = catalogue
        self._settings = settings
        self._letters = load_letters()

    def messages(self, change: Change, key: DataKey | None, at: str) -> list[Row]:
        """Return one outbox row per recipient; what a parent is told is sealed."""
        if key is None:
            return []
        with speaking(change.case.language or CHINESE):
            rows = self._to_parent(change)
        # Departments read Chinese, whatever the parent speaks who made the change.
        with speaking(CHINESE):
            values = self._values(change, self._letters.unsaid)
            rows += [*self._to_departments(change, values), *self._to_duty(change, values)]
        return [self._row(change, row, key, at) for row in rows]

    def department_name(self, department: str) -> str:
        """Return what people call a department, in the language that is spoken."""
        return self._catalogue.told.departments[department].name

    def _to_parent(self, change: Change) -> list[Row]:
        template = load_texts().parent.get(change.action)
        if template is None or change.by.role is Role.PARENT or change.parent_knows:
            return []
        values = self._values(change, load_texts().unsaid)
        text = template.format_map(values)
        if change.reachable and change.case.identity is not None:
            channel, target = change.case.channel, change.case.identity
            return [_message("parent", channel, target, Letter(subject="", body=text))]
        if change.case.channel == _ASKS_FOR_ITSELF:
            return []
        letter = _filled(self._letters.call_back, values)
        return [_message("call-back", self._mailbox(HOTLINE, change).channel, HOTLINE, letter)]

    def _to_departments(self, change: Change, values: dict[str, str]) -> list[Row]:
        rows = []
        for department in self._recipients(change):
            name = change.action
            if change.action == "transfer" and department == change.former_department:
                name = "override_away"
            letter = self._letters.department.get(name)
            if letter is not None:
                channel = self._mailbox(department, change).channel
                rows.append(_message("department", channel, department, _filled(letter, values)))
        return rows

    def _recipients(self, change: Change) -> list[str]:
        case = change.case
        if change.action in _TO_THE_DESK:
            return [HOTLINE]
        wanted = [case.department, *case.assisting]
        if change.action in _LEAVES_A_DEPARTMENT:
            wanted.append(change.former_department)
        return list(dict.fromkeys(d for d in wanted if d != change.by.department))

    def _to_duty(self, change: Change, values: dict[str, str]) -> list[Row]:
        if not (change.case.urgent and change.action in ("accept", "overdue")):
            return []
        letter = _filled(self._letters.duty, values)
        return [_message("duty", self._settings.duty.channel, DUTY, letter)]

    def _mailbox(self, department: str, change: Change) -> Mailbox:
        return self._settings.mailbox(department, change.case.county)

    def _values(self, change: Change, unsaid: str) -> dict[str, str]:
        case = change.case
        return {
            "number": case.number,
            "county": case.county,
            "department": self.department_name(case.department),
            "from_department": self.department_name(change.former_department),
            "due": spoken_time(case.due_at),
            "acknowledge_due": spoken_time(case.acknowledge_due),
            "words": change.entry.reason,
            "reason": change.entry.reason.rstrip("。") or unsaid,
            "assisting": joined(self.department_name(d) for d in case.assisting),
            "summary": self._summary(case),
            "extension_days": str(case.extension_days or ""),
            "satisfaction": str(case.satisfaction or ""),
            "action": change.entry.action,
            "duty": self._settings.duty.name,
        }

    def _summary(self, case: ServiceRequest) -> str:
        """What a department may be told over mail: no name, no phone, no words of the parent."""
        names = "、".join(self._catalogue.services[s].name for s in case.services)
        age = f",孩子{case.child_age}岁" if case.child_age is not None else ""
        return f"{case.number}:{case.county},{case.type}{age}{',' + names if names else ''}"

    def _row(self, change: Change, message: Row, key: DataKey, at: str) -> Row:
        personal = message["audience"] == "parent"
        return message | {
            "id": secrets.token_hex(12),
            "number": change.case.number,
            "seq": change.entry.seq,
            "body": key.seal_text(message["body"]) if personal else message["body"],
            "status": "pending",
            "queued_at": at,
            "next_at": at,
        }


def _message(audience: str, channel: str, target: str, letter: Letter) -> Row:
    return {
        "audience": audience,
        "channel": channel,
        "target": target,
        "subject": letter.subject,
        "body": letter.body,
    }


def _filled(letter: Letter, values: dict[str, str]) -> Letter:
    return Letter(subject=letter.subject.format_map(values), body=letter.body.format_map(values))
