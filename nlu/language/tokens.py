"""Terms for lexical search: Chinese without a word segmenter's mistakes."""

from __future__ import annotations

from nlu.language.patterns import linear

_RUN = linear(r"[\u3400-\u9fff]+|[A-Za-z0-9]+(?:\.[0-9]+)?")


def characters_and_bigrams(text: str) -> list[str]:
    """Return Han characters and their bigrams, and Latin words and numbers whole, in order."""
    terms: list[str] = []
    for run in _RUN.findall(text.lower()):
        if run[0] < "\u3400":
            terms.append(run)
            continue
        terms.extend(run)
        terms.extend(run[i : i + 2] for i in range(len(run) - 1))
    return terms
