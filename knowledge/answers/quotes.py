"""Where the entries are silent, an ingested document may speak, in its own words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict

from knowledge.retrieval import Hit
from knowledge.topics.reading import Quote

_SENTENCE = re.compile(r"[^。！？；!?;]*[。！？；!?;]?")


class QuoteRules(BaseModel):
    """``quotes.yml``; the meaning of each value is told there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    alone: float
    with_service: float
    markers: dict[str, str]
    characters: int
    asking: str


@dataclass(frozen=True)
class Asked:
    """What a question is about, as far as quoting needs to know.

    Attributes:
        text: the question in normal form.
        details: details asked for that the entries lack.
        names: what the service asked about is called; empty where there is none.
    """

    text: str
    details: Sequence[str]
    names: Sequence[str]


@cache
def quote_rules() -> QuoteRules:
    """Return the project's rules."""
    file = Path(__file__).with_name("quotes.yml")
    return QuoteRules.model_validate(yaml.safe_load(file.read_text(encoding="utf-8")))


def best_quote(asked: Asked, hits: Iterable[Hit]) -> Quote | None:
    """Return the first of ``hits`` that is to the point, cut to its fitting sentences."""
    for hit in hits:
        if _is_to_the_point(asked, hit):
            return _quote(asked, hit)
    return None


def overlap(question: str, text: str) -> float:
    """Return the share of the question's character pairs that stand in ``text`` (0 to 1)."""
    subject = re.sub(quote_rules().asking, " ", question)
    pairs = {a + b for a, b in pairwise(subject) if a.isalnum() and b.isalnum()}
    return sum(pair in text for pair in pairs) / len(pairs) if pairs else 0.0


def _is_to_the_point(asked: Asked, hit: Hit) -> bool:
    rules = quote_rules()
    text = f"{hit.title}\n{hit.text}"
    share = overlap(asked.text, text)
    if share >= rules.alone:
        return _holds(asked.details, hit.text)
    named = any(name in text for name in asked.names)
    return named and share >= rules.with_service and _holds(asked.details, hit.text)


def _holds(details: Sequence[str], text: str) -> bool:
    markers = quote_rules().markers
    known = [detail for detail in details if detail in markers]
    return all(re.search(markers[detail], text) for detail in known)


def _quote(asked: Asked, hit: Hit) -> Quote:
    return Quote(
        id=hit.id,
        document=hit.document,
        title=hit.title,
        issuer=hit.issuer,
        date=hit.date.isoformat() if hit.date else "",
        locator=hit.locator,
        text=_fitting_sentences(asked, hit.text),
    )


def _fitting_sentences(asked: Asked, text: str) -> str:
    """Return the run of whole sentences, about ``characters`` long, that fits the question best."""
    limit = quote_rules().characters
    sentences = [part for part in _SENTENCE.findall(text) if part.strip()]
    runs = []
    for start in range(len(sentences)):
        run = sentences[start]
        for following in sentences[start + 1 :]:
            if len(run) + len(following) > limit:
                break
            run += following
        runs.append(run)
    best = max(runs, key=lambda run: (_holds(asked.details, run), overlap(asked.text, run)))
    return best.strip() if len(best) <= 2 * limit else f"{best[: 2 * limit].strip()}……"
