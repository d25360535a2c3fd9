from __future__ import annotations

import base64
import io
import struct
import subprocess
import sys
import zlib
from pathlib import Path

import pikepdf
import pytest
from pikepdf import Array, Dictionary, Name, Pdf, Stream
from PIL import Image
from pillow_heif import register_heif_opener

from actions.requests.attachments import AttachmentError, cleaned
from knowledge.settings import PROJECT_ROOT

EDGE = 1000
SECRET = b"Secret Camera 26.6N 106.6E"


def photo(kind: str = "JPEG", size: tuple[int, int] = (300, 200)) -> bytes:
    register_heif_opener()
    image = Image.new("RGB", size, "teal")
    exif = Image.Exif()
    exif[0x010F] = SECRET.decode()
    saved = io.BytesIO()
    image.save(saved, kind, exif=exif)
    return saved.getvalue()


def bomb(width: int, height: int) -> bytes:
    """A PNG of a few kilobytes that unpacks to ``width`` × ``height`` pixels."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
        )

    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    rows = zlib.compress(bytes((width // 8 + 1) * height), 9)
    signature = b"\x89PNG\r\n\x1a\n"
    return signature + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_photo_of_any_telephone_becomes_a_jpeg_without_camera_data(kind: str) -> None:
    content = photo(kind)
    assert SECRET in content
    kept = cleaned(content, EDGE)
    assert kept.name == "photo.jpg"
    assert SECRET not in kept.content
    assert Image.open(io.BytesIO(kept.content)).size == (300, 200)


def test_a_large_photo_of_a_good_camera_is_taken_and_made_smaller() -> None:
    kept = cleaned(photo(size=(8000, 6000)), EDGE)
    assert Image.open(io.BytesIO(kept.content)).size == (1000, 750)


def test_pixels_are_counted_before_one_is_decoded() -> None:
    content = bomb(9000, 8800)
    assert len(content) < 20_000
    with pytest.raises(AttachmentError) as refused:
        cleaned(content, EDGE)
    assert refused.value.problem == "unreadable"


def test_six_bombs_at_once_cost_no_more_memory_than_an_ordinary_photo(tmp_path: Path) -> None:
    """`ru_maxrss` would start at the peak of the process that forked this one."""
    (tmp_path / "bomb.png").write_bytes(bomb(8000, 4900))
    program = """
import sys, threading
from pathlib import Path
from actions.requests.attachments import cleaned
content = open(sys.argv[1], "rb").read()
threads = [threading.Thread(target=cleaned, args=(content, 1000)) for _ in range(6)]
[one.start() for one in threads]; [one.join() for one in threads]
status = Path("/proc/self/status").read_text().splitlines()
print(next(line.split()[1] for line in status if line.startswith("VmHWM")))
"""
    done = subprocess.run(
        [sys.executable, "-c", program, str(tmp_path / "bomb.png")],
        check=True,
        capture_output=True,
        text=True,
        cwd=PROJECT_ROOT,
    )
    assert int(done.stdout) < 700_000  # kilobytes


def paper(**catalogue: object) -> Pdf:
    document = Pdf.new()
    document.add_blank_page(page_size=(200, 200))
    for name, value in catalogue.items():
        document.Root[f"/{name}"] = value
    return document


def bytes_of(document: Pdf, **options: object) -> bytes:
    saved = io.BytesIO()
    document.save(saved, compress_streams=False, **options)
    return saved.getvalue()


def opened(content: bytes) -> bytes:
    """Every object of the cleaned file, unpacked, as one text to search."""
    with Pdf.open(io.BytesIO(cleaned(content, EDGE).content)) as kept:
        parts = [item.unparse() for item in kept.objects]
        streams = [item.read_bytes() for item in kept.objects if _readable(item)]
    return b"\n".join([*parts, *streams])


def _readable(item: object) -> bool:
    return isinstance(item, Stream) and item.get("/Subtype") != Name.Image


def test_scripts_files_notes_and_authors_of_a_pdf_are_gone() -> None:
    document = paper(
        OpenAction=Dictionary(S=Name.JavaScript, JS="app.alert(1)"),
        Names=Dictionary(JavaScript=Dictionary(Names=Array(["x", Dictionary(JS="app.alert(2)")]))),
    )
    document.docinfo["/Author"] = "Secret Author"
    document.attachments["a.txt"] = b"Secret File"
    page = document.pages[0]
    page.obj["/AA"] = Dictionary(O=Dictionary(S=Name.JavaScript, JS="app.alert(3)"))
    page.obj["/Metadata"] = Stream(document, b"<x>Secret Place</x>")
    note = Dictionary(Subtype=Name.Text, T="Secret Reader", Contents="x", Rect=[0, 0, 9, 9])
    page.obj["/Annots"] = document.make_indirect(Array([document.make_indirect(note)]))
    text = opened(bytes_of(document))
    for secret in (b"alert", b"Secret", b"JavaScript", b"EmbeddedFile", b"/Annots"):
        assert secret not in text


@pytest.mark.parametrize("around", [(), ("/FlateDecode",), ("/ASCII85Decode", "/FlateDecode")])
def test_photos_inside_a_pdf_lose_their_camera_data_whatever_is_wound_around_them(
    around: tuple[str, ...],
) -> None:
    document, data = paper(), photo()
    for name in reversed(around):
        data = zlib.compress(data) if name == "/FlateDecode" else base64.a85encode(data) + b"~>"
    image = Stream(document, data)
    image.stream_dict = Dictionary(
        Type=Name.XObject, Subtype=Name.Image, Width=300, Height=200, ColorSpace=Name.DeviceRGB,
        BitsPerComponent=8, Filter=Array([Name(name) for name in (*around, "/DCTDecode")]),
    )  # fmt: skip
    document.pages[0].obj["/Resources"] = Dictionary(XObject=Dictionary(Im0=image))
    kept = cleaned(bytes_of(document), EDGE).content
    with Pdf.open(io.BytesIO(kept)) as clean:
        shown = clean.pages[0].obj.Resources.XObject.Im0
        assert SECRET not in shown.read_raw_bytes()
        assert pikepdf.PdfImage(shown).as_pil_image().size == (300, 200)


def test_a_pdf_protected_only_against_changes_is_taken() -> None:
    rights = pikepdf.Permissions(modify_other=False)
    locked = bytes_of(paper(), encryption=pikepdf.Encryption(owner="boss", user="", allow=rights))
    with Pdf.open(io.BytesIO(cleaned(locked, EDGE).content)) as kept:
        assert len(kept.pages) == 1
        assert not kept.is_encrypted


def test_a_pdf_that_asks_for_a_password_cannot_be_read() -> None:
    locked = bytes_of(paper(), encryption=pikepdf.Encryption(owner="boss", user="secret"))
    with pytest.raises(AttachmentError) as refused:
        cleaned(locked, EDGE)
    assert refused.value.problem == "unreadable"


@pytest.mark.parametrize("content", [b"%PDF-1.7 broken", photo()[:200], bomb(100, 100)[:60]])
def test_a_broken_file_is_unreadable(content: bytes) -> None:
    with pytest.raises(AttachmentError):
        cleaned(content, EDGE)


def test_what_is_no_photo_and_no_pdf_is_of_the_wrong_kind() -> None:
    with pytest.raises(AttachmentError) as refused:
        cleaned(b"MZ program", EDGE)
    assert refused.value.problem == "wrong_kind"
