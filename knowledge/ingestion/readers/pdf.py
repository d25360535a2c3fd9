"""PDF through pypdf: wrapped lines joined, running heads and page numbers dropped."""

from __future__ import annotations

import logging
import re
from collections import Counter
from collections.abc import Iterator
from io import BytesIO

from pypdf import PageObject, PdfReader

from knowledge.ingestion.documents import Extracted, RawBlock
from knowledge.ingestion.errors import UnreadableFileError, message
from knowledge.ingestion.plausible import is_readable
from knowledge.ingestion.readers.lines import join_wrapped
from knowledge.ingestion.readers.tables import CELL

# Complaints about sloppy files would stand among the lines meant for a person.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(r"[-—–·\s]*第?\s*\d{1,4}\s*页?[-—–·\s]*|\d{1,4}\s*/\s*\d{1,4}")
_SENTENCE_END = re.compile(r"[。！？；]$")
_GAP = re.compile(r"\s{2,}")
# 某 某 市 教 育 局, set wide over the head of a page.
_LETTERHEAD = re.compile(r"(?:[\u3400-\u9fff]\s+){5,}[\u3400-\u9fff]")
_BETWEEN_HAN = re.compile(r"(?<=[\u3400-\u9fff]) +(?=[\u3400-\u9fff])")

# A scan's pages may carry a stamp or a page number as text; a page of text has far more.
_LEAST_PER_PAGE = 5
# Recognising a page takes seconds.
_MOST_PICTURES = 60
# 150 dots an inch.
_RENDER_SCALE = 150 / 72
# The first and last lines of a page are running heads when they come back on most pages.
_RUNNING_SHARE = 0.6
_RUNNING_LINES = 2
_LEAST_PAGES_FOR_RUNNING = 3
# Justified setting comes out as a space behind every second character.
_SPREAD_SHARE = 0.25


def read_pdf(data: bytes, source: str) -> Extracted:
    """Read a PDF that has a text layer.

    Raises:
        UnreadableFileError: it is encrypted, damaged, or a scan.
    """
    try:
        reader = PdfReader(BytesIO(data))
        pages = _page_lines(reader, source)
        values = _form_values(reader)
    except UnreadableFileError:
        raise
    except Exception as error:
        # A damaged file can make the parser fail anywhere, so every failure means damage.
        raise UnreadableFileError(source, "damaged", kind="PDF") from error
    pictures = [number for number, lines in enumerate(pages) if not _is_text(lines)]
    shares = _recognise(data, pages, pictures[:_MOST_PICTURES])
    if not any(pages):
        raise UnreadableFileError(source, "no_text_layer")
    recognised = sum(shares) / len(shares) if shares else None
    notes = tuple(_notes(source, len(values), shares, len(pictures)))
    return Extracted((*_blocks(pages), *values), notes=notes, recognised=recognised)


def _is_text(lines: list[str]) -> bool:
    """Tell a page whose text can be used from a scan, and from one whose fonts have no map."""
    blocks = [RawBlock(line) for line in lines]
    return len("".join(lines)) >= _LEAST_PER_PAGE and is_readable(blocks)


def _recognise(data: bytes, pages: list[list[str]], pictures: list[int]) -> list[float]:
    """Put recognised text in the place of pages that are pictures; return how sure each is."""
    if not pictures:
        return []
    import pypdfium2

    from knowledge.ingestion.readers.picture import recognise_text

    shares: list[float] = []
    with pypdfium2.PdfDocument(data) as document:
        for number in pictures:
            found = recognise_text(document[number].render(scale=_RENDER_SCALE).to_pil())
            if found is not None:
                pages[number] = list(found.paragraphs)
                shares.append(found.share)
            elif not is_readable([RawBlock(line) for line in pages[number]]):
                pages[number] = []
    return shares


