"""DOCX through python-docx, opened only after the archive has been found harmless."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from io import BytesIO

import docx
from docx.document import Document as WordDocument
from docx.table import Table
from docx.text.paragraph import Paragraph

from knowledge.ingestion.documents import Extracted, RawBlock
from knowledge.ingestion.errors import UnreadableFileError
from knowledge.ingestion.settings import BYTES_PER_MB, IngestionSettings

_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE_STYLES = {"title", "标题"}
_ENCRYPTED_FLAG = 0x1
# Small parts of repeated white space compress extremely well and harm nobody.
_HARMLESS_MB = 10


def read_docx(data: bytes, source: str, settings: IngestionSettings) -> Extracted:
    """Read a Word document: headings by style, paragraphs, table rows.

    Raises:
        UnreadableFileError: it is damaged, encrypted, or unpacks to more than is allowed.
    """
    _check_archive(data, source, settings)
    try:
        document = docx.Document(BytesIO(data))
        blocks, title = _read(document)
    except Exception as error:
        # python-docx reports a damaged part as KeyError, ValueError, XMLSyntaxError, and more.
        raise UnreadableFileError(source, "damaged", kind="DOCX") from error
    return Extracted(tuple(blocks), title=title)


def _check_archive(data: bytes, source: str, settings: IngestionSettings) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError) as error:
        raise UnreadableFileError(source, "damaged", kind="DOCX") from error
    if any(part.flag_bits & _ENCRYPTED_FLAG for part in parts):
        raise UnreadableFileError(source, "encrypted")
    unpacked = sum(part.file_size for part in parts)
    size_mb = unpacked // BYTES_PER_MB
    suspicious = unpacked > settings.max_compression * len(data) and size_mb > _HARMLESS_MB
    if size_mb > settings.max_unpacked_mb or suspicious:
        raise UnreadableFileError(source, "zip_bomb", size_mb=size_mb)


def _read(document: WordDocument) -> tuple[list[RawBlock], str]:
    blocks: list[RawBlock] = []
    title = ""
    for item in document.iter_inner_content():
        if isinstance(item, Table):
            blocks.extend(_rows(item))
            continue
        style = (item.style.name or "") if item.style else ""
        if style.lower() in _TITLE_STYLES and not title:
            title = item.text.strip()
        blocks.extend(RawBlock(line, _level(style)) for line in _lines(item))
    return blocks, title


def _lines(paragraph: Paragraph) -> Iterator[str]:
    return (line for line in paragraph.text.splitlines() if line.strip())


def _level(style: str) -> int:
    match = _HEADING_STYLE.match(style)
    return int(match[1]) if match else 0


def _rows(table: Table) -> Iterator[RawBlock]:
    for row in table.rows:
        # A merged cell comes back once per column it spans.
        cells = dict.fromkeys(" ".join(cell.text.split()) for cell in row.cells)
        yield RawBlock(" | ".join(cell for cell in cells if cell))
