"""Whether what a reader brought is text that a person can read."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from knowledge.ingestion.documents import RawBlock
from knowledge.ingestion.readers.encoding import plausibility

# Numbers of glyphs that stand for characters of a font without a map.
_GLYPHS = re.compile(r"\(cid:\d+\)|/[gGcC]\d{1,5}(?![\w.])|/uni[0-9A-F]{4}")
# UTF-8 read as Latin-1 or GBK: runs of letters with accents, or the usual wrong characters.
_MOJIBAKE = re.compile(r"(?:[\u00c0-\u00ff][\u0080-\u00bf]){3,}|锟斤拷|烫烫烫|[\u00c2-\u00f4]{4,}")
_PRIVATE = {"Co", "Cn", "Cs"}
_LEAST = 20
_USUAL = 0.6
_GLYPH_SHARE = 0.1
_PRIVATE_SHARE = 0.1


def is_readable(blocks: Sequence[RawBlock]) -> bool:
    """Tell text from glyph numbers, mojibake and letters of scripts that nobody here writes.

    Judged by the share of characters beyond ASCII that Chinese text uses; English and very short
    texts pass.
    """
    text = "".join(block.text for block in blocks)
    glyphs = sum(len(found) for found in _GLYPHS.findall(text))
    if glyphs > _GLYPH_SHARE * len(text):
        return False
    beyond = [char for char in text if not char.isascii() and not char.isspace()]
    if len(beyond) < _LEAST:
        return True
    private = sum(unicodedata.category(char) in _PRIVATE for char in beyond)
    if private > _PRIVATE_SHARE * len(beyond):
        return False
    if len("".join(_MOJIBAKE.findall(text))) > _GLYPH_SHARE * len(text):
        return False
    return plausibility("".join(beyond)) >= _USUAL
