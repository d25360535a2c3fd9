"""What can be asked about a service, in the contract's words."""

from __future__ import annotations

from enum import StrEnum


class Detail(StrEnum):
    """One thing asked about a service.

    ``ADDRESS`` is the exact place (street, window) and ``NUMBER`` the number of the document; both
    are finer than what the contract names, see :attr:`told`.
    """

    ELIGIBILITY = "eligibility"
    PAPERS = "papers"
    FEE = "fee"
    AMOUNT = "amount"
    AGE = "age"
    PLACE = "place"
    DATE = "date"
    DURATION = "duration"
    FREQUENCY = "frequency"
    PHONE = "phone"
    STEPS = "steps"
    DEPARTMENT = "department"
    RULE = "rule"
    ADDRESS = "address"
    NUMBER = "number"

    @property
    def told(self) -> Detail:
        """The detail as the contract names it."""
        return Detail.PLACE if self is Detail.ADDRESS else self
