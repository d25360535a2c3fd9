"""The desk: the answer that follows each key, and a day's load of staff and cases."""

from benchmarks.desk.section import section

__all__ = ["section"]
