"""Of a PDF only the pages are kept, each built anew from what it shows.

No author, no scripts, no hidden files, no notes; camera data goes from the photos inside.
"""

from __future__ import annotations

import base64
import io
import zlib
from collections.abc import Iterator

import pikepdf
from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream

from actions.requests.attachments.problems import AttachmentError

_MOST_PAGES = 100
_MOST_BYTES = 50_000_000
"""Of one photo inside, unpacked."""
# What a page needs to be seen; everything else on it (notes, actions, thumbnails) is left behind.
_SHOWN = ("/Type", "/Resources", "/MediaBox", "/CropBox", "/Rotate", "/UserUnit", "/Contents")
_TELLING = (
    "/Metadata", "/PieceInfo", "/AA", "/A", "/JS", "/JavaScript", "/LastModified", "/Thumb", "/AF",
    "/EF", "/OpenAction", "/Annots", "/StructParents", "/StructParent", "/OPI", "/Alternates",
)  # fmt: skip
_JPEG, _JPEG_2000 = "/DCTDecode", "/JPXDecode"
# Camera and editing data stand in these JPEG segments: APP1 (Exif, XMP), APP13, comments.
_TELLING_SEGMENTS = (0xE1, 0xED, 0xFE)
_START_OF_SCAN = 0xDA
_TELLING_BOXES = (b"uuid", b"xml ", b"uinf")
_UNREADABLE = (
    pikepdf.PdfError,
    pikepdf.PasswordError,
    OSError,
    ValueError,
    KeyError,
    TypeError,
    RecursionError,
)


def rebuild(content: bytes) -> bytes:
    """Return a PDF with the pages of another one and nothing else of it.

    One that is protected against changes only can be read by anybody, so it is; one that asks for
    a password to be opened cannot.

    Raises:
        AttachmentError: it cannot be read, or a photo in it cannot be cleaned.
    """
    try:
        with Pdf.open(io.BytesIO(content)) as given, Pdf.new() as built:
            if not 0 < len(given.pages) <= _MOST_PAGES:
                raise AttachmentError("unreadable")
            # What was filled into a form or stamped on the page becomes part of the page.
            given.generate_appearance_streams()
            given.flatten_annotations()
            for page in given.pages:
                _strip_page(page)
                built.pages.append(page)
            for item in built.objects:
                for part in _parts(item):
                    _clean(part)
            saved = io.BytesIO()
            built.save(saved, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    except (*_UNREADABLE, zlib.error) as error:
        raise AttachmentError("unreadable") from error
    return saved.getvalue()


def _strip_page(page: pikepdf.Page) -> None:
    # Inherited entries are written on the page itself, for its parents stay behind.
    for name in ("/Resources", "/MediaBox", "/CropBox", "/Rotate"):
        inherited = page.obj.get(name) or _inherited(page.obj, name)
        if inherited is not None:
            page.obj[name] = inherited
    for name in list(page.obj.keys()):
        if name not in (*_SHOWN, "/Parent"):
            del page.obj[name]


def _inherited(page: Object, name: str) -> Object | None:
    node = page.get("/Parent")
    for _ in range(_MOST_PAGES):
        if node is None:
            return None
        if name in node:
            found: Object = node[name]
            return found
        node = node.get("/Parent")
    return None


def _parts(item: Object) -> Iterator[Object]:
    """Give an object and all that is written inside it; what it refers to comes by itself."""
    waiting = [item]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Dictionary | Stream):
            yield part
            waiting += [value for value in _values(part) if not value.is_indirect]
        elif isinstance(part, Array):
            waiting += [value for value in _objects(part) if not value.is_indirect]


def _values(part: Object) -> list[Object]:
    return [part[name] for name in set(part.keys()) if _is_object(part[name])]


def _objects(part: Object) -> list[Object]:
    return [value for value in part if _is_object(value)]


def _is_object(value: object) -> bool:
    return isinstance(value, Dictionary | Stream | Array)


def _clean(part: Object) -> None:
    for name in _TELLING:
        if name in part:
            del part[name]
    if isinstance(part, Stream) and part.get("/Subtype") == Name.Image:
        _clean_photo(part)


def _clean_photo(photo: Stream) -> None:
    filters = _filters(photo)
    if not filters or filters[-1] not in (_JPEG, _JPEG_2000):
        return
    data = _unpacked(photo.read_raw_bytes(), filters[:-1])
    clean = without_camera_data if filters[-1] == _JPEG else without_boxes
    photo.write(clean(data), filter=Name(filters[-1]))


def _filters(photo: Stream) -> list[str]:
    named = photo.get("/Filter")
    if named is None:
        return []
    return [str(one) for one in named] if isinstance(named, Array) else [str(named)]


def _unpacked(data: bytes, filters: list[str]) -> bytes:
    """Undo the filters around a photo; one that is not known is a reason to refuse the file."""
    for name in filters:
        match name:
            case "/FlateDecode":
                data = zlib.decompressobj().decompress(data, _MOST_BYTES)
            case "/ASCII85Decode":
                data = base64.a85decode(data.strip().removesuffix(b"~>"), adobe=False)
            case "/ASCIIHexDecode":
                data = bytes.fromhex(data.strip().removesuffix(b">").decode("ascii"))
            case _:
                raise AttachmentError("unreadable")
    return data


def without_camera_data(jpeg: bytes) -> bytes:
    """Return a JPEG without Exif, XMP and comments; the picture itself is untouched."""
    if not jpeg.startswith(b"\xff\xd8"):
        raise AttachmentError("unreadable")
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


def without_boxes(jpeg_2000: bytes) -> bytes:
    """Return a JPEG 2000 without the boxes that hold XMP or Exif; a bare codestream has none."""
    kept, position = [], 0
    if jpeg_2000.startswith(b"\xff\x4f"):
        return jpeg_2000
    while position + 8 <= len(jpeg_2000):
        length = int.from_bytes(jpeg_2000[position : position + 4])
        if length == 1:
            length = int.from_bytes(jpeg_2000[position + 8 : position + 16])
        end = position + length if length else len(jpeg_2000)
        if end <= position:
            raise AttachmentError("unreadable")
        if jpeg_2000[position + 4 : position + 8] not in _TELLING_BOXES:
            kept.append(jpeg_2000[position:end])
        position = end
    return b"".join(kept)
