"""Examples that people added in use: one small file, read anew when it changes.

The desk decides what stands in it (``actions.staff.proposals``); whoever understands messages
learns from it beside the catalogue's own examples.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from pathlib import Path

from knowledge.settings import Config
from knowledge.whole_files import written_aside
from nlu.language import normalise
from nlu.understanding.topics.examples import Example

_FILE = Path("knowledge") / "additions.json"
_COUNTS_AS = 3  # as many as the nearest examples that one view of a text looks at


class Additions:
    """The additions of an installation, as they stand now."""

    def __init__(self, config: Config) -> None:
        """Take where the state lies."""
        self._file = config.home / _FILE
        self._stamp: tuple[int, int] | None = None
        self._examples: tuple[Example, ...] = ()

    def current(self) -> tuple[Example, ...]:
        """Return the additions; the file is read only when it has changed."""
        try:
            status = self._file.stat()
        except FileNotFoundError:
            return ()
        stamp = (status.st_mtime_ns, status.st_ino)
        if stamp != self._stamp:
            self._examples = read_additions(self._file)
            self._stamp = stamp
        return self._examples

    def write(self, examples: Sequence[Example]) -> None:
        """Put other additions in their place, in one step."""
        self._file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        rows = [{"text": one.text, "label": one.label} for one in examples]
        with written_aside(self._file) as part:
            part.write(json.dumps(rows, ensure_ascii=False, indent=1).encode())

    @property
    def digest(self) -> str:
        """What differs as soon as the additions do; empty when there are none."""
        found = self.current()
        return hashlib.sha256(repr(found).encode()).hexdigest()[:12] if found else ""


def read_additions(file: Path) -> tuple[Example, ...]:
    """Return what a file of additions holds, in normal form."""
    rows = json.loads(file.read_text(encoding="utf-8"))
    return tuple(Example(normalise(row["text"]), row["label"]) for row in rows)


def with_additions(examples: Sequence[Example], added: Sequence[Example]) -> list[Example]:
    """Return both; what was added stands against nothing in the catalogue.

    An addition counts as several examples. Two people decided it for words that nothing in the
    catalogue holds; alone among some thousand sentences of other things it would change nothing.
    """
    known = {one.text for one in examples}
    new = [one for one in added if one.text and one.text not in known]
    return [*examples, *(one for one in new for _ in range(_COUNTS_AS))]
