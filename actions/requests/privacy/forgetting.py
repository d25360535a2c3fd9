"""Forgetting: the data key goes, and with it everything that was sealed; figures stay."""

from __future__ import annotations

from datetime import datetime, timedelta

from actions.requests.deadlines.clocks import stamp
from actions.requests.model import Actor
from actions.requests.repository import RequestRepository
from actions.requests.settings import Retention
from actions.requests.store import Store, Table, Where, Writer

_PERSONAL = (
    *("identity", "data_key", "phone_mac"),
    *("contact_name", "contact_phone", "need", "gist", "reply_address", "further"),
)


def forget_person(cases: RequestRepository, rows: Writer, number: str, by: Actor) -> None:
    """Pseudonymise one request; its type, services, county, times and moves are kept."""
    cases.change(rows, number, "forget", by, "")
    mine = Where("number", "=", number)
    at = stamp(cases.now())
    gone = dict.fromkeys(_PERSONAL)
    rows.update(Table.PEOPLE, gone | {"forgotten_at": at}, mine)
    rows.update(Table.REQUESTS, {"fingerprint": ""}, mine)
    rows.delete(Table.ATTACHMENTS, mine)
    rows.delete(Table.PARENT_INBOX, mine)
    # What the parent was not sent yet can no longer be read; departments' messages hold nothing
    # personal and still go out.
    to_parent = Where("audience", "=", "parent")
    unsent = Where("status", "in", ("pending", "sending", "unsure"))
    dead = {"status": "dead", "error": "forgotten", "settled_at": at}
    rows.update(Table.OUTBOX, dead, mine, to_parent, unsent)
    rows.update(Table.OUTBOX, {"body": ""}, mine, to_parent)


def purge(store: Store, cases: RequestRepository, rules: Retention) -> dict[str, int]:
    """Remove what retention no longer allows to be kept; return how much of each kind.

    Requests count from the day they were closed; an open one is never touched.
    """
    now = cases.now()
    with store.writing() as rows:
        return {
            "requests": _forget_closed(cases, rows, _limit(now, rules.closed_days)),
            "drafts": _delete(rows, Table.DRAFTS, "updated_at", _limit(now, rules.drafts_days)),
            "messages": _delete_messages(rows, _limit(now, rules.messages_days)),
            "checks": _delete(rows, Table.FAILED_CHECKS, "at", _limit(now, 1)),
        }


def _limit(now: datetime, days: int) -> str | None:
    return stamp(now - timedelta(days=days)) if days else None


def _forget_closed(cases: RequestRepository, rows: Writer, limit: str | None) -> int:
    if limit is None:
        return 0
    closed = rows.find(Table.REQUESTS, Where("open", "=", 0), Where("closed_at", "<", limit))
    done = 0
    for row in closed:
        known = rows.one(
            Table.PEOPLE, Where("number", "=", row["number"]), Where("data_key", "!=", "")
        )
        if known is not None:
            forget_person(cases, rows, row["number"], Actor.system())
            done += 1
    return done


def _delete(rows: Writer, table: Table, column: str, limit: str | None) -> int:
    return rows.delete(table, Where(column, "<", limit)) if limit else 0


def _delete_messages(rows: Writer, limit: str | None) -> int:
    if limit is None:
        return 0
    settled = Where("status", "in", ("sent", "dead", "unsure"))
    return (
        rows.delete(Table.OUTBOX, settled, Where("queued_at", "<", limit))
        + rows.delete(Table.PARENT_INBOX, Where("at", "<", limit))
        + rows.delete(Table.DEPARTMENT_INBOX, Where("at", "<", limit))
    )
