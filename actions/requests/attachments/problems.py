"""What can be wrong with a file."""

from __future__ import annotations

from typing import Literal

Problem = Literal["wrong_kind", "unreadable"]


class AttachmentError(Exception):
    """A file cannot be taken.

    Attributes:
        problem: what is wrong with it; every front end has its own words for that.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem
