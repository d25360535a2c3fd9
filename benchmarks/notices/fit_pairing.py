"""Fit what pairs questions with lines: ``python -m benchmarks.notices.fit_pairing``.

Learns, from the made-up notices alone, the projection of ``nlu/embedding/words.npz`` and the
network of ``knowledge/answers/notices/pairing.yml``; the limits in that file stay. Beside every
question as it was written are learned from: a question without the lines that answer it (nothing is
to be told then), and one that names the notice's own topic, which says nothing of whether it is
answered.
"""

from __future__ import annotations

import random
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from math import log
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
import yaml
from torch.nn.functional import normalize

from benchmarks.notices.fit import right_pieces
from benchmarks.notices.material import Notice, ingested, load_notices, questions_of, scratch
from knowledge.answers.notices.asked import Asked, asked_of, sought
from knowledge.answers.notices.finding import Finder, overlap
from knowledge.answers.notices.pairing import pairing_rules
from knowledge.answers.notices.rules import notice_rules
from knowledge.answers.notices.selection import NoticeIndex
from knowledge.base import KnowledgeBase
from knowledge.catalogue import load_catalogue
from knowledge.ingestion.recognition import recognition_rules
from nlu.embedding import Embedder, Vectors
from nlu.embedding import words as projected
from nlu.understanding.topics.reading import Reading, pack_vector

PAIRING = Path("knowledge/answers/notices/pairing.yml")
WIDTH, KINDS, INNER, EPOCHS, BATCH = 32, 8, 24, 10, 16
RATE, RATE_OF_REST = 3e-3, 1e-2
LESS = 0.5
"""How much a question counts that was not written as it is learned from."""
SCALE = 10.0
RAREST = 6.0


@dataclass(frozen=True)
class Example:
    """A question to a notice; ``right`` are the pieces that answer it.

    ``words`` are those of all pieces; ``of_piece`` has a row of places among them for each.
    """

    question: torch.Tensor
    seldom: torch.Tensor
    title: torch.Tensor
    words: torch.Tensor
    of_piece: torch.Tensor
    signals: torch.Tensor
    right: torch.Tensor
    counts: float


