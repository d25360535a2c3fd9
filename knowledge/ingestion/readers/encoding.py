"""Finds out how a text file is encoded: byte-order mark, declaration, trial, then statistics."""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from charset_normalizer import from_bytes

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_CANDIDATES = ("gb18030", "big5hkscs", "utf-16-le", "utf-16-be")
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})|<\?xml[^>]{0,80}?encoding=["']([\w-]{2,20})""",
    re.IGNORECASE,
)
# The most frequent characters lie in the first rows of the two national tables.
_GB_COMMON = range(0xB0, 0xD8)
_BIG5_COMMON = range(0xA4, 0xC7)

_SAMPLE = 20_000
_PLAUSIBLE = 0.85
_DAMAGE = 0.02
_LEAST_FOR_DAMAGE = 15


def decode(data: bytes) -> str | None:
    """Return ``data`` as text, or None when no encoding makes sense of it."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _strictly(data, encoding)
    utf8 = _strictly(data, "utf-8")
    if utf8 is not None and "\x00" not in utf8:
        return utf8
    return (
        _by_declaration(data)
        or _by_trial(data)
        or _nearly_utf8(data)
        or _nearly_gbk(data)
        or _by_statistics(data)
    )


def plausibility(text: str) -> float:
    """Return how many of the characters beyond ASCII are usual in Chinese or English text."""
    telling = [char for char in text[:_SAMPLE] if not _is_plain_ascii(char)]
    return sum(_is_usual(char) for char in telling) / len(telling) if telling else 1.0


def _by_declaration(data: bytes) -> str | None:
    declared = _DECLARED.search(data[:4096])
    if not declared:
        return None
    name = (declared[1] or declared[2]).decode("ascii").lower()
    # Pages that say gb2312 use characters only its supersets hold.
    wider = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "big5hkscs"}.get(name, name)
    text = _strictly(data, wider)
    return text if text and plausibility(text) >= _PLAUSIBLE else None


def _by_trial(data: bytes) -> str | None:
    decoded = (_strictly(data, encoding) for encoding in _CANDIDATES)
    scored = [(plausibility(text), text) for text in decoded if text]
    best, text = max(scored, key=lambda pair: pair[0], default=(0.0, ""))
    return text if best >= _PLAUSIBLE else None


def _nearly_utf8(data: bytes) -> str | None:
    """Read UTF-8 with a few damaged bytes, such as a file cut in the middle of a character."""
    text = data.decode("utf-8", errors="replace")
    beyond_ascii = sum(not char.isascii() for char in text)
    damaged = text.count("\ufffd")
    return text if damaged <= _DAMAGE * beyond_ascii and "\x00" not in text else None


def _nearly_gbk(data: bytes) -> str | None:
    """Read GB18030 with a few damaged bytes; of the national encodings it is the usual one."""
    text = data.decode("gb18030", errors="replace")
    beyond_ascii = sum(not char.isascii() for char in text)
    damaged = text.count("\ufffd")
    # One damaged byte says nothing about a text of ten characters.
    allowed = max(beyond_ascii >= _LEAST_FOR_DAMAGE, _DAMAGE * beyond_ascii)
    whole = damaged <= allowed and "\x00" not in text
    return text if whole and plausibility(text.replace("\ufffd", "")) >= _PLAUSIBLE else None


def _by_statistics(data: bytes) -> str | None:
    match = from_bytes(data[: 4 * _SAMPLE]).best()
    text = _strictly(data, match.encoding) if match else None
    return text if text and plausibility(text) >= _PLAUSIBLE else None


def _strictly(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _is_plain_ascii(char: str) -> bool:
    return " " <= char <= "~" or char in "\t\n\r"


@lru_cache(maxsize=20_000)
def _is_usual(char: str) -> bool:
    if "\u3000" <= char <= "\u303f" or "\uff01" <= char <= "\uff5e":
        return True
    if char in "—…“”‘’·×\xa0":
        return True
    return _leads_in(char, "gb2312", _GB_COMMON) or _leads_in(char, "big5", _BIG5_COMMON)


def _leads_in(char: str, encoding: str, rows: range) -> bool:
    try:
        return char.encode(encoding)[0] in rows
    except UnicodeEncodeError:
        return False
