"""One normal form for what people type: width, script, spaces, dialect, sounds."""

from knowledge.language.normalise import is_traditional, normalise
from knowledge.language.pinyin import syllables
from knowledge.language.tokens import characters_and_bigrams

__all__ = ["characters_and_bigrams", "is_traditional", "normalise", "syllables"]
