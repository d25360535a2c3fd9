"""Who acts at the terminal, and whether the table of rights lets them.

``--by`` with the name of an account acts as that account, with its role and department. Any other
name is whoever has the machine: the role ``terminal`` of the same table.
"""

from __future__ import annotations

from actions.requests import Actor, RequestDesk
from actions.staff import Account, StaffRole, StaffRoom, load_rights, relation
from knowledge.catalogue import HOTLINE
from knowledge.errors import TongxingError
from knowledge.settings import load_config


class NotAllowedError(TongxingError):
    """The table of rights does not give this person this action on this case."""


def actor_for(
    desk: RequestDesk, by: str, action: str, number: str | None = None, *, head: bool = False
) -> Actor:
    """Return who acts, if they may.

    Args:
        desk: where the case lies.
        by: an account's name, or any other name.
        action: a key of ``rights.yml``.
        number: of the case; ``None`` for what concerns no case.
        head: someone without an account acts as a supervisor.

    Raises:
        NotAllowedError: saying who may not do what.
        RequestNotFoundError: there is no such case.
    """
    account = _account(desk, by)
    role = account.role if account else StaffRole.TERMINAL
    department = account.department if account else HOTLINE
    stands = relation(department, desk.find(number)) if number else None
    if not load_rights().may(role, action, stands):
        raise NotAllowedError(
            f"{by}（{role}）不能对这件诉求做{action}：见 actions/staff/rights.yml"
        )
    if account is None:
        return Actor.supervisor(by) if head else Actor.staff(by)
    if role is StaffRole.SUPERVISOR:
        return Actor.supervisor(account.label)
    return Actor.staff(account.label, department)


def _account(desk: RequestDesk, by: str) -> Account | None:
    room = StaffRoom.open(load_config().home, desk.keyring)
    try:
        found = room.accounts.find(by)
    finally:
        room.close()
    if found is not None and found.disabled:
        raise NotAllowedError(f"账号{by}已停用")
    return found
