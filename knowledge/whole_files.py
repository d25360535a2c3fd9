"""Files that are there whole or as they were: written aside, then renamed."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO


@contextmanager
def written_aside(file: Path) -> Iterator[IO[bytes]]:
    """Give what is written into; the file takes its content when the block ends well.

    Raises:
        OSError: the folder is missing, full or closed to us; the file is as it was.
    """
    with tempfile.NamedTemporaryFile(dir=file.parent, suffix=".part", delete=False) as part:
        yield part
        part.flush()
        os.fsync(part.fileno())
    Path(part.name).replace(file)
