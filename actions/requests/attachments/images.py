"""Photos are drawn anew, so that place, time and camera stay behind."""

from __future__ import annotations

import io
from functools import cache

from PIL import Image, ImageOps
from pillow_heif import register_heif_opener

from actions.requests.attachments.problems import AttachmentError

# Drawing costs four bytes a pixel, several times over. JPEG is made smaller while it is read, so
# the largest telephones' photos (200 million pixels) pass.
_MOST_PIXELS = 40_000_000
_MOST_JPEG_PIXELS = 220_000_000
_FORMATS = ("JPEG", "PNG", "WEBP", "HEIF", "AVIF")
_QUALITY = 85
_UNREADABLE = (OSError, ValueError, SyntaxError, EOFError, Image.DecompressionBombError)


def draw_anew(content: bytes, longest_edge: int) -> bytes:
    """Return a photo as a JPEG no larger than ``longest_edge`` pixels, upright.

    The pixels are counted before one of them is decoded.

    Raises:
        AttachmentError: it has too many pixels, or cannot be read.
    """
    _know_heif()
    try:
        with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
            _count(opened)
            opened.draft("RGB", (longest_edge, longest_edge))
            opened.load()
            opened.thumbnail((longest_edge, longest_edge))
            upright = ImageOps.exif_transpose(opened)
            # Transparent places become white: JPEG has none.
            drawn = Image.new("RGB", upright.size, "white")
            flat = upright.convert("RGBA")
            drawn.paste(flat, mask=flat.getchannel("A"))
    except _UNREADABLE as error:
        raise AttachmentError("unreadable") from error
    saved = io.BytesIO()
    drawn.save(saved, "JPEG", quality=_QUALITY, optimize=True)
    return saved.getvalue()


def _count(opened: Image.Image) -> None:
    jpeg = opened.format in ("JPEG", "MPO")
    if opened.width * opened.height > (_MOST_JPEG_PIXELS if jpeg else _MOST_PIXELS):
        raise AttachmentError("unreadable")


@cache
def _know_heif() -> None:
    # Pillow's own guard is off: it warns at half of what it forbids, and pixels are counted here.
    Image.MAX_IMAGE_PIXELS = None
    register_heif_opener()
