"""Cuts a document into passages of whole sentences along its own structure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from knowledge.ingestion.documents import Block, Document, Passage

_SENTENCES = re.compile(r"[^。！？；!?;]*[。！？；!?;]+[”』」’）)]*|[^。！？；!?;]+$")
_CLAUSES = re.compile(r"[^，,、：:]*[，,、：:]+|[^，,、：:]+$")

# The steps of a locator: “标题”, 第三条, 一、, (二), 1.
_STEPS = re.compile(r"“[^”]*”|第[^“第]+[编章节条段页](?:之\w+)?|[(]\w+[)]|\w+[、.]")

# A passage shorter than this share of the target takes the next point in as well. Measured on
# real policy documents: smaller gains the first hit and loses the fifth, larger the other way.
_WORTH_ITS_OWN = 0.4
# A remainder shorter than this (a signature, a reporter's name) is no passage; it may make the
# one before it this much longer than the target.
_REMAINDER = 0.15


@dataclass
class _Draft:
    pieces: list[tuple[Block, str]] = field(default_factory=list)

    @property
    def length(self) -> int:
        return sum(len(text) for _, text in self.pieces)

    @property
    def is_heading_only(self) -> bool:
        return all(block.heading for block, _ in self.pieces)

    def text(self) -> str:
        lines: list[str] = []
        last: Block | None = None
        for block, piece in self.pieces:
            if block is last:
                lines[-1] += piece
            else:
                lines.append(piece)
            last = block
        return "\n".join(line.strip() for line in lines)

    def locator(self) -> str:
        body = [block for block, _ in self.pieces if not block.heading]
        blocks = body or [block for block, _ in self.pieces]
        return _range(blocks[0].locator, blocks[-1].locator)


def split(document: Document, target: int = 300) -> list[Passage]:
    """Return the passages of ``document``, about ``target`` characters each, in reading order.

    Sentences are not cut unless one alone is longer than ``target``. An article (第…条) is never
    mixed with another; shorter points share a passage, whose locator then names both ends.
    """
    drafts = _without_remainders(_pack(document.blocks, target), target)
    return [
        Passage(
            id=f"{document.id}#{ordinal}",
            document_id=document.id,
            title=document.title,
            issuer=document.issuer,
            date=document.date,
            url=document.url,
            locator=draft.locator(),
            text=draft.text(),
            ordinal=ordinal,
        )
        for ordinal, draft in enumerate(drafts, start=1)
    ]


def _range(first: str, last: str) -> str:
    """Return 一、(一)至(三) for 一、(一) and 一、(三): what both share is said once."""
    ours, theirs = _STEPS.findall(first), _STEPS.findall(last)
    if ours == theirs[: len(ours)]:
        # A point contains its own sub-points.
        return first
    shared = 0
    while shared < min(len(ours), len(theirs)) - 1 and ours[shared] == theirs[shared]:
        shared += 1
    return f"{first}至{''.join(theirs[shared:])}"


def _without_remainders(drafts: Iterable[_Draft], target: int) -> list[_Draft]:
    whole: list[_Draft] = []
    for draft in drafts:
        own = draft.is_heading_only or any(block.opens_article for block, _ in draft.pieces)
        if whole and not own and draft.length < _REMAINDER * target:
            whole[-1].pieces.extend(draft.pieces)
        else:
            whole.append(draft)
    return whole


def _pack(blocks: tuple[Block, ...], target: int) -> Iterator[_Draft]:
    draft = _Draft()
    for block in blocks:
        if draft.pieces and _begins_anew(block, draft, target):
            yield draft
            draft = _Draft()
        for sentence in _sentences(block.text, target):
            full = draft.length + len(sentence) > target
            if full and draft.pieces and not draft.is_heading_only:
                yield draft
                draft = _Draft()
            draft.pieces.append((block, sentence))
    if draft.pieces:
        yield draft


def _begins_anew(block: Block, draft: _Draft, target: int) -> bool:
    if draft.is_heading_only:
        return False
    if block.opens_article or any(held.opens_article and block.heading for held, _ in draft.pieces):
        return True
    return block.opens_point and draft.length >= target * _WORTH_ITS_OWN


def _sentences(text: str, longest: int) -> Iterator[str]:
    for sentence in _SENTENCES.findall(text):
        if len(sentence) <= longest:
            yield sentence
        else:
            yield from _cut(sentence, longest)


def _cut(sentence: str, longest: int) -> Iterator[str]:
    """Cut one overlong sentence behind commas, and hard where there is none."""
    part = ""
    for clause in _CLAUSES.findall(sentence):
        if part and len(part) + len(clause) > longest:
            yield part
            part = ""
        part += clause
        if len(part) > longest:
            whole = len(part) // longest * longest
            yield from (part[start : start + longest] for start in range(0, whole, longest))
            part = part[whole:]
    if part:
        yield part
