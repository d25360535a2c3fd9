"""What people and clocks do with an open request, one method per action of the state machine."""

from __future__ import annotations

import secrets
from datetime import datetime

import filetype

from actions.requests.cases import Cases
from actions.requests.deadlines import Clocks
from actions.requests.deadlines.clocks import stamp
from actions.requests.errors import IllegalMoveError, InvalidFieldError
from actions.requests.lifecycle import load_lifecycle
from actions.requests.model import Actor, ServiceRequest
from actions.requests.routing.router import HOTLINE
from actions.requests.settings import RequestsSettings
from actions.requests.store import Row, Store, Table, Where, Writer
from knowledge.catalogue import Catalogue

_ASKED = load_lifecycle().actions["request_extension"].name


class Moves:
    """Every method takes who does it and why, and returns the request as it is afterwards.

    All raise ``RequestNotFoundError`` and ``IllegalMoveError`` where those apply.
    """

    store: Store
    cases: Cases
    clocks: Clocks
    catalogue: Catalogue
    settings: RequestsSettings

    def acknowledge(self, number: str, *, by: Actor, reason: str = "") -> ServiceRequest:
        """签收: the department has seen it."""
        with self.store.writing() as rows:
            now = stamp(self.cases.moment())
            return self._do(rows, number, "acknowledge", by, reason, {"acknowledged_at": now})

    def start(self, number: str, *, by: Actor, reason: str = "") -> ServiceRequest:
        """承办: work has begun."""
        with self.store.writing() as rows:
            return self._do(rows, number, "start", by, reason)

    def transfer(self, number: str, department: str, *, by: Actor, reason: str) -> ServiceRequest:
        """转办 or 转派: another department takes over; the clocks follow ``handed_over``."""
        with self.store.writing() as rows:
            return self._hand_to(rows, number, department, by, reason, code=None)

    def override_routing(
        self, number: str, department: str, *, by: Actor, reason: str
    ) -> ServiceRequest:
        """Like ``transfer``, and counted as a mistake of the routing."""
        with self.store.writing() as rows:
            return self._hand_to(rows, number, department, by, reason, code="misrouted")

    def send_back(
        self, number: str, *, by: Actor, reason: str, code: str = "not-ours"
    ) -> ServiceRequest:
        """退回: back to the hotline desk, with one of the return codes."""
        misrouted = self.cases.lifecycle.return_code(code).misrouted
        with self.store.writing() as rows:
            changes = self._handed_over(rows, number, HOTLINE)
            if misrouted:
                changes["misrouted"] = 1
            return self._do(rows, number, "send_back", by, reason, changes, code=code)

    def request_extension(
        self, number: str, days: int, *, by: Actor, reason: str
    ) -> ServiceRequest:
        """申请延期 by ``days`` working days; it takes effect when somebody else approves."""
        limits = self.settings.extension
        if not 1 <= days <= limits.max_days:
            raise InvalidFieldError("days", f"延期要在1到{limits.max_days}个工作日之间")
        with self.store.writing() as rows:
            case = self.cases.load(rows, number)
            if case.extension_days is not None:
                raise IllegalMoveError("已有一个延期申请在等审批")
            if case.extensions >= limits.max_times:
                raise IllegalMoveError(f"最多延期{limits.max_times}次,不能再延")
            changes: Row = {"extension_days": days, "extension_by": by.label}
            return self._do(rows, number, "request_extension", by, reason, changes)

    def decide_extension(
        self, number: str, *, approve: bool, by: Actor, reason: str = ""
    ) -> ServiceRequest:
        """Approve (延期) or refuse an extension; whoever asked for it cannot decide it."""
        with self.store.writing() as rows:
            case = self.cases.load(rows, number)
            if case.extension_days is None:
                raise IllegalMoveError("没有等待审批的延期申请")
            asked = rows.one(Table.REQUESTS, Where("number", "=", case.number))
            if asked is not None and asked["extension_by"] == by.label:
                raise IllegalMoveError("申请延期的人不能自己批准:请换一位审批")
            changes: Row = {"extension_days": None, "extension_by": None}
            if not approve:
                return self._do(rows, number, "refuse_extension", by, reason, changes)
            due = datetime.fromisoformat(case.due_at)
            later, note = self.clocks.extended(due, case.extension_days)
            asked_for = [e.reason for e in case.history if e.action == _ASKED]
            reason = reason or asked_for[-1]
            changes |= {"due_at": stamp(later), "extensions": case.extensions + 1}
            if note:
                changes["calendar_note"] = note
            return self._do(rows, number, "approve_extension", by, reason, changes)

    def resolve(self, number: str, *, by: Actor, reason: str) -> ServiceRequest:
        """办结; the reason is the result the parent is told."""
        if not reason.strip():
            raise InvalidFieldError("reason", "办结要写明结果,家长会看到")
        with self.store.writing() as rows:
            now = stamp(self.cases.moment())
            changes: Row = {"resolved_at": now, "extension_days": None, "extension_by": None}
            return self._do(rows, number, "resolve", by, reason, changes)

    def follow_up(self, number: str, *, by: Actor, reason: str) -> ServiceRequest:
        """回访: the parent was asked about the result."""
        with self.store.writing() as rows:
            return self._do(rows, number, "follow_up", by, reason)

    def archive(self, number: str, *, by: Actor, reason: str = "") -> ServiceRequest:
        """归档; an urgent request only by a supervisor, never by a clock."""
        with self.store.writing() as rows:
            return self._do(rows, number, "archive", by, reason)

    def withdraw(self, number: str, *, by: Actor, reason: str = "") -> ServiceRequest:
        """撤回: the parent does not need it any more."""
        with self.store.writing() as rows:
            return self._do(rows, number, "withdraw", by, reason)

    def reopen(self, number: str, *, by: Actor, reason: str) -> ServiceRequest:
        """重办: not solved after all; the clocks start anew."""
        with self.store.writing() as rows:
            case = self.cases.load(rows, number)
            due = self.clocks.opening(case.type, self.cases.moment(case), urgent=case.urgent)
            changes: Row = {
                "acknowledge_due": stamp(due.acknowledge),
                "due_at": stamp(due.resolve),
                "calendar_note": due.note,
                "acknowledged_at": None,
                "resolved_at": None,
                "extensions": 0,
            }
            return self._do(rows, number, "reopen", by, reason, changes)

    def supervise(self, number: str, *, by: Actor, reason: str) -> ServiceRequest:
        """督办: press the department."""
        with self.store.writing() as rows:
            return self._do(rows, number, "supervise", by, reason)

    def rate(self, number: str, score: int, *, by: Actor, reason: str = "") -> ServiceRequest:
        """评价: how satisfied the parent is, 1 to 5."""
        if not 1 <= score <= 5:
            raise InvalidFieldError("score", "评分是1到5的整数")
        with self.store.writing() as rows:
            return self._do(rows, number, "rate", by, reason, {"satisfaction": score})

    def add_fact(self, number: str, text: str, *, by: Actor) -> ServiceRequest:
        """补充情况: something the department should know."""
        with self.store.writing() as rows:
            return self._do(rows, number, "add_fact", by, _written(text))

    def add_note(self, number: str, text: str, *, by: Actor) -> ServiceRequest:
        """备注 among staff; the parent is not told."""
        with self.store.writing() as rows:
            return self._do(rows, number, "add_note", by, _written(text))

    def add_assisting(
        self, number: str, department: str, *, by: Actor, reason: str = ""
    ) -> ServiceRequest:
        """增加协办: one more department helps the lead."""
        self._known(department)
        with self.store.writing() as rows:
            case = self.cases.load(rows, number)
            if department in (case.department, *case.assisting):
                raise InvalidFieldError("department", "这个部门已经在办这条诉求")
            changes: Row = {"assisting": (*case.assisting, department)}
            return self._do(rows, number, "add_assisting", by, reason, changes)

    def attach(
        self, number: str, content: bytes, name: str, *, by: Actor, reason: str = ""
    ) -> ServiceRequest:
        """Keep a photo or document with the request, sealed like its other details.

        Raises:
            InvalidFieldError: too large, too many, or not one of the allowed kinds (the content
                decides, not the name).
        """
        limits = self.settings.attachments
        kind = filetype.guess_mime(content)
        if kind not in limits.types:
            raise InvalidFieldError("content", f"只能上传{'、'.join(limits.types)}")
        if len(content) > limits.max_bytes:
            raise InvalidFieldError("content", f"文件不能超过{limits.max_bytes // 1_000_000} MB")
        with self.store.writing() as rows:
            case = self._do(rows, number, "attach", by, reason)
            mine = Where("number", "=", case.number)
            if len(rows.find(Table.ATTACHMENTS, mine)) >= limits.max_count:
                raise InvalidFieldError("content", f"最多{limits.max_count}个附件")
            key = self.cases.data_key(rows, case.number)
            if key is None:
                raise IllegalMoveError("这条诉求的个人信息已删除,不能再加附件")
            rows.insert(
                Table.ATTACHMENTS,
                {
                    "id": secrets.token_hex(8),
                    "number": case.number,
                    "media_type": kind,
                    "size": len(content),
                    "name": key.seal_text(name[:100]),
                    "content": key.seal_bytes(content),
                    "at": stamp(self.cases.now()),
                },
            )
            return case

    def attachments(self, number: str, *, by: Actor, reason: str) -> list[tuple[str, bytes]]:
        """Return name and content of every attachment; the look is written into the history."""
        with self.store.writing() as rows:
            case = self._do(rows, number, "reveal", by, reason)
            key = self.cases.data_key(rows, case.number)
            mine = Where("number", "=", case.number)
            found = rows.find(Table.ATTACHMENTS, mine, order=["at", "id"])
            if key is None:
                return []
            return [(key.open(r["name"]) or "", key.open_bytes(r["content"])) for r in found]

    def reveal(self, number: str, *, by: Actor, reason: str) -> ServiceRequest:
        """Return the request for a look at its contact details; the look is in the history."""
        with self.store.writing() as rows:
            return self._do(rows, number, "reveal", by, reason)

    def _do(
        self,
        rows: Writer,
        number: str,
        action: str,
        by: Actor,
        reason: str,
        changes: Row | None = None,
        *,
        code: str | None = None,
    ) -> ServiceRequest:
        return self.cases.change(rows, number, action, by, reason, code=code, changes=changes)

    def _hand_to(
        self,
        rows: Writer,
        number: str,
        department: str,
        by: Actor,
        reason: str,
        *,
        code: str | None,
    ) -> ServiceRequest:
        self._known(department)
        if not reason.strip():
            raise InvalidFieldError("reason", "转办要写明原因,家长会看到")
        case = self.cases.load(rows, number)
        if department == case.department and case.status not in ("受理", "退回"):
            raise InvalidFieldError("department", "这条诉求已经在这个部门")
        action = "dispatch" if case.status == "受理" else "transfer"
        changes = self._handed_over(rows, number, department)
        changes["assisting"] = tuple(d for d in case.assisting if d != department)
        if code:
            changes["misrouted"] = 1
        return self._do(rows, number, action, by, reason, changes, code=code)

    def _handed_over(self, rows: Writer, number: str, department: str) -> Row:
        case = self.cases.load(rows, number)
        at, due = self.cases.moment(case), datetime.fromisoformat(case.due_at)
        clocks = self.clocks.handed_over(case.type, at, due, urgent=case.urgent)
        changes: Row = {
            "department": department,
            "acknowledge_due": stamp(clocks.acknowledge),
            "due_at": stamp(clocks.resolve),
            "acknowledged_at": None,
            "extension_days": None,
            "extension_by": None,
        }
        return changes | ({"calendar_note": clocks.note} if clocks.note else {})

    def _known(self, department: str) -> None:
        if department not in self.catalogue.departments:
            known = "、".join(self.catalogue.departments)
            raise InvalidFieldError("department", f"没有“{department}”这个部门:可用 {known}")


def _written(text: str) -> str:
    if not text.strip():
        raise InvalidFieldError("text", "请写明内容")
    return text[:2000]
