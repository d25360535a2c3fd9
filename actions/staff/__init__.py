"""Staff: their accounts and sessions, what each role may do, and what they did.

``StaffRoom.open(home, keyring)`` is the way in. Everything lies in ``<home>/staff/staff.db``
or on the PostgreSQL server.
"""

from actions.staff.accounts import Account, StaffError
from actions.staff.rights import Relation, StaffRole, load_rights, relation
from actions.staff.room import StaffRoom
from actions.staff.sessions import Session

__all__ = [
    "Account",
    "Relation",
    "Session",
    "StaffError",
    "StaffRole",
    "StaffRoom",
    "load_rights",
    "relation",
]
