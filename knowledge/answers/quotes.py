"""Where the entries are silent or unsure, an ingested document may speak, in its own words.

How the limits in ``quotes.yml`` were found, and what they give, is in ``docs/decisions/quotes.md``.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import islice, pairwise
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from knowledge.answers.answer import Answer
from knowledge.data_files import load_data
from knowledge.retrieval import Hit
from nlu.understanding.facts.places import outside_mentions
from nlu.understanding.topics.reading import Kind, Quote, Reading

_SENTENCE = re.compile(r"[^。！？；!?;]*[。！？；!?;]?")
_QUOTABLE = frozenset({Kind.POLICY, Kind.OUT_OF_SCOPE})


class Unsure(BaseModel):
    """Below which figures of a reading a document may speak instead of the entries."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    confidence: float
    topic_share: float


class QuoteRules(BaseModel):
    """``quotes.yml``; the meaning of each value is told there."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    hits: int
    alone: float
    with_service: float
    unsure: Unsure
    markers: dict[str, str]
    characters: int
    asking: str


@dataclass(frozen=True)
class Asked:
    """What a question is about, as far as quoting needs to know.

    Attributes:
        text: the question in normal form.
        details: details asked for that the entries lack.
        names: what the services asked about are called, by id; empty where there are none.
        elsewhere: the place outside Guizhou it asks about, if any.
        instead: the entries have an answer but are unsure of it, so a quote would replace it.
    """

    text: str
    details: Sequence[str]
    names: Mapping[str, Sequence[str]]
    elsewhere: str | None = None
    instead: bool = False


@cache
def quote_rules() -> QuoteRules:
    """Return the project's rules."""
    return load_data(QuoteRules, Path(__file__).with_name("quotes.yml"))


def asked_of_documents(
    reading: Reading, answer: Answer, names: Mapping[str, Sequence[str]]
) -> Asked | None:
    """Return what documents are to be asked, or ``None`` where the entries' answer stands.

    Args:
        reading: the message.
        answer: what the entries answer.
        names: what each service is called, by id.
    """
    limits = quote_rules().unsure
    if answer.kind not in _QUOTABLE:
        return None
    sure = reading.confidence >= limits.confidence and (
        bool(reading.topics) and reading.topics[0].share >= limits.topic_share
    )
    if not answer.abstained and sure:
        return None
    return Asked(
        text=reading.text,
        details=reading.details,
        names={service: names.get(service, ()) for service in answer.services},
        elsewhere=reading.elsewhere,
        instead=not answer.abstained,
    )


def best_quote(asked: Asked, hits: Iterable[Hit]) -> Quote | None:
    """Return the first of the best ``hits`` that is to the point, cut to its fitting sentences."""
    for hit in islice(hits, quote_rules().hits):
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
    if not _holds(asked.details, hit.text) or not _is_of_the_place(asked, hit.title, text):
        return False
    share = overlap(asked.text, text)
    if share >= rules.alone:
        return True
    # So little overlap is enough only for a text that is about the service and no other place.
    about = bool(_named(asked, text)) and not asked.instead
    return about and share >= rules.with_service and not _other_places(asked, text)


def _is_of_the_place(asked: Asked, title: str, text: str) -> bool:
    """Tell whether a text may speak for the place asked about: what holds in Beijing does not here.

    A document is another place's when its title says so and the question does not.
    """
    if asked.elsewhere:
        return asked.elsewhere in text
    return not _other_places(asked, title)


def _other_places(asked: Asked, text: str) -> set[str]:
    named = (text[one.start : one.end] for one in outside_mentions(text))
    return {place for place in named if place not in asked.text}


def _named(asked: Asked, text: str) -> tuple[str, ...]:
    """Return the services that ``text`` calls by one of their names."""
    return tuple(
        service for service, names in asked.names.items() if any(name in text for name in names)
    )


def _holds(details: Sequence[str], text: str) -> bool:
    markers = quote_rules().markers
    known = [detail for detail in details if detail in markers]
    return all(re.search(markers[detail], text) for detail in known)


def _quote(asked: Asked, hit: Hit) -> Quote:
    named = _named(asked, f"{hit.title}\n{hit.text}")
    return Quote(
        id=hit.id,
        document=hit.document,
        title=hit.title,
        issuer=hit.issuer,
        date=hit.date.isoformat() if hit.date else "",
        locator=hit.locator,
        text=_fitting_sentences(asked, hit.text),
        services=named if asked.instead else tuple(asked.names),
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
    # Of runs that fit alike the last: what answers a question follows the words it was asked in.
    best = max(runs[::-1], key=lambda run: (_holds(asked.details, run), overlap(asked.text, run)))
    return best.strip() if len(best) <= 2 * limit else f"{best[: 2 * limit].strip()}……"
