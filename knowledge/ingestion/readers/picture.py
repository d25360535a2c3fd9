"""Text out of pictures: RapidOCR, whose Chinese models come in its package.

What is recognised is told as such, with how sure the recogniser was.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from PIL import Image, ImageOps

from knowledge.ingestion.documents import Extracted, RawBlock
from knowledge.ingestion.errors import UnreadableFileError, message
from knowledge.ingestion.readers.tables import CELL
from knowledge.ingestion.structure import point_of

if TYPE_CHECKING:
    from rapidocr_onnxruntime import RapidOCR

# Below this mean the words are guesses.
_SURE_ENOUGH = 0.6
_LONGEST_SIDE = 2400
# Boxes belong to one row when their middles lie closer than this share of their height.
_SAME_ROW = 0.5
# A gap wider than this many characters parts two columns.
_COLUMN_GAP = 2.5
_GOES_ON = ("，", "、", ",", "（", "《")
# A row that ends this near the right edge of the page was wrapped there.
_FULL_LINE = 0.85


@dataclass(frozen=True)
class _Box:
    text: str
    share: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def height(self) -> float:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Recognised:
    """The paragraphs of one picture, and how sure the recogniser was of its letters (0 to 1)."""

    paragraphs: tuple[str, ...]
    share: float


def read_picture(data: bytes, source: str) -> Extracted:
    """Read a photograph or scan of a notice.

    Raises:
        UnreadableFileError: it is damaged, or no text can be recognised in it.
    """
    try:
        with Image.open(BytesIO(data)) as picture:
            upright = ImageOps.exif_transpose(picture).convert("RGB")
    except Exception as error:
        # Pillow reports a damaged picture in many ways, a decompression bomb among them.
        raise UnreadableFileError(source, "damaged", kind="a picture") from error
    found = recognise_text(upright)
    if found is None:
        raise UnreadableFileError(source, "no_text_layer")
    blocks = tuple(RawBlock(paragraph) for paragraph in found.paragraphs)
    return Extracted(blocks, notes=(told(source, 1, found.share),), recognised=found.share)


def recognise_text(picture: Image.Image) -> Recognised | None:
    """Return the text of a picture, or ``None`` where there is none or it is only guessed."""
    picture.thumbnail((_LONGEST_SIDE, _LONGEST_SIDE))
    found, _ = _recogniser()(np.asarray(picture))
    boxes = [_box(corners, text, share) for corners, text, share in found or ()]
    length = sum(len(box.text) for box in boxes)
    if not length:
        return None
    share = sum(box.share * len(box.text) for box in boxes) / length
    if share < _SURE_ENOUGH:
        return None
    return Recognised(tuple(_paragraphs(_rows(boxes), picture.width)), share)


def told(source: str, pages: int, share: float) -> str:
    """Return the note that text was recognised from pictures."""
    return message("recognised_from_picture", source=source, count=pages, share=round(100 * share))


@cache
def _recogniser() -> RapidOCR:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR(intra_op_num_threads=1, inter_op_num_threads=1)


def _box(corners: Sequence[Sequence[float]], text: str, share: Any) -> _Box:
    across, down = [point[0] for point in corners], [point[1] for point in corners]
    return _Box(text, float(share), min(across), max(across), min(down), max(down))


def _rows(boxes: Sequence[_Box]) -> list[list[_Box]]:
    """Return the boxes row by row, each row from left to right."""
    rows: list[list[_Box]] = []
    for box in sorted(boxes, key=lambda each: each.middle):
        if rows and abs(box.middle - rows[-1][-1].middle) < _SAME_ROW * box.height:
            rows[-1].append(box)
        else:
            rows.append([box])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def _paragraphs(rows: Sequence[Sequence[_Box]], width: int) -> list[str]:
    """Join rows that fill the page's width, or break off at a comma, with the next."""
    paragraphs: list[str] = []
    goes_on = False
    for row in rows:
        text = _row_text(row)
        if goes_on and not point_of(text):
            paragraphs[-1] += text
        else:
            paragraphs.append(text)
        full = row[-1].right >= _FULL_LINE * width and not text.endswith(("。", "；", "：", ":"))
        goes_on = CELL not in text and (text.endswith(_GOES_ON) or full)
    return paragraphs


def _row_text(row: Sequence[_Box]) -> str:
    text = row[0].text
    for before, box in pairwise(row):
        wide = box.left - before.right > _COLUMN_GAP * box.height
        text += f"{CELL if wide else ''}{box.text}"
    return text
