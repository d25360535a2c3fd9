"""Masks: enough left to recognise a person one already knows, too little to call a stranger."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

_SEPARATOR = r"[\s\-–—.]?"
_PHONE = re.compile(
    rf"(?<!\d)(?:\+?86{_SEPARATOR})?1[3-9]\d{_SEPARATOR}\d{{4}}{_SEPARATOR}\d{{4}}(?!\d)"
)
_LANDLINE = re.compile(rf"(?<!\d)0\d{{2,3}}{_SEPARATOR}\d{{7,8}}(?!\d)")
_ID_CARD = re.compile(r"(?<!\d)\d{17}[\dXx](?!\d)")


def mask_phone(phone: str) -> str:
    """``13800138000`` → ``138****8000``; anything else unreadable becomes stars."""
    return f"{phone[:3]}****{phone[-4:]}" if len(phone) >= 11 else "*" * len(phone)


def mask_name(name: str) -> str:
    """``王小明`` → ``王**``."""
    return name[:1] + "*" * max(len(name) - 1, 1) if name else ""


def scrub(text: str, *, names: Iterable[str] = ()) -> str:
    """Mask phone numbers, id numbers and the given names inside free text."""
    text = _ID_CARD.sub("[证件号]", _ascii_digits(text))
    text = _PHONE.sub("[电话]", text)
    text = _LANDLINE.sub("[电话]", text)
    for name in names:
        if len(name) >= 2:
            text = text.replace(name, mask_name(name))
    return text


def scrub_contact(text: str, name: str, phone: str) -> str:
    """Mask one person's name and telephone number inside free text, and nothing else."""
    if phone:
        spelt = _SEPARATOR.join(phone)
        text = re.sub(rf"(?<!\d)(?:\+?86{_SEPARATOR})?{spelt}(?!\d)", "[电话]", text)
    return text.replace(name, mask_name(name)) if len(name) >= 2 else text


def _ascii_digits(text: str) -> str:
    return "".join(
        unicodedata.normalize("NFKC", char) if unicodedata.category(char) == "Nd" else char
        for char in text
    )
