"""The languages a parent is spoken to in: one catalogue of words for each.

Chinese words lie in their rooms, each file beside the code that says them. Every other language is
one folder here, ``en/``, that repeats those files by their paths. A text that is to be shown is
read with :func:`in_words`; the door a message came through has set the language with :func:`speak`
or :func:`speaking`. What a language lacks is said in Chinese, and named by a test and by
``tongxing doctor``.
"""

from knowledge.languages.completeness import WORD_FILES, shortcomings
from knowledge.languages.speaking import CHINESE, ENGLISH, languages, speak, speaking, spoken
from knowledge.languages.words import (
    Language,
    clear_words,
    first_sentence,
    folder_of,
    in_words,
    joined,
    language,
    running,
)

__all__ = [
    "CHINESE",
    "ENGLISH",
    "WORD_FILES",
    "Language",
    "clear_words",
    "first_sentence",
    "folder_of",
    "in_words",
    "joined",
    "language",
    "languages",
    "running",
    "shortcomings",
    "speak",
    "speaking",
    "spoken",
]
