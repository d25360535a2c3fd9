"""From a message to its :class:`Reading`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np

from knowledge.catalogue import Catalogue
from nlu.embedding import Embedder, Vectors, pack_words
from nlu.language import normalise
from nlu.understanding.facts.places import without_places
from nlu.understanding.topics.asking import ASKS
from nlu.understanding.topics.clauses import clauses, is_letter, opening, windows
from nlu.understanding.topics.elsewhere import ElsewhereReader
from nlu.understanding.topics.examples import ACT, CRISIS, act_of, kind_of_danger, kinds_of_acts
from nlu.understanding.topics.heads import Nearest
from nlu.understanding.topics.linear import Shares, normalised
from nlu.understanding.topics.model import TopicModel
from nlu.understanding.topics.needs import (
    Candidate,
    Pair,
    Row,
    best_split_points,
    find_pair,
    is_long,
    pairs_at,
    split_points,
)
from nlu.understanding.topics.reading import Kind, Reading, Subject, Topic, pack_vector
from nlu.understanding.topics.signals import signals
from nlu.understanding.topics.thresholds import DangerSigns, LetterSigns, thresholds

POLICY_ACT = "ask"
_TOPICS_KEPT = 6
_PAIR_CANDIDATES = 5
_FLOOR = 1e-4
_FIRST_OF_LETTER = 2.0


@dataclass(frozen=True)
class _Heard:
    """A message before it is decided what it says.

    ``shares`` has a row for every text read: the opening of the message, then its windows;
    ``asks`` tells of each how likely it asks for something, ``vectors`` has the vector of each.
    ``nearest`` are the examples nearest to the opening, ``elsewhere`` the place outside Guizhou
    where its matter lies.
    """

    text: str
    found: list[str]
    vector: Vectors
    nearest: Nearest
    vectors: Mapping[str, Vectors]
    shares: Shares
    asks: Row
    elsewhere: str | None


class Reader:
    """Reads messages with one embedder and models of topics, of what asks or tells, of where."""

    def __init__(
        self,
        catalogue: Catalogue,
        embedder: Embedder,
        model: TopicModel,
        asking: TopicModel,
        elsewhere: ElsewhereReader,
    ) -> None:
        """Take the parts; nothing is loaded here."""
        self._embedder = embedder
        self._model = model
        self._asking = asking
        self._elsewhere = elsewhere
        self._asks = asking.labels.index(ASKS)
        self._kinds = kinds_of_acts(catalogue)
        self._labels = [tuple(label.split(":", 1)) for label in model.labels]
        self._column = {label: i for i, label in enumerate(model.labels)}

    def read(self, text: str) -> Reading:
        """Return the reading of one message of any length and script."""
        return self.read_batch([text])[0]

    def read_batch(self, texts: list[str]) -> list[Reading]:
        """Return the readings of many messages, embedded together."""
        return [self._reading(heard) for heard in self._hear([normalise(text) for text in texts])]

    def _hear(self, texts: list[str]) -> list[_Heard]:
        found = [clauses(without_places(text)) for text in texts]
        read = [[opening(parts), *windows(parts)] for parts in found]
        together = list(dict.fromkeys(text for parts in read for text in parts))
        row = {text: i for i, text in enumerate(together)}
        vectors = self._embedder.queries(together)
        weights = thresholds().weights
        logits, nearest = self._model.logits_and_nearest(together, vectors, weights)
        asks = self._asking.shares(together, vectors, weights)[:, self._asks]
        places = [self._elsewhere.place(text) for text in texts]
        return [
            _Heard(
                text=text,
                found=parts,
                vector=vectors[row[rows[0]]],
                nearest=nearest[[row[rows[0]]]],
                vectors={part: vectors[row[part]] for part in rows},
                shares=self._leaned(parts, rows, logits[[row[part] for part in rows]], place),
                asks=asks[[row[part] for part in rows]],
                elsewhere=place,
            )
            for text, parts, rows, place in zip(texts, found, read, places, strict=True)
        ]

    def _leaned(
        self, found: list[str], parts: list[str], logits: Shares, place: str | None
    ) -> Shares:
        """Return the shares of the parts, each with what its own words lean towards.

        In a letter a single word proves nothing: people tell of their work, their house and their
        parents before they come to what they want.
        """
        said = signals()
        for row, part in enumerate(() if is_letter(found) else parts):
            is_elsewhere = place is not None and place in part
            for act, weight in said.leanings_of(part, is_elsewhere=is_elsewhere).items():
                logits[row, self._columns_of(act)] += weight
        return normalised(logits)

    def _reading(self, heard: _Heard) -> Reading:
        said, text = signals(), heard.text
        shares = _whole_and_parts(heard)
        dangers = said.dangers_in(text)
        signs = self._danger(heard, shares, said=bool(dangers))
        danger = round(thresholds().danger.likelihood(signs), 4)
        ours = self._ours(heard, shares)
        kind, act, confidence, margin = self._decide(heard, shares, ours, danger)
        topics = self._topics(shares)
        return Reading(
            text=text,
            kind=kind,
            act=act,
            topics=topics,
            needs=self._needs(heard, topics) if kind in (Kind.POLICY, Kind.REQUEST) else (),
            confidence=confidence,
            margin=margin,
            crisis=(dangers or self._kinds_of_danger(shares)) if kind is Kind.CRISIS else (),
            details=said.details_in(text),
            elsewhere=heard.elsewhere,
            vector=pack_vector(heard.vector),
            words=self._words(opening(heard.found)),
            model=self._embedder.fingerprint,
            ours=ours,
            is_letter=is_letter(heard.found),
        )

    def _words(self, text: str) -> str:
        """Return the words of what was embedded last, packed; empty without an exported model."""
        words = self._embedder.question_words(text)
        return "" if words is None else pack_words(words)

    def _decide(
        self, heard: _Heard, shares: Row, ours: float, danger: float
    ) -> tuple[Kind, str, float, float]:
        """Return kind, act, the kind's share and its distance to the next kind."""
        if not any(char.isalnum() for char in heard.text):
            return Kind.SMALLTALK, "chitchat", 1.0, 1.0
        by_kind = self._shares_by_kind(shares)
        if danger >= thresholds().danger_likelihood:
            return Kind.CRISIS, Kind.CRISIS, danger, danger
        by_kind = self._within_scope(heard, by_kind, ours)
        ranked = sorted(by_kind, key=by_kind.__getitem__, reverse=True)
        kind, second = ranked[0], ranked[1]
        margin = by_kind[kind] - by_kind[second]
        return kind, self._act(kind, shares), by_kind[kind], margin

    def danger_signs(self, text: str) -> DangerSigns:
        """Return what speaks for danger in a text."""
        (heard,) = self._hear([normalise(text)])
        said = bool(signals().dangers_in(heard.text))
        return self._danger(heard, _whole_and_parts(heard), said=said)

    def _danger(self, heard: _Heard, shares: Row, *, said: bool) -> DangerSigns:
        share = self._shares_by_kind(shares)[Kind.CRISIS]
        nearer = float(self._model.nearer(heard.nearest, CRISIS)[0])
        return DangerSigns.of(share, nearer, said=said)

    def _kinds_of_danger(self, shares: Row) -> tuple[str, ...]:
        """Return the kind of danger the examples tell, where one of them has most of the share."""
        columns = self._columns_of(Kind.CRISIS)
        best = max(columns, key=shares.__getitem__)
        clear = shares[best] >= shares[columns].sum() / 2
        return (kind_of_danger(self._labels[best][1]),) if clear else ()

    @staticmethod
    def _within_scope(heard: _Heard, by_kind: dict[Kind, float], ours: float) -> dict[Kind, float]:
        """Return the shares with those of policy and "not ours" set apart at the threshold."""
        limits = thresholds()
        needed = limits.ours_share_of_letter if is_letter(heard.found) else limits.ours_share
        both = by_kind[Kind.POLICY] + by_kind[Kind.OUT_OF_SCOPE]
        mine, other = (both, 0.0) if ours >= needed else (0.0, both)
        return {**by_kind, Kind.POLICY: mine, Kind.OUT_OF_SCOPE: other}

    def _ours(self, heard: _Heard, shares: Row) -> float:
        """Return how likely a message is about something the checklist covers."""
        if not is_letter(heard.found):
            return round(self._ours_of(shares), 4)
        return round(thresholds().letter.likelihood(self._signs(heard)), 4)

    def letter_signs(self, text: str) -> LetterSigns | None:
        """Return what tells whether a letter is ours; ``None`` of a text that is no letter."""
        (heard,) = self._hear([normalise(text)])
        return self._signs(heard) if is_letter(heard.found) else None

    def _signs(self, heard: _Heard) -> LetterSigns:
        ours = [self._ours_of(row) for row in heard.shares]
        named = [self._topics(row)[0].share for row in heard.shares]
        return LetterSigns.of(ours, named)

    def _ours_of(self, shares: Row) -> float:
        """Return the share of what the checklist covers beside what it does not."""
        by_kind = self._shares_by_kind(shares)
        return by_kind[Kind.POLICY] / (by_kind[Kind.POLICY] + by_kind[Kind.OUT_OF_SCOPE])

    def _shares_by_kind(self, shares: Row) -> dict[Kind, float]:
        totals = dict.fromkeys(Kind, 0.0)
        for (group, name), share in zip(self._labels, shares, strict=True):
            totals[self._kind_of(group, name)] += float(share)
        return totals

    def _kind_of(self, group: str, name: str) -> Kind:
        return self._kinds[act_of(name)] if group == ACT else Kind.POLICY

    def _columns_of(self, act: str) -> list[int]:
        return [
            i
            for i, (group, name) in enumerate(self._labels)
            if group == ACT and act_of(name) == act
        ]

    def _act(self, kind: Kind, shares: Row) -> str:
        if kind is Kind.POLICY:
            return POLICY_ACT
        of_kind = [
            (float(share), act_of(name))
            for (group, name), share in zip(self._labels, shares, strict=True)
            if group == ACT and self._kind_of(group, name) is kind
        ]
        return max(of_kind)[1]

    def _topics(self, shares: Row) -> tuple[Topic, ...]:
        topics = [
            Topic(Subject(group), name, float(share))
            for (group, name), share in zip(self._labels, shares, strict=True)
            if group != ACT
        ]
        total = sum(topic.share for topic in topics) or 1.0
        ranked = sorted(topics, key=lambda topic: topic.share, reverse=True)[:_TOPICS_KEPT]
        return tuple(Topic(t.subject, t.id, round(t.share / total, 4)) for t in ranked)

    def _needs(self, heard: _Heard, topics: tuple[Topic, ...]) -> tuple[str, ...]:
        pair = self._pair(heard, [t for t in topics if t.subject is Subject.SERVICE])
        if pair:
            return pair
        best, second = topics[0], topics[1]
        sure = best.share >= thresholds().service_share
        ahead = best.share - second.share >= thresholds().service_margin
        return (best.id,) if best.subject is Subject.SERVICE and sure and ahead else ()

    def _pair(self, heard: _Heard, topics: list[Topic]) -> tuple[str, ...]:
        """Return two services when both are likely wanted.

        They stand in the order they are asked for, unless one of them may be no need at all.
        """
        candidates, points, said = self._halved(heard, topics)
        read = partial(self._read_halves, heard.vectors)
        pair = find_pair(heard.text, points, candidates, read, thresholds().pair, said=said)
        if pair is None or pair.share < thresholds().pair_share:
            return ()
        wanted = (pair.first, pair.second)
        if pair.share >= thresholds().pair_share_in_order:
            return wanted
        return tuple(topic.id for topic in topics if topic.id in wanted)

    def pairs(self, text: str) -> list[Pair]:
        """Return the pairs of services a text may want, with what speaks for each."""
        (heard,) = self._hear([normalise(text)])
        topics = self._topics(_whole_and_parts(heard))
        topics = tuple(t for t in topics if t.subject is Subject.SERVICE)
        candidates, points, said = self._halved(heard, topics)
        if not points:
            return []
        read = partial(self._read_halves, heard.vectors)
        return pairs_at(heard.text, points, candidates, read, thresholds().pair, said=said)

    def _halved(
        self, heard: _Heard, topics: Sequence[Topic]
    ) -> tuple[list[Candidate], list[int], bool]:
        """Return the services that may be two, where a message may split, and if it says two."""
        candidates = [
            Candidate(topic.id, self._column[f"{Subject.SERVICE}:{topic.id}"], topic.share)
            for topic in topics[:_PAIR_CANDIDATES]
        ]
        points = self._split_points(heard.text, [candidate.column for candidate in candidates])
        return candidates, points, signals().two_needs.search(heard.text) is not None

    def _split_points(self, text: str, columns: list[int]) -> list[int]:
        if is_long(text):
            return split_points(text)
        before, after = self._model.shares_of_halves(text)
        return best_split_points(text, before[:, columns], after[:, columns])

    def _read_halves(self, known: Mapping[str, Vectors], texts: list[str]) -> tuple[Shares, Row]:
        """Read halves of a message; what was read as one of its windows has its vector already."""
        new = [text for text in texts if text not in known]
        read = {**known, **dict(zip(new, self._embedder.queries(new), strict=True))}
        vectors = np.stack([read[text] for text in texts])
        weights = thresholds().weights
        shares = self._model.shares(texts, vectors, weights)
        return shares, self._asking.shares(texts, vectors, weights)[:, self._asks]


def _whole_and_parts(heard: _Heard) -> Row:
    """Return the geometric mean of what the opening says and what the windows say together.

    A window that only tells how things are counts less than one that asks; the first of a letter,
    which is its subject, counts double.
    """
    shares = heard.shares
    counts = thresholds().telling_counts + (1 - thresholds().telling_counts) * heard.asks[1:]
    counts[:1] *= _FIRST_OF_LETTER if is_letter(heard.found) else 1.0
    parts = np.average(shares[1:], axis=0, weights=counts) if len(shares) > 1 else shares[0]
    logits: Row = (np.log(shares[0] + _FLOOR) + np.log(parts + _FLOOR)) / 2
    mean: Row = normalised(logits[None, :])[0]
    return mean
