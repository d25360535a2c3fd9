"""From what a reader found to what may be cited: debris, reading aids, script, boilerplate."""

from __future__ import annotations

import html
import re
import unicodedata
from dataclasses import dataclass, replace

from knowledge.ingestion.boilerplate import drop_boilerplate
from knowledge.ingestion.documents import RawBlock
from knowledge.ingestion.pinyin import strip_pinyin
from knowledge.ingestion.script import is_written_in_traditional, to_simplified

_ENTITY = re.compile(r"&(?:[a-z]{2,8}|#\d{1,7}|#x[0-9a-f]{1,6});", re.IGNORECASE)
_INVISIBLE = {"Cc", "Cf", "Co", "Cs", "Cn"}
_SPACES = re.compile(r"\s+")
# The end of a tag whose beginning was lost: "> at the start of a line.
_TAG_REMAINDER = re.compile(r"^\s*[\"'”’]?\s*/?>\s*")
# A question mark on its own is a character that some conversion could not write.
_LOST_CHARACTER = re.compile(r"(?:^|(?<=\s))[?\ufffd]+(?=\s|$)|\ufffd")
# Fonts without a proper character map give radicals that only look like the character.
_RADICALS = dict(
    # Unicode's EquivalentUnifiedIdeograph.txt, where normal forms know no equivalent.
    zip(
        "⺎⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻬⻮⻰",
        "兀民虎西见角贝车長长门青页风飞食马骨鬼鱼鸟卤麦黄齐齿龙",
        strict=True,
    )
)
_LOOKALIKES = ((0x2E80, 0x2FDF), (0xF900, 0xFAFF))


@dataclass(frozen=True)
class Cleaned:
    """Clean blocks, whether the script was turned back, and domains that may not be cited."""

    blocks: tuple[RawBlock, ...]
    was_traditional: bool
    mirrors: tuple[str, ...]


def clean_blocks(blocks: tuple[RawBlock, ...]) -> Cleaned:
    """Return ``blocks`` without debris, pinyin, boilerplate, and in Simplified script."""
    readable = tuple(replace(block, text=clean_line(block.text)) for block in blocks)
    readable = tuple(block for block in readable if _says_something(block.text))
    traditional = is_written_in_traditional("".join(block.text for block in readable))
    if traditional:
        readable = tuple(replace(block, text=to_simplified(block.text)) for block in readable)
    left = drop_boilerplate(readable)
    return Cleaned(left.blocks, traditional, left.mirrors)


def clean_line(text: str) -> str:
    """Return one paragraph without markup debris, invisible characters and reading aids."""
    unescaped = _ENTITY.sub(lambda entity: html.unescape(entity.group()), text)
    visible = unescaped.translate(_VISIBLE)
    whole = _LOST_CHARACTER.sub("", _TAG_REMAINDER.sub("", visible))
    return _SPACES.sub(" ", strip_pinyin(whole)).strip()


def _visible(char: str) -> str:
    if char.isspace():
        return " "
    if unicodedata.category(char) in _INVISIBLE:
        return ""
    if any(first <= ord(char) <= last for first, last in _LOOKALIKES):
        # The characters of radicals are those of Kangxi's dictionary: 戶 for 户.
        return to_simplified(_RADICALS.get(char) or unicodedata.normalize("NFKC", char))
    return char


class _VisibleForms(dict[int, str]):
    """A translation table that fills itself with the characters it meets."""

    def __missing__(self, code: int) -> str:
        self[code] = _visible(chr(code))
        return self[code]


_VISIBLE = _VisibleForms()


def _says_something(text: str) -> bool:
    return any(char.isalnum() for char in text)
