"""Fit the weights by which notices answer: ``python -m benchmarks.notices.fit``.

A softmax over the pieces of a notice and "none of them" says how likely each holds what is asked;
the weights make the labelled pieces likeliest, or none where the notice does not say it. Every
notice is also answered with weights fitted on the others, which tells the limit from which on a
piece may be told: the lines printed say, for some shares of questions that a notice does not
answer, from which chance on no more of them would be told, and how many right ones are left.
"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize  # type: ignore[import-untyped]

from benchmarks.notices.material import ingested, load_notices, questions_of
from knowledge.answers.notices.asked import asked_of, sought
from knowledge.answers.notices.finding import Finder, overlap
from knowledge.answers.notices.rules import notice_rules
from knowledge.answers.notices.selection import NoticeIndex
from knowledge.base import KnowledgeBase
from knowledge.ingestion.units import Unit
from nlu.understanding.topics.reading import Reading

Floats = npt.NDArray[np.float64]

STRENGTH = 0.03
"""How much it costs to move a weight away from nothing, in standard deviations of its signal."""
FOLDS = 7
SHARES = (0.02, 0.05, 0.1)


@dataclass(frozen=True)
class Example:
    """One detail of one question: the signals of every piece, and which pieces hold it.

    ``same`` tells which pieces overlap: a line and the list it stands in.
    """

    question: int
    notice: int
    answered: bool
    signals: Floats
    right: npt.NDArray[np.bool_]
    same: npt.NDArray[np.bool_]


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        examples = _examples(Path(home))
    names = [name for name in notice_rules().weights if name != "always"]
    weights = fit(examples)
    for name, weight in zip([*names, "always"], weights, strict=True):
        print(f"  {name}: {weight:.2f}")
    _print_left_out(examples)


def fit(examples: Sequence[Example]) -> Floats:
    """Return the weights that make the right pieces, or none, likeliest."""
    scale = np.std(np.concatenate([example.signals for example in examples]), axis=0)
    strength = STRENGTH * scale**2

    def cost(weights: Floats) -> tuple[float, Floats]:
        told = [_unlikelihood(example, weights) for example in examples]
        value = np.mean([one for one, _ in told]) + float(strength @ weights**2) / 2
        return value, np.mean([one for _, one in told], axis=0) + strength * weights

    found = minimize(cost, np.zeros(len(scale)), jac=True, method="L-BFGS-B")
    return np.asarray(found.x)


def chances(example: Example, weights: Floats) -> Floats:
    """Return the chance of every piece; what is left is that of none."""
    logits = np.append(example.signals @ weights, 0.0)
    odds = np.exp(logits - logits.max())
    shares: Floats = odds[:-1] / odds.sum()
    return shares


def _unlikelihood(example: Example, weights: Floats) -> tuple[float, Floats]:
    """Return minus the log likelihood of the right pieces, and its slope."""
    told = chances(example, weights)
    if not example.right.any():
        return -float(np.log(1 - told.sum() + 1e-12)), told @ example.signals
    right = told * example.right
    likelihood = right.sum() + 1e-12
    return -float(np.log(likelihood)), (told - right / likelihood) @ example.signals


def _print_left_out(examples: Sequence[Example]) -> None:
    best: dict[int, tuple[bool, list[tuple[float, bool]]]] = {}
    for fold in range(FOLDS):
        weights = fit([example for example in examples if example.notice % FOLDS != fold])
        for example in (one for one in examples if one.notice % FOLDS == fold):
            told = chances(example, weights)
            top = int(told.argmax())
            found = best.setdefault(example.question, (example.answered, []))[1]
            sure = float(told[example.same[top]].sum())
            found.append((sure, bool(example.right[top])))
    absent = sorted(
        (max(told)[0] for answered, told in best.values() if not answered), reverse=True
    )
    answered = [told for is_answered, told in best.values() if is_answered]
    for share in SHARES:
        least = absent[int(share * len(absent))]
        over = [[right for chance, right in told if chance > least] for told in answered]
        right = sum(any(told) for told in over)
        wrong = sum(bool(told) and not any(told) for told in over)
        print(
            f"left out: told though absent {share:.2f} from {least:.2f} on: "
            f"right {right}/{len(answered)}, wrong {wrong}"
        )


def _examples(home: Path) -> list[Example]:
    notices = load_notices()
    config = ingested(notices, home)
    base, shelf = KnowledgeBase.open(config), NoticeIndex(config)
    found: list[Example] = []
    asked = 0
    for number, notice in enumerate(notices):
        document = next(d for d in shelf.at(notice.place) if d.document.title == notice.title)
        questions = questions_of([notice])
        readings = [said.reading for said in base.understand_batch([q.text for q in questions])]
        for question, reading in zip(questions, readings, strict=True):
            finder = shelf.finder(document.document, reading.model)
            asked += 1
            found.extend(_of_question(asked, number, question.holds, reading, finder))
    return found


def _of_question(
    question: int, notice: int, holds: tuple[str, ...], reading: Reading, finder: Finder
) -> list[Example]:
    asked = asked_of(reading)
    names = [name for name in notice_rules().weights if name != "always"]
    examples = []
    for detail in sought(asked):
        weighed = finder.weighed(detail, asked)
        if not weighed:
            continue
        signals = [[features[name] for name in names] + [1.0] for _, features in weighed]
        pieces = [unit for unit, _ in weighed]
        right = right_pieces(pieces, holds, listed=notice_rules().details[detail].listed)
        same = np.array([[overlap(one, other) for other in pieces] for one in pieces])
        examples.append(Example(question, notice, bool(holds), np.array(signals), right, same))
    return examples


def right_pieces(
    units: Sequence[Unit], holds: tuple[str, ...], *, listed: bool
) -> npt.NDArray[np.bool_]:
    """Tell of each piece whether it answers: a list where a list was asked or no line does."""
    has = [bool(holds) and all(word in unit.said + unit.own for word in holds) for unit in units]
    alone = [held and len(unit.lines) == 1 for held, unit in zip(has, units, strict=True)]
    return np.array(alone if any(alone) and not listed else has)


if __name__ == "__main__":
    main()