class States:
    """The states of texts, made once, each about the mean of its role."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder
        self._kept: dict[tuple[str, str], tuple[list[int], Vectors]] = {}
        self.centres = {role: np.zeros(1, np.float32) for role in ("query", "passage")}

    def read(self, text: str, role: Any) -> tuple[list[int], Vectors]:
        if (role, text) not in self._kept:
            self._kept[role, text] = self._embedder.word_states(text, role)
        return self._kept[role, text]

    def centre(self) -> None:
        for role in self.centres:
            states = [kept for (of, _), (_, kept) in self._kept.items() if of == role]
            self.centres[role] = np.concatenate(states).mean(axis=0)

    def centred(self, text: str, role: str) -> torch.Tensor:
        _, states = self._kept[role, text]
        kept = states[: projected.MOST_WORDS_OF_LINE] if role == "passage" else states
        return torch.tensor((kept - self.centres[role]) / SCALE)

    def all(self) -> Vectors:
        return np.concatenate([self.centred(text, role).numpy() for role, text in self._kept])


class Net(torch.nn.Module):
    """What ``PairedPieces.bids`` computes, with the signals of the pieces."""

    def __init__(self, begun: torch.Tensor, signals: int) -> None:
        super().__init__()
        self.begun = begun
        self.nearness = torch.nn.Parameter(begun.clone())
        self.counts = torch.nn.Parameter(torch.zeros(begun.shape[0]))
        self.kinds = torch.nn.Parameter(torch.randn(begun.shape[0], KINDS) * 0.02)
        self.plain = torch.nn.Parameter(torch.tensor([0.5, 4.0, 4.0, 4.0, 0.5]))
        self.signals = torch.nn.Parameter(torch.zeros(signals))
        self.always = torch.nn.Parameter(torch.tensor(-1.0))
        self.inner = torch.nn.Linear(5 + KINDS, INNER)
        self.outer = torch.nn.Linear(INNER, 1)

    def forward(self, one: Example) -> torch.Tensor:
        nearness = self.nearness
        if self.training:
            nearness = nearness * (torch.rand(len(nearness), 1) > 0.1) / 0.9
        question = normalize(one.question @ nearness, dim=-1)
        near = question @ normalize(one.words @ nearness, dim=-1).T
        gains = near[:, one.of_piece].max(-1).values.T
        titled = (question @ normalize(one.title @ nearness, dim=-1).T).max(-1).values
        best = torch.maximum(gains.max(0).values, titled)
        seldom_counts, held, lacking, nowhere, enough = self.plain
        counts = torch.softmax(
            3 * one.question @ self.counts + RAREST * seldom_counts * one.seldom, 0
        )
        bids = held * (gains @ counts) - lacking * ((best - gains) @ counts)
        bids = bids - nowhere * (torch.relu(enough - best) @ counts)
        word = torch.stack([best, titled, one.seldom, 5 * counts], -1)
        word = torch.cat([word, one.question @ self.kinds], -1).expand(len(gains), -1, -1)
        told = self.outer(torch.relu(self.inner(torch.cat([gains[..., None], word], -1))))
        return bids + 5 * told[..., 0].mean(1) + one.signals @ self.signals + self.always

    def cost_of_moving(self) -> torch.Tensor:
        return (
            5e-3 * ((self.nearness - self.begun) ** 2).sum()
            + 1e-2 * ((self.counts**2).sum() + (self.kinds**2).sum())
            + 2e-3 * (self.signals**2).sum()
            + 1e-3 * sum((p**2).sum() for p in (*self.inner.parameters(), *self.outer.parameters()))
        )


def main() -> None:
    torch.manual_seed(0)
    random.seed(0)
    torch.set_num_threads(1)
    names = [name for name in notice_rules().weights if name != "always"]
    names += ["shows_any", "no_detail", "likeness"]
    with tempfile.TemporaryDirectory() as home:
        examples, states, scales, seldom = _material(Path(home), names)
    net = _fitted(examples, states, len(names))
    _write(net, states, names, scales, seldom)


def _material(
    home: Path, names: Sequence[str]
) -> tuple[list[Example], States, npt.NDArray[np.float64], dict[int, float]]:
    """Return what is learned from, with the spread of every signal over it."""
    notices = load_notices()
    config = ingested(notices, home)
    # Read without the notices, which would all be asked of places that a question leaves open.
    base, shelf = KnowledgeBase.open(scratch(home / "reading")), NoticeIndex(config)
    states = States(base.embedder)
    seldom = _how_seldom(base.embedder)
    drafts = [
        draft for notice in notices for draft in _of_notice(notice, base, shelf, states, names)
    ]
    states.centre()
    spread = np.concatenate([signals for *_, signals, _, _ in drafts]).std(axis=0)
    scales = np.where(spread < 1e-3, 1.0, spread)
    unheard = max(seldom.values())
    examples = []
    for text, title, pieces, signals, right, counts in drafts:
        ids, _ = states.read(text, "query")
        examples.append(
            Example(
                question=states.centred(text, "query"),
                seldom=torch.tensor([seldom.get(i, unheard) for i in ids]),
                title=states.centred(title, "passage"),
                words=torch.cat([states.centred(piece, "passage") for piece in pieces]),
                of_piece=_places([len(states.centred(piece, "passage")) for piece in pieces]),
                signals=torch.tensor(signals / scales, dtype=torch.float32),
                right=torch.tensor(right),
                counts=counts,
            )
        )
    return examples, states, scales, seldom


Draft = tuple[str, str, list[str], npt.NDArray[np.float64], npt.NDArray[np.bool_], float]


def _of_notice(
    notice: Notice, base: KnowledgeBase, shelf: NoticeIndex, states: States, names: Sequence[str]
) -> Iterator[Draft]:
    held = next(d for d in shelf.at(notice.place) if d.document.title == notice.title)
    questions = questions_of([notice])
    readings = [said.reading for said in base.understand_batch([q.text for q in questions])]
    whole = shelf.finder(held.document, base.embedder.fingerprint)
    states.read(notice.title, "passage")
    for unit in whole.pieces:
        states.read(unit.compared, "passage")
    for question, reading in zip(questions, readings, strict=True):
        yield from _drafts(whole, notice.title, question.holds, reading, states, names, 1.0)
        if question.holds:
            right = right_pieces(whole.pieces, question.holds, listed=True)
            gone = [u for u, is_right in zip(whole.pieces, right, strict=True) if is_right]
            rest = whole.without([u for u in whole.pieces if any(overlap(u, g) for g in gone)])
            if len(rest.pieces) > 3:
                yield from _drafts(rest, notice.title, (), reading, states, names, LESS)
        named = _naming_topic(reading, notice.title, base.embedder)
        if named is not None:
            yield from _drafts(whole, notice.title, question.holds, named, states, names, 1.0)


def _drafts(
    finder: Finder,
    title: str,
    holds: tuple[str, ...],
    reading: Reading,
    states: States,
    names: Sequence[str],
    counts: float,
) -> Iterator[Draft]:
    asked: Asked = asked_of(reading)
    listed = any(notice_rules().details[name].listed for name in sought(asked))
    right = right_pieces(finder.pieces, holds, listed=listed)
    if holds and not right.any():
        return
    states.read(reading.text, "query")
    signals = [[one[name] for name in names] for _, one in finder.signals(asked)]
    pieces = [unit.compared for unit in finder.pieces]
    yield reading.text, title, pieces, np.array(signals), right, counts


def _naming_topic(reading: Reading, title: str, embedder: Embedder) -> Reading | None:
    """Return the question with the topic of the notice in it, three times of four."""
    topics = [
        found.group()
        for pattern in recognition_rules().service_terms.values()
        if (found := pattern.search(title))
    ]
    if not topics or any(topic in reading.text for topic in topics) or random.random() < 0.25:
        return None
    text = random.choice((f"{topics[0]}{reading.text}", f"{reading.text},{topics[0]}"))
    return replace(reading, text=text, vector=pack_vector(embedder.queries([text])[0]))


def _how_seldom(embedder: Embedder) -> dict[int, float]:
    """Return how seldom parents say each word, of those they say at all."""
    texts = [text for each in load_catalogue().examples.values() for text in each.texts]
    heard = Counter(word for text in texts for word in set(embedder.word_ids(text)))
    found = {word: log(len(texts) / (1 + count)) / RAREST for word, count in heard.items()}
    return {
        **{word: max(value, 0.0) for word, value in found.items()},
        -1: log(len(texts)) / RAREST,
    }


def _places(lengths: Sequence[int]) -> torch.Tensor:
    """Return where the words of each piece stand among all, the first again where it has fewer."""
    starts = np.cumsum([0, *lengths[:-1]])
    steps = np.arange(max(lengths))
    rows = [start + np.where(steps < n, steps, 0) for start, n in zip(starts, lengths, strict=True)]
    return torch.tensor(np.array(rows))


def _fitted(examples: list[Example], states: States, signals: int) -> Net:
    kept = states.all()
    some = kept[np.random.RandomState(0).choice(len(kept), min(20_000, len(kept)), replace=False)]
    some /= np.linalg.norm(some, axis=1, keepdims=True)
    _, _, axes = np.linalg.svd(some - some.mean(axis=0), full_matrices=False)
    net = Net(torch.tensor(axes[:WIDTH].T.copy()) * 4, signals)
    rest = [each for name, each in net.named_parameters() if name != "nearness"]
    optimiser = torch.optim.Adam(
        [{"params": [net.nearness], "lr": RATE}, {"params": rest, "lr": RATE_OF_REST}]
    )
    steps = EPOCHS * -(-len(examples) // BATCH)
    schedule = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / 20) * (1 - step / steps)
    )
    for epoch in range(EPOCHS):
        random.shuffle(examples)
        total = 0.0
        for start in range(0, len(examples), BATCH):
            batch = examples[start : start + BATCH]
            optimiser.zero_grad()
            cost = torch.stack([one.counts * _unlikelihood(net(one), one) for one in batch]).mean()
            (cost + net.cost_of_moving()).backward()
            optimiser.step()
            schedule.step()
            total += float(cost.detach()) * len(batch)
        print(f"epoch {epoch + 1}: {total / len(examples):.3f}", flush=True)
    return net.eval()


def _unlikelihood(logits: torch.Tensor, one: Example) -> torch.Tensor:
    whole = torch.logsumexp(torch.cat([logits, logits.new_zeros(1)]), 0)
    return whole - torch.logsumexp(logits[one.right], 0) if one.right.any() else whole


def _write(
    net: Net,
    states: States,
    names: Sequence[str],
    scales: npt.NDArray[np.float64],
    seldom: dict[int, float],
) -> None:
    held = {name: each.detach().numpy() for name, each in net.named_parameters()}
    ids = np.array(sorted(i for i in seldom if i >= 0))
    np.savez_compressed(
        projected.FILE,
        nearness=held["nearness"].astype(np.float16),
        kinds=held["kinds"].astype(np.float16),
        counts=(3 * held["counts"]).astype(np.float16),
        seldom_counts=np.float32(RAREST * held["plain"][0]),
        question_centre=states.centres["query"].astype(np.float16),
        line_centre=states.centres["passage"].astype(np.float16),
        ids=ids.astype(np.int32),
        seldom=np.array([seldom[i] for i in ids], np.float16),
        unheard=np.float32(seldom[-1]),
    )
    rules = pairing_rules()
    _, *plain = (round(float(each), 3) for each in held["plain"])
    weights = held["signals"] / scales
    told = {
        "least_chance": rules.least_chance,
        "least_ended": rules.least_ended,
        "least_near": rules.least_near,
        "share": rules.share,
        "signals": {n: round(float(w), 3) for n, w in zip(names, weights, strict=True)},
        "always": round(float(held["always"]), 3),
        **dict(zip(("held", "lacking", "nowhere", "enough"), plain, strict=True)),
        "inner": held["inner.weight"].T.round(3).tolist(),
        "inner_bias": held["inner.bias"].round(3).tolist(),
        "outer": held["outer.weight"][0].round(3).tolist(),
        "outer_bias": round(float(held["outer.bias"][0]), 3),
    }
    head = "".join(line for line in PAIRING.open(encoding="utf-8") if line.startswith("#"))
    rows = yaml.safe_dump(_plain(told), allow_unicode=True, sort_keys=False, width=96)
    PAIRING.write_text(head + rows, encoding="utf-8")


def _plain(value: Any) -> Any:
    """Return numbers as they are to be read: 0.123, not 0.12300000339746475."""
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    return round(float(value), 3)


if __name__ == "__main__":
    main()
