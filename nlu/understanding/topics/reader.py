"""From a message to its :class:`Reading`."""

from __future__ import annotations

from knowledge.catalogue import Catalogue
from nlu.embedding import Embedder, Vectors
from nlu.language import normalise
from nlu.understanding.topics.examples import ACT, kinds_of_acts
from nlu.understanding.topics.heads import Shares, normalised
from nlu.understanding.topics.model import TopicModel
from nlu.understanding.topics.needs import Row, find_pair
from nlu.understanding.topics.reading import Kind, Reading, Subject, Topic, pack_vector
from nlu.understanding.topics.signals import signals
from nlu.understanding.topics.thresholds import thresholds

POLICY_ACT = "ask"
HOUSING = "housing"
_TOPICS_KEPT = 6
_PAIR_CANDIDATES = 5


class Reader:
    """Reads messages with one embedder and one topic model."""

    def __init__(self, catalogue: Catalogue, embedder: Embedder, model: TopicModel) -> None:
        """Take the parts; nothing is loaded here."""
        self._embedder = embedder
        self._model = model
        self._kinds = kinds_of_acts(catalogue)
        self._labels = [tuple(label.split(":", 1)) for label in model.labels]
        self._column = {label: i for i, label in enumerate(model.labels)}

    def read(self, text: str) -> Reading:
        """Return the reading of one message of any length and script."""
        return self.read_batch([text])[0]

    def read_batch(self, texts: list[str]) -> list[Reading]:
        """Return the readings of many messages, embedded together."""
        normal = [normalise(text) for text in texts]
        vectors = self._embedder.queries(normal)
        logits = self._model.logits(normal, vectors, thresholds().weights)
        return [self._reading(text, vectors[i], logits[i]) for i, text in enumerate(normal)]

    def _reading(self, text: str, vector: Vectors, logits: Row) -> Reading:
        said = signals()
        logits = logits.copy()
        for leaning, weight in said.leanings_of(text).items():
            logits[self._column[f"{ACT}:{leaning}"]] += weight
        shares = normalised(logits[None, :])[0]
        dangers = said.dangers_in(text)
        kind, act, confidence, margin = self._decide(text, shares, bool(dangers))
        topics = self._topics(shares)
        return Reading(
            text=text,
            kind=kind,
            act=act,
            topics=topics,
            needs=self._needs(text, topics) if kind in (Kind.POLICY, Kind.REQUEST) else (),
            confidence=confidence,
            margin=margin,
            crisis=dangers if kind is Kind.CRISIS else (),
            details=said.details_in(text),
            elsewhere=said.place_elsewhere(text),
            vector=pack_vector(vector),
            model=self._embedder.fingerprint,
        )

    def _decide(self, text: str, shares: Row, danger: bool) -> tuple[Kind, str, float, float]:
        """Return kind, act, the kind's share and its distance to the next kind."""
        by_kind = self._shares_by_kind(shares)
        crisis, limits = by_kind[Kind.CRISIS], thresholds()
        needed = limits.crisis_share * (2 if signals().not_crisis.search(text) else 1)
        if crisis >= (limits.crisis_share_when_said if danger else needed):
            return Kind.CRISIS, Kind.CRISIS, crisis, crisis
        if not any(char.isalnum() for char in text):
            return Kind.SMALLTALK, "chitchat", 1.0, 1.0
        ranked = sorted(by_kind, key=by_kind.__getitem__, reverse=True)
        kind, second = ranked[0], ranked[1]
        margin = by_kind[kind] - by_kind[second]
        return kind, self._act(kind, shares), by_kind[kind], margin

    def _shares_by_kind(self, shares: Row) -> dict[Kind, float]:
        totals = dict.fromkeys(Kind, 0.0)
        for (group, name), share in zip(self._labels, shares, strict=True):
            totals[self._kinds[name] if group == ACT else Kind.POLICY] += float(share)
        return totals

    def _act(self, kind: Kind, shares: Row) -> str:
        if kind is Kind.POLICY:
            return POLICY_ACT
        of_kind = [
            (float(share), name)
            for (group, name), share in zip(self._labels, shares, strict=True)
            if group == ACT and self._kinds[name] is kind
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

    def _needs(self, text: str, topics: tuple[Topic, ...]) -> tuple[str, ...]:
        services = [topic for topic in topics if topic.subject is Subject.SERVICE]
        pair = self._pair(text, [topic.id for topic in services[:_PAIR_CANDIDATES]])
        if pair:
            return pair
        best, second = topics[0], topics[1]
        sure = best.share >= thresholds().service_share
        ahead = best.share - second.share >= thresholds().service_margin
        return (best.id,) if best.subject is Subject.SERVICE and sure and ahead else ()

    def _pair(self, text: str, services: list[str]) -> tuple[str, ...]:
        """Return two services when each half of the message is sure of its own."""
        said, limits = signals(), thresholds()
        if not said.housing_asked.search(text):
            services = [service for service in services if service != HOUSING]
        needed = limits.pair_share_when_said if said.two_needs.search(text) else limits.pair_share
        columns = [self._column[f"{Subject.SERVICE}:{service}"] for service in services]
        quick = find_pair(text, services, columns, self._shares_by_form)
        if quick is None or quick.share < needed / 4:  # spares the embedding of the parts
            return ()
        pair = find_pair(text, services, columns, self._shares)
        return (pair.first, pair.second) if pair and pair.share >= needed else ()

    def _shares_by_form(self, texts: list[str]) -> Shares:
        return self._model.shares_by_form(texts, thresholds().weights)

    def _shares(self, texts: list[str]) -> Shares:
        vectors = self._embedder.queries(texts)
        return self._model.shares(texts, vectors, thresholds().weights)
