"""The state machine: read from ``lifecycle.yml``, asked before every change."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from actions.requests.errors import IllegalMoveError, InvalidFieldError
from actions.requests.model import Actor, Role, Status
from actions.requests.texts import named, problem
from knowledge.data_files import load_data
from knowledge.languages import joined

Particular = Literal["reason", "department", "code", "days", "score"]
"""What may be given with an action."""
_LOOK_AT = "查看"
_ROLE_NAMES = {
    Role.PARENT: "家长",
    Role.STAFF: "工作人员",
    Role.SUPERVISOR: "主管",
    Role.SYSTEM: "系统",
}


class _Data(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class State(_Data):
    """Whether clocks still run in this state."""

    open: bool


class Move(_Data):
    """One action: where it is allowed, where it leads, who may do it, what comes with it."""

    name: str
    origins: tuple[Status, ...] | Literal["open", "any"] = Field(alias="from")
    to: Status | None = None
    by: frozenset[Role]
    urgent_by: frozenset[Role] | None = None
    offered: bool = True
    takes: tuple[Particular, ...] = ("reason",)
    needs: dict[Particular, str] = {}
    stamps: Literal["acknowledged_at", "resolved_at"] | None = None

    @property
    def particulars(self) -> tuple[Particular, ...]:
        """What a form for this action asks, what must be given first."""
        return tuple(dict.fromkeys((*self.needs, *self.takes)))


class ReturnCode(_Data):
    """A reason to send a request back, and whether it means the routing was wrong."""

    name: str
    misrouted: bool


class Lifecycle(_Data):
    """States, actions and return codes, cross-checked when they are read."""

    states: dict[Status, State]
    actions: dict[str, Move]
    return_codes: dict[str, ReturnCode]

    @model_validator(mode="after")
    def _only_known_states(self) -> Lifecycle:
        for name, move in self.actions.items():
            origins = () if isinstance(move.origins, str) else move.origins
            for state in (*origins, *([move.to] if move.to else [])):
                if state not in self.states:
                    raise ValueError(f"action {name} names the unknown state {state}")
        return self

    def is_open(self, state: str) -> bool:
        """Tell whether clocks run in ``state``."""
        return self.states[Status(state)].open

    @property
    def open_states(self) -> tuple[str, ...]:
        """The states in which clocks run."""
        return tuple(name for name, state in self.states.items() if state.open)

    def next_state(self, action: str, state: str, by: Actor, *, urgent: bool) -> str:
        """Return the state after ``action``.

        Raises:
            IllegalMoveError: saying what is possible instead, or who may do it.
        """
        move = self.actions[action]
        if not self._allowed_from(move, state):
            others = joined(map(named, self.possible(state) or [_LOOK_AT]))
            raise IllegalMoveError(
                problem("instead", state=named(state), action=named(move.name), others=others)
            )
        roles = move.urgent_by if urgent and move.urgent_by is not None else move.by
        if by.role not in roles:
            allowed = "、".join(_ROLE_NAMES[role] for role in sorted(roles))
            kind = "紧急诉求的" if urgent and move.urgent_by is not None else ""
            raise IllegalMoveError(f"{kind}{move.name}只能由{allowed}来做")
        return move.to or state

    def possible(self, state: str) -> list[str]:
        """Return the names of the actions a person can take in ``state``."""
        return [
            move.name
            for move in self.actions.values()
            if move.origins != "any" and move.offered and self._allowed_from(move, state)
        ]

    def return_code(self, code: str) -> ReturnCode:
        """Return a return code.

        Raises:
            InvalidFieldError: listing the known ones.
        """
        if code not in self.return_codes:
            known = "、".join(f"{key}({value.name})" for key, value in self.return_codes.items())
            raise InvalidFieldError("code", f"没有退回代码“{code}”:可用 {known}")
        return self.return_codes[code]

    def _allowed_from(self, move: Move, state: str) -> bool:
        if move.origins == "any":
            return True
        if move.origins == "open":
            return self.is_open(state)
        return state in move.origins


@cache
def load_lifecycle() -> Lifecycle:
    """Read the state machine that lies beside this module."""
    return load_data(Lifecycle, Path(__file__).parent / "lifecycle.yml")
