"""One normal form for what people type: width, script, spaces, dialect, sounds."""

from nlu.language.normalise import is_traditional, normalise
from nlu.language.pinyin import syllables
from nlu.language.tokens import characters_and_bigrams

__all__ = ["characters_and_bigrams", "is_traditional", "normalise", "syllables"]
