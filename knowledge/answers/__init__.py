"""Cited answers, composed from entries; abstention with a reason."""

from knowledge.answers.answer import Answer, Choice, Citation
from knowledge.answers.answerer import Answerer

__all__ = ["Answer", "Answerer", "Choice", "Citation"]
