"""One path in, cleaned and located documents out; what cannot be read comes out as an error."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path

import filetype

from knowledge.ingestion.clean import Cleaned, clean_blocks, clean_line
from knowledge.ingestion.documents import About, Document, DocumentMetadata, Extracted, RawBlock
from knowledge.ingestion.errors import MetadataError, UnreadableFileError, message
from knowledge.ingestion.files import find_files, load, refuse_binary
from knowledge.ingestion.plausible import is_readable
from knowledge.ingestion.readers.encoding import decode
from knowledge.ingestion.readers.jsonl import BrokenLine, Record, read_jsonl
from knowledge.ingestion.readers.lines import read_text
from knowledge.ingestion.readers.mhtml import is_mhtml, page_of
from knowledge.ingestion.recognition import names_document, names_issuer, recognise, with_signature
from knowledge.ingestion.script import to_simplified
from knowledge.ingestion.settings import IngestionSettings
from knowledge.ingestion.structure import locate, looks_like_heading, point_of, split_lost_lines

_JSON_LINES = {".jsonl", ".ndjson"}
_MARKDOWN = {".md", ".markdown"}
_HTML = {".html", ".htm", ".xhtml", ".shtml"}
_WORD = {".docx", ".docm", ".dotx", ".dotm"}
_HTML_STARTS = ("<!doctype html", "<html", "<head", "<body")
_BROKEN_LINES_SHOWN = 3
# Fewer letters than this are a leftover of a page, not a document.
_LEAST_CONTENT = 4
_LONGEST_TITLE = 80

Outcome = Document | UnreadableFileError


def read_document(
    path: Path, metadata: DocumentMetadata, settings: IngestionSettings | None = None
) -> list[Document]:
    """Return the documents of one file, or of every file below a folder.

    Raises:
        UnreadableFileError: the first file, or JSON line, that cannot be taken.
    """
    documents = []
    for outcome in read_paths([path], metadata, settings or IngestionSettings()):
        if isinstance(outcome, UnreadableFileError):
            raise outcome
        documents.append(outcome)
    return documents


def read_content(data: bytes, name: str, settings: IngestionSettings | None = None) -> Document:
    """Return the document in the content of one file that is on no disk; ``name`` tells its kind.

    Raises:
        UnreadableFileError: it cannot be read.
    """
    extracted = _extract(data, Path(name), settings or IngestionSettings())
    return _assemble(extracted, DocumentMetadata(), name, fallback_title="")


def read_paths(
    paths: Iterable[Path], metadata: DocumentMetadata, settings: IngestionSettings
) -> Iterator[Outcome]:
    """Yield every document under ``paths``, and an error in place of each that cannot be read."""
    for found in find_files(paths):
        if isinstance(found, UnreadableFileError):
            yield found
            continue
        try:
            yield from _read_file(found, metadata, settings)
        except UnreadableFileError as error:
            yield error


def _read_file(
    path: Path, metadata: DocumentMetadata, settings: IngestionSettings
) -> Iterator[Outcome]:
    data = load(path, settings)
    if path.suffix.lower() in _JSON_LINES:
        yield from _read_json_lines(_text_of(data, path.name), path.name, metadata)
        return
    extracted = _extract(data, path, settings)
    yield _assemble(extracted, metadata, path.name, fallback_title=path.stem)


def _extract(data: bytes, path: Path, settings: IngestionSettings) -> Extracted:
    """Read one file by what it holds; the name only decides between kinds of text.

    A reader is loaded with the first file that needs it: answering a question never does, and
    their libraries would make every first answer wait.
    """
    suffix = path.suffix.lower()
    if data.startswith(b"%PDF-") or suffix == ".pdf":
        from knowledge.ingestion.readers.pdf import read_pdf

        return read_pdf(data, path.name)
    is_word = b"word/document.xml" in data and data.startswith(b"PK")
    if is_word or (suffix in _WORD and not data.startswith(b"\xd0\xcf\x11\xe0")):
        from knowledge.ingestion.readers.docx import read_docx

        return read_docx(data, path.name, settings)
    if filetype.is_image(data):
        from knowledge.ingestion.readers.picture import read_picture

        return read_picture(data, path.name)
    if is_mhtml(data, suffix):
        page = page_of(data)
        if page is None:
            raise UnreadableFileError(path.name, "damaged", kind="MHTML")
        data, suffix = page, ".html"
    text = _text_of(data, path.name)
    if suffix in _HTML or text.lstrip("\ufeff \r\n\t").lower().startswith(_HTML_STARTS):
        from knowledge.ingestion.readers.html import read_html

        return read_html(text)
    if suffix in _MARKDOWN:
        from knowledge.ingestion.readers.markdown import read_markdown

        return read_markdown(text)
    return read_text(text)


def _text_of(data: bytes, source: str) -> str:
    refuse_binary(data, source)
    text = decode(data)
    if text is None:
        # Control bytes are what tells a program or a picture from text in a rare encoding.
        binary = b"\x00" in data[:4096]
        raise UnreadableFileError(source, "binary" if binary else "encoding", kind="a binary file")
    return text


def _read_json_lines(text: str, source: str, metadata: DocumentMetadata) -> Iterator[Outcome]:
    broken: list[str] = []
    for record in read_jsonl(text):
        if isinstance(record, BrokenLine):
            broken.append(record.reason)
            continue
        try:
            yield _from_record(record, source, metadata)
        except (UnreadableFileError, MetadataError) as error:
            broken.append(f"{record.id or record.title}: {error.args[0]}")
    if broken:
        shown = "; ".join(broken[:_BROKEN_LINES_SHOWN])
        examples = shown + ("; …" if len(broken) > _BROKEN_LINES_SHOWN else "")
        yield UnreadableFileError(source, "broken_lines", count=len(broken), examples=examples)


def _from_record(record: Record, source: str, given: DocumentMetadata) -> Document:
    own = DocumentMetadata(
        title=record.title or given.title,
        issuer=record.issuer or given.issuer,
        date=record.date or given.date,
        url=record.url or given.url,
        valid_from=record.valid_from or given.valid_from,
        valid_until=record.valid_until or given.valid_until,
        place=given.place,
        services=given.services,
    )
    document = _assemble(record.extracted(), own, source, fallback_title=record.id or source)
    return replace(document, id=record.id) if record.id else document


def _assemble(
    extracted: Extracted, metadata: DocumentMetadata, source: str, *, fallback_title: str
) -> Document:
    if not is_readable(extracted.blocks):
        raise UnreadableFileError(source, "garbled")
    cleaned = clean_blocks(extracted.blocks)
    named = metadata.title or extracted.title
    title = _clean_title(named, cleaned) or _first_line_title(cleaned) or fallback_title
    body = _without_title(tuple(split_lost_lines(cleaned.blocks)), title)
    if sum(char.isalnum() for block in body for char in block.text) < _LEAST_CONTENT:
        raise UnreadableFileError(source, "no_content")
    url, notes = _citable_address(metadata.url, cleaned, source)
    notes = (*extracted.notes, *notes)
    if lost := sum(block.text.count("\ufffd") for block in extracted.blocks):
        notes = (*notes, message("characters_lost", source=source, count=lost))
    document = Document(
        id="",
        title=title,
        issuer=metadata.issuer or _clean_title(extracted.issuer, cleaned),
        date=metadata.date or extracted.date,
        url=url,
        source=source,
        blocks=locate(body),
        valid_from=metadata.valid_from,
        valid_until=metadata.valid_until,
        title_given=bool(metadata.title),
        notes=notes,
        about=replace(_said_about(metadata), recognised=extracted.recognised),
    )
    document = recognise(with_signature(document))
    return replace(document, id=document.content_hash)


def _said_about(metadata: DocumentMetadata) -> About:
    """Return what the person said it is about: never to be overruled by what is recognised."""
    fields = ("place", "services", "valid_from", "valid_until")
    said = {name: value for name in fields if (value := getattr(metadata, name))}
    return About(**said, corrected=tuple(sorted(said)))


def _clean_title(title: str, cleaned: Cleaned) -> str:
    line = clean_line(title)
    return to_simplified(line) if cleaned.was_traditional else line


def _first_line_title(cleaned: Cleaned) -> str:
    """Return the first line if it reads like a title: short, no sentence, more text behind it.

    Who issued the document may stand above its title.
    """
    if len(cleaned.blocks) < 2:
        return ""
    first, second = (block.text for block in cleaned.blocks[:2])
    if names_issuer(first) and names_document(second):
        return second
    is_title = len(first) <= _LONGEST_TITLE and looks_like_heading(first[-20:])
    is_row = " | " in first
    return first if is_title and not is_row and not point_of(first) else ""


def _without_title(blocks: tuple[RawBlock, ...], title: str) -> tuple[RawBlock, ...]:
    """Drop the title from the head of the text: every passage carries it anyway."""
    if not blocks or (len(blocks) == 1 and blocks[0].text == title):
        return blocks
    if len(blocks) > 2 and blocks[1].text == title and names_issuer(blocks[0].text):
        return (blocks[0], *blocks[2:])
    first = blocks[0]
    if first.text == title:
        return blocks[1:]
    if title and first.text.startswith(title + " "):
        rest = first.text[len(title) :].strip()
        return (replace(first, text=rest, level=0), *blocks[1:])
    return blocks


def _citable_address(url: str, cleaned: Cleaned, source: str) -> tuple[str, tuple[str, ...]]:
    claimed = next((host for host in cleaned.mirrors if host in url.lower()), "")
    if not claimed:
        return url, ()
    return "", (message("mirror_address_dropped", source=source, host=claimed),)
