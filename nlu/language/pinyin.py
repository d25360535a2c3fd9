"""Sounds: 衣保 and 医保 are typed alike, so they must be found alike."""

from __future__ import annotations

from functools import lru_cache

# Guizhou speech and hurried typing merge these; both sides of a comparison are folded alike.
_MERGED_INITIALS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("n", "l"))
_MERGED_FINALS = (("ing", "in"), ("eng", "en"), ("ang", "an"))


@lru_cache(maxsize=20_000)
def syllables(text: str) -> tuple[str, ...]:
    """Return the toneless, accent-folded syllables of the Han characters in ``text``."""
    from pypinyin import Style, lazy_pinyin

    han = "".join(char for char in text if "\u3400" <= char <= "\u9fff")
    return tuple(fold(syllable) for syllable in lazy_pinyin(han, style=Style.NORMAL))


def spelling(text: str) -> str:
    """Return how Han characters are written in Latin letters: 花溪 is huaxi."""
    from pypinyin import Style, lazy_pinyin

    return "".join(lazy_pinyin(text, style=Style.NORMAL))


def fold(syllable: str) -> str:
    """Merge the initials and finals that the south-western accent does not tell apart."""
    for written, spoken in _MERGED_INITIALS:
        if syllable.startswith(written):
            syllable = spoken + syllable.removeprefix(written)
            break
    for written, spoken in _MERGED_FINALS:
        if syllable.endswith(written):
            return syllable.removesuffix(written) + spoken
    return syllable
