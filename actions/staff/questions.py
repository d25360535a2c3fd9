"""Questions that were not answered, kept without anything personal, and grouped by meaning."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

import numpy as np

from actions.requests.deadlines.clocks import Now, stamp
from actions.requests.store import Row, Store, Table, Where
from nlu.understanding.topics.reading import unpack_vector

Why = Literal["abstained", "not_understood", "unhelpful"]

_LONGEST = 200
_GROUPED = 1_000
_DISTANCE = 0.09
"""How far apart (cosine) the members of a group may lie on average: vectors of the shipped model
put paraphrases of one question within it, and two matters outside."""


@dataclass(frozen=True)
class Cluster:
    """Questions that mean the same.

    Attributes:
        id: of its oldest question.
        central: the question nearest to all others.
        questions: all of them, masked, newest first.
        why: how many of each reason.
        guess: the service they were most often taken for; may be empty.
    """

    id: int
    central: str
    questions: tuple[str, ...]
    why: dict[str, int]
    guess: str


class Questions:
    """What was not answered; safe for threads and processes."""

    def __init__(self, store: Store, now: Now) -> None:
        """Take where it is kept, and the clock."""
        self._store = store
        self._now = now

    def note(self, text: str, why: Why, *, channel: str, guess: str, vector: str) -> None:
        """Keep one question.

        Args:
            text: masked.
            why: what went wrong.
            channel: where it was asked.
            guess: the service it was taken for; may be empty.
            vector: its packed sentence vector.
        """
        if not text.strip() or not vector:
            return
        row = {"at": stamp(self._now()), "text": text.strip()[:_LONGEST], "why": why}
        row |= {"channel": channel, "guess": guess, "vector": vector}
        with self._store.writing() as rows:
            rows.insert(Table.QUESTIONS, row)

    def group(self) -> int:
        """Put the newest open questions into groups; return how many groups there are.

        Done beside the pages: it compares every question with every other.
        """
        with self._store.reading() as rows:
            found = rows.find(Table.QUESTIONS, *_OPEN, order=["-id"], limit=_GROUPED)
        groups = _groups(found)
        with self._store.writing() as rows:
            for members in groups:
                cluster = min(row["id"] for row in members)
                ids = [row["id"] for row in members if row["cluster"] != cluster]
                if ids:
                    rows.update(Table.QUESTIONS, {"cluster": cluster}, Where("id", "in", ids))
        return len(groups)

    def clusters(self) -> list[Cluster]:
        """Return the groups made last, the largest first."""
        with self._store.reading() as rows:
            found = rows.find(Table.QUESTIONS, *_OPEN, order=["-id"], limit=_GROUPED)
        members: dict[int, list[Row]] = defaultdict(list)
        for row in found:
            members[row["cluster"] or row["id"]].append(row)
        clusters = [_cluster(cluster, rows_) for cluster, rows_ in members.items()]
        return sorted(clusters, key=lambda one: (-len(one.questions), -one.id))

    def cluster(self, cluster: int) -> Cluster | None:
        """Return one group."""
        return next((one for one in self.clusters() if one.id == cluster), None)

    def settle(self, cluster: int) -> None:
        """Take a group off the list: something was done about it, or nothing needs doing."""
        with self._store.writing() as rows:
            for column in ("cluster", "id"):
                rows.update(Table.QUESTIONS, {"settled": 1}, Where(column, "=", cluster))

    def purge(self, days: int) -> int:
        """Delete what was asked longer ago; 0 keeps it. Return how many."""
        if not days:
            return 0
        old = Where("at", "<", stamp(self._now() - timedelta(days=days)))
        with self._store.writing() as rows:
            return rows.delete(Table.QUESTIONS, old)


_OPEN = (Where("settled", "=", 0),)


def _groups(found: Sequence[Row]) -> list[list[Row]]:
    if len(found) < 2:
        return [[row] for row in found]
    # Only the process that groups needs it. scikit-learn's grouping is the same call of scipy, and
    # costs the web process 64 MB for good (scipy's: 16).
    from scipy.cluster.hierarchy import fcluster, linkage

    vectors = np.stack([unpack_vector(row["vector"]) for row in found])
    tree = linkage(vectors, method="average", metric="cosine")
    labels = fcluster(tree, _DISTANCE, criterion="distance")
    members: dict[int, list[Row]] = defaultdict(list)
    for row, label in zip(found, labels, strict=True):
        members[int(label)].append(row)
    return list(members.values())


def _cluster(cluster: int, rows: Sequence[Row]) -> Cluster:
    vectors = np.stack([unpack_vector(row["vector"]) for row in rows])
    central = rows[int((vectors @ vectors.sum(axis=0)).argmax())]
    why: dict[str, int] = defaultdict(int)
    guesses: dict[str, int] = defaultdict(int)
    for row in rows:
        why[row["why"]] += 1
        guesses[row["guess"]] += 1
    return Cluster(
        id=cluster,
        central=central["text"],
        questions=tuple(row["text"] for row in rows),
        why=dict(why),
        guess=max(guesses, key=lambda name: (bool(name), guesses[name])),
    )
