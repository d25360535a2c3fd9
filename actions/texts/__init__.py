"""Everything the assistant says in conversation: YAML beside this module, typed here."""

from actions.texts.loader import Texts, texts

__all__ = ["Texts", "texts"]
