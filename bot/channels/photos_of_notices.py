"""A photograph that a parent sends: is it a notice, and what is it about?"""

from __future__ import annotations

import asyncio
import datetime as dt
import io
import logging
import sys
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path

from PIL import Image, UnidentifiedImageError
from pydantic import BaseModel, ConfigDict

from actions.requests.attachments import AttachmentError, cleaned
from knowledge.catalogue import load_catalogue
from knowledge.ingestion.photo_of_notice import NoticeSeen
from knowledge.languages import in_words, joined
from knowledge.settings import PROJECT_ROOT

logger = logging.getLogger("tongxing.web.photos")

_COMMAND = (sys.executable, "-m", "knowledge.ingestion.photo_of_notice")
_SECONDS = 40.0
_EDGE = 2400  # what the recogniser makes of larger pictures anyway
SMALLEST_PAGE = 300
"""In pixels: letters of a page are not to be read in less."""


class _Texts(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    seen: str
    services: str
    place: str
    until: str
    ended: str
    share: str
    next: str


class PhotosOfNotices:
    """Looks at one photograph after another, each in a process of its own."""

    def __init__(self) -> None:
        """Make it; nothing is loaded before the first photograph."""
        self._at_work = asyncio.Lock()

    async def told(self, content: bytes) -> str | None:
        """Return what to say of a photograph; ``None`` where no notice of ours is seen in it.

        Nothing of it is kept, and what cannot be looked at is no error: it can still be attached.
        """
        try:
            photo = await asyncio.to_thread(cleaned, content, _EDGE)
        except AttachmentError:
            return None
        if not _is_legible(photo.content):
            return None
        async with self._at_work:
            seen = await _look(photo.content)
        return None if seen is None else told_of(seen, self._names, dt.date.today())

    @cached_property
    def _names(self) -> dict[str, str]:
        return {entry.id: entry.plain_name for entry in load_catalogue().services.values()}


def told_of(seen: NoticeSeen, names: Mapping[str, str], today: dt.date) -> str:
    """Return what a notice is about, where it holds and until when, and how sure that is.

    Args:
        seen: the notice.
        names: of services, as parents call them.
        today: decides whether it still holds.
    """
    words = _texts()
    named = joined(names[service] for service in seen.services if service in names)
    parts = [words.seen.format(title=seen.title)]
    if named:
        parts.append(words.services.format(services=named))
    if seen.place:
        parts.append(words.place.format(place=seen.place))
    if seen.valid_until:
        until = words.ended if seen.valid_until < today else words.until
        parts.append(until.format(day=seen.valid_until))
    parts += [words.share.format(share=f"{seen.share:.0%}"), words.next]
    return "".join(parts)


def _texts() -> _Texts:
    return in_words(_Texts, Path(__file__).with_suffix(".yml"))


def _is_legible(photo: bytes) -> bool:
    """Tell a picture large enough for a page of letters; a PDF always is."""
    try:
        with Image.open(io.BytesIO(photo)) as picture:
            return max(picture.size) >= SMALLEST_PAGE
    except UnidentifiedImageError:
        return True


async def _look(photo: bytes) -> NoticeSeen | None:
    child = await asyncio.create_subprocess_exec(
        *_COMMAND,
        cwd=PROJECT_ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    try:
        line, _ = await asyncio.wait_for(child.communicate(photo), _SECONDS)
    except TimeoutError:
        child.kill()
        await child.wait()
        logger.warning("a photograph took longer than %.0f s to look at", _SECONDS)
        return None
    return NoticeSeen.from_json(line.decode()) if child.returncode == 0 and line.strip() else None
