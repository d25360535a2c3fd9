"""What people do with a request: one ``act``, driven by ``lifecycle.yml``."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import filetype

from actions.requests.deadlines import Clocks
from actions.requests.deadlines.clocks import stamp
from actions.requests.errors import ChangedMeanwhileError, IllegalMoveError, InvalidFieldError
from actions.requests.lifecycle import load_lifecycle
from actions.requests.model import Actor, ServiceRequest, Status
from actions.requests.repository import RequestRepository
from actions.requests.settings import RequestsSettings
from actions.requests.store import Row, Store, Table, Where, Writer
from actions.requests.texts import problem
from knowledge.catalogue import HOTLINE, Catalogue
from knowledge.languages import joined

MISROUTED = "misrouted"
"""The code of a transfer that counts as a mistake of the routing."""
_ASKED = load_lifecycle().actions["request_extension"].name
_LONGEST_REASON = 10_000
_NO_EXTENSION: Row = {"extension_days": None, "extension_by": None}


@dataclass(frozen=True)
class ActDetails:
    """What was given with an action; ``lifecycle.yml`` says which of it each action takes.

    Attributes:
        reason: why, or the result, or what is added; the parent reads it where the action tells.
        department: who takes over or helps.
        code: a return code, or ``MISROUTED``.
        days: working days of an extension.
        score: how satisfied the parent is, 1 to 5.
    """

    reason: str = ""
    department: str = ""
    code: str = ""
    days: int = 0
    score: int = 0


class Transitions:
    """The part of the desk through which a request changes."""

    store: Store
    cases: RequestRepository
    clocks: Clocks
    catalogue: Catalogue
    settings: RequestsSettings

    def act(
        self,
        number: str,
        action: str,
        *,
        by: Actor,
        reason: str = "",
        department: str = "",
        code: str = "",
        days: int = 0,
        score: int = 0,
        seen: int | None = None,
    ) -> ServiceRequest:
        """Do one action of ``lifecycle.yml`` and return the request as it is afterwards.

        ``transfer`` of a request that no department had yet is its ``dispatch``.

        Args:
            number: may be written loosely.
            action: its key in the file.
            by: who does it.
            reason: see :class:`ActDetails`, as the rest.
            department: who takes over or helps.
            code: a return code, or ``MISROUTED``.
            days: working days of an extension.
            score: 1 to 5.
            seen: how many entries of the history whoever acts has read; ``None`` does not ask.

        Raises:
            RequestNotFoundError: there is no such request.
            ChangedMeanwhileError: somebody else changed it after it was read.
            IllegalMoveError: not now, not by this person, or not this way.
            InvalidFieldError: naming what is missing or cannot be.
        """
        if action not in self.cases.lifecycle.actions or action in _OF_THEIR_OWN:
            raise IllegalMoveError(f"没有“{action}”这个操作")
        given = ActDetails(reason[:_LONGEST_REASON], department, code, days, score)
        with self.store.writing() as rows:
            case = self.cases.load(rows, number)
            if seen is not None and seen != len(case.history):
                last = case.history[-1]
                raise ChangedMeanwhileError(
                    f"您看的时候，{last.by}已经做了“{last.action}”，这次没有保存：请看过再办"
                )
            if action == "transfer" and case.status is Status.ACCEPTED:
                action = "dispatch"
            self._check_given(action, given)
            changes = self._stamped(action)
            if action in _EFFECTS:
                changes |= _EFFECTS[action](self, rows, case, by, given)
            reason = given.reason or self._extension_reason(action, case)
            code = _code(action, given)
            return self.cases.change(
                rows, case.number, action, by, reason, code=code or None, changes=changes
            )

    def attach(
        self,
        number: str,
        content: bytes,
        name: str,
        *,
        by: Actor,
        reason: str = "",
        for_parent: bool = False,
    ) -> ServiceRequest:
        """Keep a photo or document with the request, sealed like its other details.

        ``for_parent`` lets the parent open it with the secret of the request.

        Raises:
            InvalidFieldError: too large, too many, or not one of the allowed kinds (the content
                decides, not the name).
        """
        limits = self.settings.attachments
        kind = filetype.guess_mime(content)
        if kind not in limits.types:
            raise InvalidFieldError("content", problem("file_kind", kinds=joined(limits.types)))
        if len(content) > limits.max_bytes:
            raise InvalidFieldError(
                "content", problem("file_size", most=limits.max_bytes // 1_000_000)
            )
        with self.store.writing() as rows:
            case = self.cases.change(rows, number, "attach", by, reason)
            mine = Where("number", "=", case.number)
            if len(rows.find(Table.ATTACHMENTS, mine)) >= limits.max_count:
                raise InvalidFieldError("content", problem("file_count", most=limits.max_count))
            key = self.cases.data_key(rows, case.number)
            if key is None:
                raise IllegalMoveError(problem("file_forgotten"))
            rows.insert(
                Table.ATTACHMENTS,
                {
                    "id": secrets.token_hex(8),
                    "number": case.number,
                    "media_type": kind,
                    "size": len(content),
                    "name": key.seal_text(name[:100]),
                    "content": key.seal_bytes(content),
                    "for_parent": int(for_parent),
                    "at": stamp(self.cases.now()),
                },
            )
            return case

    def attachments(self, number: str, *, by: Actor, reason: str) -> list[tuple[str, bytes]]:
        """Return name and content of every attachment; the look is written into the history."""
        with self.store.writing() as rows:
            case = self.cases.change(rows, number, "reveal", by, reason)
            key = self.cases.data_key(rows, case.number)
            mine = Where("number", "=", case.number)
            found = rows.find(Table.ATTACHMENTS, mine, order=["at", "id"])
            if key is None:
                return []
            return [(key.open(r["name"]) or "", key.open_bytes(r["content"])) for r in found]

    def _check_given(self, action: str, given: ActDetails) -> None:
        for name, complaint in self.cases.lifecycle.actions[action].needs.items():
            value = getattr(given, name)
            if not (value.strip() if isinstance(value, str) else value):
                raise InvalidFieldError(name, complaint)
        if given.department and given.department not in self.catalogue.departments:
            known = "、".join(self.catalogue.departments)
            raise InvalidFieldError("department", f"没有“{given.department}”这个部门:可用 {known}")

    def _stamped(self, action: str) -> Row:
        column = self.cases.lifecycle.actions[action].stamps
        return {column: stamp(self.cases.moment())} if column else {}

    def _extension_reason(self, action: str, case: ServiceRequest) -> str:
        """An approval without words of its own stands on the words of who asked."""
        if action != "approve_extension":
            return ""
        return [entry.reason for entry in case.history if entry.action == _ASKED][-1]

    def _transfer(self, rows: Writer, case: ServiceRequest, by: Actor, given: ActDetails) -> Row:
        untaken = case.status in (Status.ACCEPTED, Status.SENT_BACK)
        if given.department == case.department and not untaken:
            raise InvalidFieldError("department", "这条诉求已经在这个部门")
        changes = self._handed_over(case, given.department)
        changes["assisting"] = tuple(d for d in case.assisting if d != given.department)
        return changes | ({"misrouted": 1} if given.code == MISROUTED else {})

    def _send_back(self, rows: Writer, case: ServiceRequest, by: Actor, given: ActDetails) -> Row:
        changes = self._handed_over(case, HOTLINE)
        misrouted = self.cases.lifecycle.return_code(given.code).misrouted
        return changes | ({"misrouted": 1} if misrouted else {})

    def _handed_over(self, case: ServiceRequest, department: str) -> Row:
        at, due = self.cases.moment(case), datetime.fromisoformat(case.due_at)
        clocks = self.clocks.handed_over(case.type, at, due, urgent=case.urgent)
        changes: Row = _NO_EXTENSION | {
            "department": department,
            "acknowledge_due": stamp(clocks.acknowledge),
            "due_at": stamp(clocks.resolve),
            "acknowledged_at": None,
        }
        return changes | ({"calendar_note": clocks.note} if clocks.note else {})

    def _request_extension(
        self, rows: Writer, case: ServiceRequest, by: Actor, given: ActDetails
    ) -> Row:
        limits = self.settings.extension
        if not 1 <= given.days <= limits.max_days:
            raise InvalidFieldError("days", f"延期要在1到{limits.max_days}个工作日之间")
        if case.extension_days is not None:
            raise IllegalMoveError("已有一个延期申请在等审批")
        if case.extensions >= limits.max_times:
            raise IllegalMoveError(f"最多延期{limits.max_times}次,不能再延")
        return {"extension_days": given.days, "extension_by": by.label}

    def _refuse_extension(
        self, rows: Writer, case: ServiceRequest, by: Actor, given: ActDetails
    ) -> Row:
        """Whoever asked for an extension cannot decide it."""
        if case.extension_days is None:
            raise IllegalMoveError("没有等待审批的延期申请")
        asked = rows.one(Table.REQUESTS, Where("number", "=", case.number))
        if asked is not None and asked["extension_by"] == by.label:
            raise IllegalMoveError("申请延期的人不能自己批准:请换一位审批")
        return dict(_NO_EXTENSION)

    def _approve_extension(
        self, rows: Writer, case: ServiceRequest, by: Actor, given: ActDetails
    ) -> Row:
        changes = self._refuse_extension(rows, case, by, given)
        due = datetime.fromisoformat(case.due_at)
        later, note = self.clocks.extended(due, case.extension_days or 0)
        changes |= {"due_at": stamp(later), "extensions": case.extensions + 1}
        return changes | ({"calendar_note": note} if note else {})

    def _resolve(self, rows: Writer, case: ServiceRequest, by: Actor, given: ActDetails) -> Row:
        return dict(_NO_EXTENSION)

    def _reopen(self, rows: Writer, case: ServiceRequest, by: Actor, given: ActDetails) -> Row:
        """Not solved after all: the clocks start anew."""
        due = self.clocks.opening(case.type, self.cases.moment(case), urgent=case.urgent)
        return {
            "acknowledge_due": stamp(due.acknowledge),
            "due_at": stamp(due.resolve),
            "calendar_note": due.note,
            "acknowledged_at": None,
            "resolved_at": None,
            "extensions": 0,
        }

    def _rate(self, rows: Writer, case: ServiceRequest, by: Actor, given: ActDetails) -> Row:
        if not 1 <= given.score <= 5:
            raise InvalidFieldError("score", problem("score"))
        return {"satisfaction": given.score}

    def _add_assisting(
        self, rows: Writer, case: ServiceRequest, by: Actor, given: ActDetails
    ) -> Row:
        if given.department in (case.department, *case.assisting):
            raise InvalidFieldError("department", "这个部门已经在办这条诉求")
        return {"assisting": (*case.assisting, given.department)}


_Effect = Callable[[Transitions, Writer, ServiceRequest, Actor, ActDetails], Row]
_EFFECTS: dict[str, _Effect] = {
    "dispatch": Transitions._transfer,
    "transfer": Transitions._transfer,
    "send_back": Transitions._send_back,
    "request_extension": Transitions._request_extension,
    "approve_extension": Transitions._approve_extension,
    "refuse_extension": Transitions._refuse_extension,
    "resolve": Transitions._resolve,
    "reopen": Transitions._reopen,
    "rate": Transitions._rate,
    "add_assisting": Transitions._add_assisting,
}
"""The columns an action changes beyond the state and its stamp."""
_OF_THEIR_OWN = ("accept", "attach", "forget")
"""They do more than change a request, and have methods of their own."""
_CODED = ("dispatch", "transfer", "send_back")


def _code(action: str, given: ActDetails) -> str:
    """Return what of the particulars the history keeps for programs: a code, or the score."""
    if action == "rate":
        return str(given.score)
    return given.code if action in _CODED else ""
