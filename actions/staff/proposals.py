"""What people propose so that more is understood: proposed by one, approved by another."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal

from actions.requests.deadlines.clocks import Now, stamp
from actions.requests.store import Row, Store, Table, Where
from knowledge.catalogue import Catalogue
from knowledge.errors import TongxingError
from nlu.understanding.topics.examples import Example
from nlu.understanding.topics.reading import Subject

Kind = Literal["example", "alias", "document"]
Status = Literal["proposed", "approved", "live", "failed", "refused", "revoked", "wished"]

_LONGEST = 200
_NEWEST = 200


class ProposalError(TongxingError):
    """A proposal cannot be made or decided like this."""


@dataclass(frozen=True)
class Proposal:
    """One proposal and what became of it.

    Attributes:
        label: what its words mean, ``service:<id>``; empty for a wish for a document.
        status: ``approved`` waits for its check; ``wished`` is an approved wish.
        figures: what the check measured, before and after.
    """

    id: int
    kind: Kind
    label: str
    text: str
    cluster: int
    status: Status
    proposed_by: str
    proposed_at: str
    decided_by: str | None
    decided_at: str | None
    figures: dict[str, dict[str, float]]
    revoked_by: str | None
    revoked_at: str | None


class Proposals:
    """The proposals of an installation; safe for threads and processes."""

    def __init__(self, store: Store, now: Now, catalogue: Catalogue) -> None:
        """Take where they are kept, the clock, and what their words may mean."""
        self._store = store
        self._now = now
        self._catalogue = catalogue

    def propose(self, kind: str, service: str, text: str, *, by: str, cluster: int = 0) -> None:
        """Propose an example sentence or another name for a service, or wish for a document.

        Raises:
            ProposalError: something is missing or unknown.
        """
        words = text.strip()[:_LONGEST]
        if not words:
            raise ProposalError("请写内容")
        if kind not in ("example", "alias", "document"):
            raise ProposalError("请选要加什么")
        label = ""
        if kind != "document":
            if service not in self._catalogue.services:
                raise ProposalError("请选是哪个事项")
            label = f"{Subject.SERVICE}:{service}"
        row = {"kind": kind, "label": label, "text": words, "cluster": cluster}
        row |= {"status": "proposed", "proposed_by": by, "proposed_at": stamp(self._now())}
        with self._store.writing() as rows:
            rows.insert(Table.PROPOSALS, row)

    def decide(self, proposal: int, *, by: str, approve: bool) -> None:
        """Approve a proposal of somebody else's, or refuse it.

        Raises:
            ProposalError: it was decided already, or it is this person's own.
        """
        with self._store.writing(about=f"proposal {proposal}") as rows:
            row = rows.one(Table.PROPOSALS, Where("id", "=", proposal))
            if row is None or row["status"] != "proposed":
                raise ProposalError("这条已经有人定了")
            if approve and row["proposed_by"] == by:
                raise ProposalError("自己提的不能自己批准：请换一位")
            approved = "wished" if row["kind"] == "document" else "approved"
            decided = {"status": approved if approve else "refused", "decided_by": by}
            decided |= {"decided_at": stamp(self._now())}
            rows.update(Table.PROPOSALS, decided, Where("id", "=", proposal))

    def revoke(self, proposal: int, *, by: str) -> None:
        """Take back what is live (or wished for).

        Raises:
            ProposalError: it is not.
        """
        revoked = {"status": "revoked", "revoked_by": by, "revoked_at": stamp(self._now())}
        stands = Where("status", "in", ("live", "wished", "approved"))
        with self._store.writing(about=f"proposal {proposal}") as rows:
            if not rows.update(Table.PROPOSALS, revoked, Where("id", "=", proposal), stands):
                raise ProposalError("这条现在没有生效")

    def newest(self) -> list[Proposal]:
        """Return the newest proposals with what became of them."""
        with self._store.reading() as rows:
            found = rows.find(Table.PROPOSALS, order=["-id"], limit=_NEWEST)
        return [_proposal(row) for row in found]

    def waiting(self) -> list[Proposal]:
        """Return the approved ones that wait for their check, oldest first."""
        return self._of("approved")

    def live(self) -> tuple[Example, ...]:
        """Return what is live, as examples."""
        return tuple(Example(one.text, one.label) for one in self._of("live"))

    def checked(self, proposal: int, figures: dict[str, dict[str, float]], *, passed: bool) -> None:
        """Note what the check found; one that was revoked meanwhile stays revoked."""
        result = {"status": "live" if passed else "failed", "figures": json.dumps(figures)}
        waits = Where("status", "=", "approved")
        with self._store.writing(about=f"proposal {proposal}") as rows:
            rows.update(Table.PROPOSALS, result, Where("id", "=", proposal), waits)

    def _of(self, status: Status) -> list[Proposal]:
        with self._store.reading() as rows:
            found = rows.find(Table.PROPOSALS, Where("status", "=", status), order=["id"])
        return [_proposal(row) for row in found]


def _proposal(row: Row) -> Proposal:
    return Proposal(**row | {"figures": json.loads(row["figures"] or "{}")})
