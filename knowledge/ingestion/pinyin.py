"""Takes reading aids out of a text: 网(wǎng)络 → 网络, while (GDP) and (居) stay."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_HAN = r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003134f]"
_GLOSS = re.compile(rf"({_HAN})[ \t]*[(（][ \t]*([^\s()（）]{{1,12}})[ \t]*[)）]")

_INITIAL = r"(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])"
_FINAL = (
    r"(?:a|o|e|ai|ei|ao|ou|an|en|ang|eng|ong|er|i|ia|ie|iao|iu|ian|in|iang|ing|iong"
    r"|u|ua|uo|uai|ui|uan|un|uang|ue)"
)
_SYLLABLE = re.compile(rf"{_INITIAL}?{_FINAL}")

# Macron, acute, caron and grave are the four tones; a breve is a common misprint of the caron.
_TONE_MARKS = {"\u0304", "\u0301", "\u030c", "\u0300", "\u0306"}
_DIAERESIS = "\u0308"


def strip_pinyin(text: str) -> str:
    """Return ``text`` without parentheses that only spell out the character before them.

    A parenthesis goes when its content is one pinyin syllable and the preceding Han character is
    read that way. Without a tone mark it must also be in lower case, so that (A), (AN) or (GDP)
    stay whatever stands before them.
    """
    while True:
        stripped = _GLOSS.sub(_without_gloss, text)
        if stripped == text:
            return text
        text = stripped


def _without_gloss(match: re.Match[str]) -> str:
    char, content = match.groups()
    return str(char) if _is_gloss(char, content) else match.group()


def _is_gloss(char: str, content: str) -> bool:
    syllable, has_tone = _toneless(content)
    if not _SYLLABLE.fullmatch(syllable.lower()):
        return False
    if not has_tone and not syllable.islower():
        return False
    readings = _readings(char)
    # A character no dictionary knows can only be judged by the tone mark.
    return syllable.lower() in readings if readings else has_tone


def _toneless(content: str) -> tuple[str, bool]:
    decomposed = unicodedata.normalize("NFD", content)
    letters = "".join(c for c in decomposed if c not in _TONE_MARKS and c != _DIAERESIS)
    has_mark = any(c in _TONE_MARKS for c in decomposed)
    numbered = len(letters) > 1 and letters[-1] in "12345"
    if numbered:
        letters = letters[:-1]
    return letters.replace("v", "u"), has_mark or numbered


@lru_cache(maxsize=10_000)
def _readings(char: str) -> frozenset[str]:
    from pypinyin import Style, pinyin

    # Unknown characters come back empty; ü is written v, which is folded like the gloss's own.
    found = pinyin(char, style=Style.NORMAL, heteronym=True, errors="ignore")
    return frozenset(reading.replace("v", "u") for group in found for reading in group)
