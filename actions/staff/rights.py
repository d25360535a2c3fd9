"""Rights: role × action × own, assisted or foreign case, read from ``rights.yml``."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from actions.requests import ServiceRequest
from knowledge.data_files import load_data


class StaffRole(StrEnum):
    """What somebody at the desk is there for."""

    AGENT = "agent"
    DEPARTMENT = "department"
    SUPERVISOR = "supervisor"
    ADMIN = "admin"
    SHARED = "shared"
    TERMINAL = "terminal"


OF_ACCOUNTS = (StaffRole.AGENT, StaffRole.DEPARTMENT, StaffRole.SUPERVISOR, StaffRole.ADMIN)
"""The roles an account can have; the others are of whoever enters without one."""


class Relation(StrEnum):
    """How a case stands to the department of whoever looks at it."""

    OWN = "own"
    ASSISTED = "assisted"
    FOREIGN = "foreign"


class Rights(BaseModel):
    """The table; whatever is not written in it is refused."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    on_cases: dict[str, dict[StaffRole, frozenset[Relation]]]
    apart_from_cases: dict[str, frozenset[StaffRole]]

    def may(self, role: StaffRole, action: str, case: Relation | None = None) -> bool:
        """Tell whether ``role`` may do ``action``, on a case that stands to it as ``case``."""
        if case is None:
            return role in self.apart_from_cases.get(action, ())
        return case in self.on_cases.get(action, {}).get(role, ())


def relation(department: str, case: ServiceRequest) -> Relation:
    """Return how ``case`` stands to a department."""
    if department == case.department:
        return Relation.OWN
    return Relation.ASSISTED if department in case.assisting else Relation.FOREIGN


@cache
def load_rights() -> Rights:
    """Read the table that lies beside this module."""
    return load_data(Rights, Path(__file__).parent / "rights.yml")
