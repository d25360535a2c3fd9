"""Approved examples are trained beside what serves, checked, and only then switched to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict

from actions.staff.proposals import Proposal, Proposals
from knowledge.additions import Additions
from knowledge.base import KnowledgeBase, learned
from knowledge.evaluation import Case
from knowledge.evaluation.comparing import compare
from knowledge.settings import Config
from nlu.language import normalise
from nlu.understanding.topics.examples import Example
from nlu.understanding.topics.model import build_topic_model


def needs_learning(proposals: Proposals, additions: Additions) -> bool:
    """Tell whether something was approved or taken back since the last learning."""
    return bool(proposals.waiting()) or _normal(proposals.live()) != additions.current()


def learn(
    config: Config,
    knowledge: KnowledgeBase,
    proposals: Proposals,
    cases: Sequence[Case],
    progress: Callable[[str], None],
) -> None:
    """Check what was approved, one after the other, and let what passes serve at once.

    Running processes notice the changed file of additions; nothing is restarted.

    Args:
        config: of this installation.
        knowledge: as it serves now.
        proposals: what was approved.
        cases: the labelled questions nothing may get worse on.
        progress: told of every step.
    """
    additions = Additions(config)
    live = _normal(proposals.live())
    if live != additions.current():
        progress("taking back what was revoked")
        _train(config, knowledge, live, progress)
        additions.write(live)
    for proposal in proposals.waiting():
        progress(f"checking proposal {proposal.id}")
        candidate = (*live, *_normal([Example(proposal.text, proposal.label)]))
        _train(config, knowledge, candidate, progress)
        if _passes(knowledge, live, candidate, proposal, proposals, cases):
            live = candidate
            additions.write(live)


def _train(
    config: Config,
    knowledge: KnowledgeBase,
    added: tuple[Example, ...],
    progress: Callable[[str], None],
) -> None:
    folder, examples = learned(config, knowledge.catalogue, added)[0]
    build_topic_model(folder, examples, knowledge.embedder, progress, beside=True)


def _passes(
    knowledge: KnowledgeBase,
    live: tuple[Example, ...],
    candidate: tuple[Example, ...],
    proposal: Proposal,
    proposals: Proposals,
    cases: Sequence[Case],
) -> bool:
    comparison = compare(knowledge.with_added(live), knowledge.with_added(candidate), cases)
    passed = not comparison.worse
    proposals.checked(proposal.id, asdict(comparison), passed=passed)
    return passed


def _normal(examples: Sequence[Example]) -> tuple[Example, ...]:
    return tuple(Example(normalise(one.text), one.label) for one in examples)
