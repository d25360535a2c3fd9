"""Which facts of the law layer a message asks for."""

from nlu.understanding.law.finder import Found, LawFinder, law_examples

__all__ = ["Found", "LawFinder", "law_examples"]
