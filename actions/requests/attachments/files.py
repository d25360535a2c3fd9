"""One file cleaned, whatever it is; one at a time, so that many at once cost no more memory."""

from __future__ import annotations

import threading
from dataclasses import dataclass

import filetype

from actions.requests.attachments.images import draw_anew
from actions.requests.attachments.pdfs import rebuild
from actions.requests.attachments.problems import AttachmentError

_IMAGES = ("image/jpeg", "image/png", "image/webp", "image/heic", "image/heif", "image/avif")
_PDF = "application/pdf"
# An ISO media file names its brand here; some phones write one that `filetype` does not know.
_BRAND = slice(4, 12)
_HEIF_BRANDS = (b"ftypmif1", b"ftypmsf1", b"ftypheic", b"ftypheix", b"ftyphevc", b"ftypavif")
_AT_WORK = threading.Lock()


@dataclass(frozen=True)
class Attachment:
    """A file that may be kept; its name is ours, theirs may hold a person's name."""

    name: str
    content: bytes


def cleaned(content: bytes, longest_edge: int) -> Attachment:
    """Return the file without anything that tells more than it shows.

    Args:
        content: the file as it arrived; its name and declared type are not believed.
        longest_edge: photos are made no larger than this, in pixels.

    Raises:
        AttachmentError: it is no photo and no PDF, or it cannot be read.
    """
    kind = filetype.guess_mime(content)
    with _AT_WORK:
        if kind in _IMAGES or content[_BRAND] in _HEIF_BRANDS:
            return Attachment("photo.jpg", draw_anew(content, longest_edge))
        if kind == _PDF:
            return Attachment("document.pdf", rebuild(content))
    raise AttachmentError("wrong_kind")
