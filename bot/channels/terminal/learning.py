"""``tongxing learn``: what people approved at the desk is checked and goes live."""

from __future__ import annotations

import click

from actions.requests import RequestDesk
from actions.staff.learning import learn
from actions.staff.proposals import Proposals
from knowledge.base import KnowledgeBase
from knowledge.evaluation.comparing import evaluation_cases
from knowledge.settings import load_config


@click.command("learn")
def learn_command() -> None:
    """Check approved examples against the evaluation sets; what passes serves at once.

    The web process runs this by itself when something was approved or revoked at the desk.

    \b
    Example:
      tongxing learn
    """
    config = load_config()
    knowledge = KnowledgeBase.open(config)
    desk = RequestDesk.open(config, knowledge.catalogue)
    proposals = Proposals(desk.store, desk.cases.now, knowledge.catalogue)
    before = {one.id for one in proposals.waiting()}
    learn(
        config,
        knowledge,
        proposals,
        evaluation_cases(),
        lambda step: click.echo(f"  {step} …", err=True),
    )
    for one in proposals.newest():
        if one.id in before:
            click.echo(f"{one.id}\t{one.status}\t{one.text}")
