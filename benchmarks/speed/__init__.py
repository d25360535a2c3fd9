"""The present build beside an earlier one: what a turn, a start and a conversation cost."""

from benchmarks.speed.section import section

__all__ = ["section"]
