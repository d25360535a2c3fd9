"""Which statement answers a question about the document as a whole."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from knowledge.catalogue import Detail
from knowledge.data_files import load_data
from nlu.understanding.topics.reading import Reading

LIMITS = "limits"
"""The statement that says what the report does not tell of the document."""
_OTHERWISE = "overview"


def statement_for(reading: Reading) -> str:
    """Return the id of the statement that a question about the document is answered with."""
    if Detail.NUMBER in reading.details:
        return LIMITS
    found = (
        statement
        for statement, words in _words().items()
        if any(word in reading.text for word in words)
    )
    return next(found, _OTHERWISE)


@cache
def _words() -> dict[str, tuple[str, ...]]:
    return load_data(dict[str, tuple[str, ...]], Path(__file__).with_name("about_document.yml"))
