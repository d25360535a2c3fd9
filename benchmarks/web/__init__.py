"""The pages under load, beside a bare route of the same framework in the same run."""

from benchmarks.web.section import section

__all__ = ["section"]
