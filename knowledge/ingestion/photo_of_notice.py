"""What a photograph of a notice is about, told by a process of its own.

    python -m knowledge.ingestion.photo_of_notice < photo.jpg

Recognising letters takes seconds and a hundred megabytes; a child does it and gives both back. The
photograph lies on no disk.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from dataclasses import asdict, dataclass

from knowledge.ingestion.errors import UnreadableFileError
from knowledge.ingestion.reading import read_content

_NAME = "photo.jpg"


@dataclass(frozen=True)
class NoticeSeen:
    """A notice that was recognised in a photograph.

    ``share`` is how sure the recogniser was of its letters, from 0 to 1; ``place`` is empty and
    ``valid_until`` is ``None`` where they were not recognised.
    """

    title: str
    place: str
    services: tuple[str, ...]
    valid_until: dt.date | None
    share: float

    def to_json(self) -> str:
        """Return it as one line."""
        return json.dumps(asdict(self), ensure_ascii=False, default=str)

    @classmethod
    def from_json(cls, line: str) -> NoticeSeen:
        """Rebuild it from :meth:`to_json`."""
        values = json.loads(line)
        until = values["valid_until"]
        values["valid_until"] = dt.date.fromisoformat(until) if until else None
        return cls(**{**values, "services": tuple(values["services"])})


def notice_in(photo: bytes) -> NoticeSeen | None:
    """Return the notice in a photograph; ``None`` where there is none about a service of ours."""
    try:
        document = read_content(photo, _NAME)
    except UnreadableFileError:
        return None
    about = document.about
    if not document.title or not about.services or about.recognised is None:
        return None
    return NoticeSeen(
        title=document.title,
        place=about.place,
        services=about.services,
        valid_until=about.valid_until,
        share=about.recognised,
    )


if __name__ == "__main__":
    seen = notice_in(sys.stdin.buffer.read())
    if seen is not None:
        print(seen.to_json())
