"""Labelled texts the topic model learns from: the catalogue's examples and acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.catalogue import Catalogue
from knowledge.catalogue.entries import Lookalike
from nlu.language import normalise
from nlu.understanding.topics.reading import Kind, Subject

ACT = "act"
_LOOKALIKE_ACTS = {Kind.SMALLTALK: "chitchat"}


@dataclass(frozen=True)
class Example:
    """A text in normal form and its label, ``<subject or act>:<id>``."""

    text: str
    label: str


def training_examples(catalogue: Catalogue) -> list[Example]:
    """Return every example once, in a stable order."""
    unique = {example.text: example for example in _examples(catalogue) if example.text}
    return list(unique.values())


def kinds_of_acts(catalogue: Catalogue) -> dict[str, Kind]:
    """Return the kind of each act that stands for itself (``greet`` → ``smalltalk``)."""
    known = set(Kind)
    return {name: Kind(act.kind) for name, act in catalogue.acts.items() if act.kind in known}


def _examples(catalogue: Catalogue) -> Iterator[Example]:
    for entry in catalogue.examples.values():
        for text in entry.texts:
            yield Example(normalise(text), _label(entry.service, entry.measure, entry.document))
    for name, act in catalogue.acts.items():
        for utterance in _flat(act.utterances):
            if isinstance(utterance, Lookalike):
                yield Example(normalise(utterance.text), _lookalike_label(utterance))
            else:
                yield Example(normalise(utterance), f"{ACT}:{name}")


def _label(service: str | None, measure: str | None, document: str | None) -> str:
    if service:
        return f"{Subject.SERVICE}:{service}"
    if measure:
        return f"{Subject.MEASURE}:{measure}"
    return f"{Subject.DOCUMENT}:{document}"


def _lookalike_label(lookalike: Lookalike) -> str:
    if lookalike.kind is None:
        return _label(lookalike.service, lookalike.measure, None)
    kind = Kind(lookalike.kind)
    return f"{ACT}:{_LOOKALIKE_ACTS.get(kind, kind.value)}"


def _flat(
    utterances: tuple[str, ...] | dict[str, tuple[str, ...]] | tuple[Lookalike, ...],
) -> Iterator[str | Lookalike]:
    if isinstance(utterances, dict):
        for group in utterances.values():
            yield from group
    else:
        yield from utterances
