"""Labelled texts the topic model learns from: the catalogue's examples and acts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge.catalogue import Catalogue
from knowledge.catalogue.entries import Lookalike
from knowledge.data_files import load_data
from nlu.language import normalise
from nlu.understanding.topics.reading import Kind, Subject

ACT = "act"
CRISIS = f"{ACT}:{Kind.CRISIS}"
_LOOKALIKE_ACTS = {Kind.SMALLTALK: "chitchat"}


@dataclass(frozen=True)
class Example:
    """A text in normal form and its label, ``<subject or act>:<id>``.

    What is not ours has one label for each kind of it (``act:out_of_scope/roads``), and so has
    danger (``act:crisis/missing``): one class for the whole world would have no shape.
    """

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
        for group, utterance in _grouped(act.utterances):
            if isinstance(utterance, Lookalike):
                yield Example(normalise(utterance.text), _lookalike_label(utterance))
            elif act.kind == Kind.OUT_OF_SCOPE:
                yield Example(normalise(utterance), _not_ours(group))
            elif act.kind == Kind.CRISIS:
                yield Example(normalise(utterance), f"{CRISIS}/{group}")
            else:
                yield Example(normalise(utterance), f"{ACT}:{name}")
    for group, texts in _background().items():
        for text in texts:
            yield Example(normalise(text), _not_ours(group))


def labelled_sentences(file: Path) -> Iterator[tuple[str, str]]:
    """Yield label and sentence, in normal form, of a file of sentences by label."""
    for label, sentences in load_data(dict[str, tuple[str, ...]], file).items():
        yield from ((label, normalise(sentence)) for sentence in sentences)


def act_of(label: str) -> str:
    """Return the act of a label's second half (``out_of_scope/roads`` → ``out_of_scope``)."""
    return label.partition("/")[0]


def kind_of_danger(label: str) -> str:
    """Return the kind of danger of a label's second half (``crisis/missing`` → ``missing``)."""
    return label.partition("/")[2]


@cache
def _background() -> dict[str, list[str]]:
    return load_data(dict[str, list[str]], Path(__file__).with_name("background.yml"))


def _not_ours(group: str) -> str:
    return f"{ACT}:{Kind.OUT_OF_SCOPE}/{group}"


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
    if kind is Kind.OUT_OF_SCOPE:
        return _not_ours("lookalike")
    return f"{ACT}:{_LOOKALIKE_ACTS.get(kind, kind.value)}"


def _grouped(
    utterances: tuple[str, ...] | dict[str, tuple[str, ...]] | tuple[Lookalike, ...],
) -> Iterator[tuple[str, str | Lookalike]]:
    if isinstance(utterances, dict):
        for name, group in utterances.items():
            for text in group:
                yield name, text
    else:
        for utterance in utterances:
            yield "other", utterance
