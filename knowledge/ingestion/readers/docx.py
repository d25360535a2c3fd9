"""DOCX read from its own XML, opened only after the archive has been found harmless.

Why not python-docx: see ``docs/decisions/ingestion-libraries.md``.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import BytesIO

from lxml import etree

from knowledge.ingestion.documents import Extracted, RawBlock
from knowledge.ingestion.errors import UnreadableFileError, message
from knowledge.ingestion.readers.docx_numbers import Numbers
from knowledge.ingestion.readers.docx_parts import (
    WordParts,
    attribute,
    child,
    children,
    local,
    open_parts,
    value_of,
)
from knowledge.ingestion.readers.tables import Cell, table_lines
from knowledge.ingestion.settings import BYTES_PER_MB, IngestionSettings

_HEADING_STYLE = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE_STYLES = {"title", "标题"}
_ENCRYPTED_FLAG = 0x1
# Small parts of repeated white space compress extremely well and harm nobody.
_HARMLESS_MB = 10

# What was taken away, and what only a program reads.
_NOT_TEXT = {"del", "moveFrom", "delText", "instrText", "pPr", "rPr", "sectPr", "Fallback", "rt"}
_PICTURES = {"pic", "imagedata", "chart", "relIds"}
_BREAKS = {"br": "\n", "cr": "\n", "tab": "\t", "ptab": "\t", "noBreakHyphen": "-"}
_NOTES = {"footnoteReference": "footnote", "endnoteReference": "endnote"}


def read_docx(data: bytes, source: str, settings: IngestionSettings) -> Extracted:
    """Read a Word document: headings, numbered paragraphs, table rows, text boxes, notes.

    Raises:
        UnreadableFileError: it is damaged, encrypted, or unpacks to more than is allowed.
    """
    _check_archive(data, source, settings)
    try:
        reader = _WordReader(open_parts(data))
        blocks = tuple(reader.blocks())
    except Exception as error:
        # A damaged part shows as KeyError, ValueError, XMLSyntaxError, and more.
        raise UnreadableFileError(source, "damaged", kind="DOCX") from error
    notes: tuple[str, ...] = ()
    if reader.pictures:
        notes = (message("pictures_not_read", source=source, count=reader.pictures),)
    return Extracted(blocks, title=reader.title, notes=notes)


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


@dataclass(frozen=True)
class _Style:
    name: str = ""
    list_id: str = ""
    depth: int = 0


@dataclass
class _Line:
    """One paragraph as it is gathered: its text, and what is anchored in it."""

    text: list[str] = field(default_factory=list)
    boxes: list[etree._Element] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)


class _WordReader:
    def __init__(self, parts: WordParts) -> None:
        self._parts = parts
        self._styles = _styles(parts.styles)
        self._numbers = Numbers(parts.numbering)
        self._notes = {
            (kind, attribute(note, "id")): note
            for kind, root in (("footnote", parts.footnotes), ("endnote", parts.endnotes))
            if root is not None
            for note in children(root, kind)
        }
        self.title = ""
        self.pictures = 0

    def blocks(self) -> Iterator[RawBlock]:
        body = child(self._parts.document, "body")
        if body is None:
            raise ValueError("no body")
        yield from self._in(body)

    def _in(self, container: etree._Element) -> Iterator[RawBlock]:
        """Yield what a container holds, content controls and insertions seen through."""
        for element in container:
            name = local(element)
            if name == "p":
                yield from self._paragraph(element)
            elif name == "tbl":
                yield from self._table(element)
            elif name and name not in _NOT_TEXT:
                yield from self._in(element)

    def _paragraph(self, paragraph: etree._Element) -> Iterator[RawBlock]:
        line = _Line()
        self._gather(paragraph, line)
        style = self._styles.get(value_of(paragraph, "pPr", "pStyle"), _Style())
        text = "".join(line.text)
        if text.strip():
            text = self._label(paragraph, style) + text.strip()
            if style.name.lower() in _TITLE_STYLES and not self.title:
                self.title = " ".join(text.split())
            level = _level(style.name)
            yield from (RawBlock(part, level) for part in text.splitlines() if part.strip())
        for box in line.boxes:
            yield from self._in(box)
        for note in line.notes:
            if note in self._notes:
                yield from self._in(self._notes[note])

    def _gather(self, element: etree._Element, line: _Line) -> None:
        for each in element:
            name = local(each)
            if name == "t":
                line.text.append(each.text or "")
            elif name in _BREAKS:
                line.text.append(_BREAKS[name])
            elif name == "txbxContent":
                line.boxes.append(each)
            elif name in _NOTES:
                line.notes.append((_NOTES[name], attribute(each, "id")))
            elif name in _PICTURES:
                self.pictures += 1
            elif name and name not in _NOT_TEXT:
                self._gather(each, line)

    def _label(self, paragraph: etree._Element, style: _Style) -> str:
        own = child(paragraph, "pPr", "numPr")
        list_id = value_of(own, "numId") or style.list_id
        depth = int(value_of(own, "ilvl") or style.depth)
        return self._numbers.label(list_id, depth) if list_id not in ("", "0") else ""

    def _table(self, table: etree._Element) -> Iterator[RawBlock]:
        """Yield a table row by row; tables and boxes inside its cells follow it."""
        rows: list[list[Cell]] = []
        open_cells: dict[int, tuple[int, int]] = {}
        inner: list[RawBlock] = []
        for row in _all(table, "tr"):
            cells: list[Cell] = [Cell("")] * int(value_of(row, "trPr", "gridBefore") or 0)
            column = len(cells)
            for cell in _all(row, "tc"):
                width = int(value_of(cell, "tcPr", "gridSpan") or 1)
                merge = child(cell, "tcPr", "vMerge")
                if (
                    merge is not None
                    and attribute(merge, "val") != "restart"
                    and column in open_cells
                ):
                    above, place = open_cells[column]
                    spanned = rows[above][place]
                    rows[above][place] = Cell(spanned.text, spanned.rows + 1, spanned.columns)
                else:
                    text, nested = self._cell(cell)
                    inner.extend(nested)
                    open_cells[column] = (len(rows), len(cells))
                    cells.append(Cell(text, 1, width))
                column += width
            rows.append(cells)
        yield from (RawBlock(line) for line in table_lines(rows))
        yield from inner

    def _cell(self, cell: etree._Element) -> tuple[str, list[RawBlock]]:
        """Return the text of a cell on one line, and the rows of tables inside it."""
        texts: list[str] = []
        nested: list[RawBlock] = []
        for element in _all(cell, "p", "tbl"):
            if local(element) == "tbl":
                nested.extend(self._table(element))
            else:
                texts.extend(block.text for block in self._paragraph(element))
        return " ".join(" ".join(texts).split()), nested


def _all(element: etree._Element, *names: str) -> Iterator[etree._Element]:
    """Yield what stands in an element under one of the names, wrappers seen through."""
    for each in element:
        if local(each) in names:
            yield each
        elif local(each) and local(each) not in {*_NOT_TEXT, "tbl", "tcPr", "trPr", "tblPr"}:
            yield from _all(each, *names)


def _styles(root: etree._Element | None) -> dict[str, _Style]:
    if root is None:
        return {}
    return {
        attribute(style, "styleId"): _Style(
            value_of(style, "name"),
            value_of(style, "pPr", "numPr", "numId"),
            int(value_of(style, "pPr", "numPr", "ilvl") or 0),
        )
        for style in children(root, "style")
    }


def _level(style: str) -> int:
    match = _HEADING_STYLE.match(style)
    return int(match[1]) if match else 0
