"""What parents attach: the content decides the kind, and what it tells of them is taken out.

Photos are drawn anew, so that place, time and camera stay behind. Of a PDF only the pages are
kept: no author, no scripts, no hidden files; photos inside it lose their camera data as well.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal

import filetype
from PIL import Image, ImageOps
from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError
from pypdf.generic import DictionaryObject, NameObject, StreamObject

_IMAGES = ("image/jpeg", "image/png", "image/webp")
_PDF = "application/pdf"
_MOST_PIXELS = 80_000_000
_MOST_PAGES = 100
_QUALITY = 85
_TELLING_KEYS = ("/Metadata", "/PieceInfo", "/AA", "/LastModified", "/Thumb")
_JPEG_FILTER = "/DCTDecode"
# Camera and editing data stand in these JPEG segments: APP1 (Exif, XMP), APP13, comments.
_TELLING_SEGMENTS = (0xE1, 0xED, 0xFE)
_START_OF_SCAN = 0xDA

Problem = Literal["wrong_kind", "unreadable"]


class AttachmentError(Exception):
    """A file cannot be taken.

    Attributes:
        problem: what is wrong with it; every front end has its own words for that.
    """

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)
        self.problem = problem


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
    if kind in _IMAGES:
        return Attachment("photo.jpg", _image(content, longest_edge))
    if kind == _PDF:
        return Attachment("document.pdf", _pdf(content))
    raise AttachmentError("wrong_kind")


def _image(content: bytes, longest_edge: int) -> bytes:
    try:
        with Image.open(io.BytesIO(content)) as opened:
            if opened.width * opened.height > _MOST_PIXELS:
                raise AttachmentError("unreadable")
            upright = ImageOps.exif_transpose(opened)
            # Transparent places become white: JPEG has none.
            drawn = Image.new("RGB", upright.size, "white")
            flat = upright.convert("RGBA")
            drawn.paste(flat, mask=flat.getchannel("A"))
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise AttachmentError("unreadable") from error
    drawn.thumbnail((longest_edge, longest_edge))
    saved = io.BytesIO()
    drawn.save(saved, "JPEG", quality=_QUALITY, optimize=True)
    return saved.getvalue()


def _pdf(content: bytes) -> bytes:
    try:
        reader = PdfReader(io.BytesIO(content))
        if reader.is_encrypted or not 0 < len(reader.pages) <= _MOST_PAGES:
            raise AttachmentError("unreadable")
        writer = PdfWriter()
        for page in reader.pages:
            # A fresh document: catalogue entries (scripts, files, author) are not carried over.
            writer.add_page(page)
        writer.metadata = None
        for item in writer._objects:
            _strip(item)
        saved = io.BytesIO()
        writer.write(saved)
    except (PyPdfError, OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        raise AttachmentError("unreadable") from error
    return saved.getvalue()


def _strip(item: object) -> None:
    if not isinstance(item, DictionaryObject):
        return
    for key in _TELLING_KEYS:
        item.pop(NameObject(key), None)
    if isinstance(item, StreamObject) and item.get("/Filter") == _JPEG_FILTER:
        item._data = without_camera_data(item._data)


def without_camera_data(jpeg: bytes) -> bytes:
    """Return a JPEG without Exif, XMP and comments; the picture itself is untouched."""
    if not jpeg.startswith(b"\xff\xd8"):
        return jpeg
    kept, position = [jpeg[:2]], 2
    while position + 4 <= len(jpeg) and jpeg[position] == 0xFF:
        marker = jpeg[position + 1]
        if marker == _START_OF_SCAN:
            break
        end = position + 2 + int.from_bytes(jpeg[position + 2 : position + 4])
        if marker not in _TELLING_SEGMENTS:
            kept.append(jpeg[position:end])
        position = end
    return b"".join([*kept, jpeg[position:]])
