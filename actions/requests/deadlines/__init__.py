"""Deadlines: working days in China, the clocks of a request, and what happens when they run out."""

from actions.requests.deadlines.clocks import Clocks, Deadlines
from actions.requests.deadlines.working_days import WorkingDays, load_holidays

__all__ = ["Clocks", "Deadlines", "WorkingDays", "load_holidays"]
