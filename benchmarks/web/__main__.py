"""``python -m benchmarks.web`` prints the section."""

from __future__ import annotations

from benchmarks.web.section import section

print(section())