def _notes(source: str, fields: int, shares: list[float], pictures: int) -> Iterator[str]:
    if fields:
        yield message("form_fields_read", source=source, count=fields)
    if shares:
        share = round(100 * sum(shares) / len(shares))
        yield message("recognised_from_picture", source=source, count=len(shares), share=share)
    if pictures > len(shares):
        yield message("pages_without_text", source=source, count=pictures - len(shares))


def _form_values(reader: PdfReader) -> list[RawBlock]:
    """Return what is filled into the fields of a form, each after its name."""
    fields = reader.get_form_text_fields() or {}
    return [RawBlock(f"{name}：{value}") for name, value in fields.items() if value]


def _page_lines(reader: PdfReader, source: str) -> list[list[str]]:
    # Many public files are locked against changes only and open with an empty password.
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableFileError(source, "encrypted")
    return [_with_rows(_lines(page.extract_text()), page) for page in reader.pages]


def _lines(text: str) -> list[str]:
    lines = (line.strip() for line in _close_up(text).splitlines())
    return [_bare(line) if _LETTERHEAD.fullmatch(line) else line for line in lines if line]


def _with_rows(lines: list[str], page: PageObject) -> list[str]:
    """Put cells that follow each other as lines, and stand side by side, into rows."""
    try:
        laid_out = page.extract_text(extraction_mode="layout").splitlines()
    except Exception:  # a page the layout cannot be made of is read as it was
        return lines
    rows = [[_bare(cell) for cell in _GAP.split(line.strip())] for line in laid_out]
    tables = [row for row in rows if len(row) > 1]
    joined: list[str] = []
    at = 0
    while at < len(lines):
        row = next((r for r in tables if [_bare(c) for c in lines[at : at + len(r)]] == r), [])
        size = len(row) or 1
        joined.append(CELL.join(lines[at : at + size]))
        at += size
    return joined


def _bare(cell: str) -> str:
    return "".join(cell.split())


def _close_up(text: str) -> str:
    gaps = len(_BETWEEN_HAN.findall(text))
    return _BETWEEN_HAN.sub("", text) if gaps > _SPREAD_SHARE * len(text) / 2 else text


def _blocks(pages: list[list[str]]) -> list[RawBlock]:
    running = _running_lines(pages)
    lines: list[str] = []
    page_of: list[int] = []
    for number, page in enumerate(pages, start=1):
        kept = [line for i, line in enumerate(page) if not _is_running(line, i, page, running)]
        lines.extend(kept)
        page_of.extend([number] * len(kept))
    return _join_over_pages(lines, page_of)


def _join_over_pages(lines: list[str], page_of: list[int]) -> list[RawBlock]:
    """Join wrapped lines over page ends; a paragraph belongs to the page it begins on."""
    blocks: list[RawBlock] = []
    used = 0
    for paragraph in join_wrapped(lines):
        blocks.append(RawBlock(paragraph, page=page_of[used]))
        length = len(paragraph.replace(" ", ""))
        while length > 0 and used < len(lines):
            length -= len(lines[used].replace(" ", ""))
            used += 1
    return blocks


def _running_lines(pages: list[list[str]]) -> set[str]:
    if len(pages) < _LEAST_PAGES_FOR_RUNNING:
        return set()
    edges = Counter(
        line for page in pages for line in {_DIGITS.sub("#", line) for line in _edges(page)}
    )
    return {line for line, count in edges.items() if count >= _RUNNING_SHARE * len(pages)}


def _edges(page: list[str]) -> list[str]:
    """Return the lines at head and foot that may be a running head: two at most, no sentences."""
    edges = [*page[:_RUNNING_LINES], *page[_RUNNING_LINES:][-_RUNNING_LINES:]]
    return [line for line in edges if not _SENTENCE_END.search(line)]


def _is_running(line: str, index: int, page: list[str], running: set[str]) -> bool:
    at_edge = index < _RUNNING_LINES or index >= len(page) - _RUNNING_LINES
    outermost = index in {0, len(page) - 1}
    is_number = outermost and bool(_PAGE_NUMBER.fullmatch(line))
    return is_number or (at_edge and _DIGITS.sub("#", line) in running)
