"""From a question nobody understood to an example that serves, and back again."""

from __future__ import annotations

import asyncio
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from knowledge_made_once import open_remembering

from actions.requests import RequestDesk
from actions.staff.learning import learn, needs_learning
from actions.staff.proposals import ProposalError, Proposals
from actions.staff.questions import Questions
from bot.dialogue import Dialogue, Incoming
from bot.dialogue.rasa import RasaClient
from bot.dialogue.states import States
from bot.dialogue.trackers import Trackers
from knowledge.additions import Additions
from knowledge.base import KnowledgeBase
from knowledge.evaluation.comparing import Comparison, evaluation_cases
from knowledge.settings import Config, load_config

NOWHERE = "http://127.0.0.1:9"
ASKED = "我家幺妹的四价几时轮到"
"""Nothing in this project's own words says that 四价 is a vaccine."""
ONE, OTHER = "王值班（wang）", "赵主管（zhao）"
ENOUGH = 32


@pytest.fixture(scope="module")
def config(tmp_path_factory: pytest.TempPathFactory) -> Config:
    """The real installation, with topics of its own to train anew."""
    home, real = tmp_path_factory.mktemp("learning"), load_config()
    shutil.copytree(real.home / "knowledge", home / "knowledge")
    for name in ("model", "index"):
        (home / name).symlink_to(real.home / name)
    return replace(real, home=home)


@pytest.fixture(scope="module")
def opened(config: Config) -> KnowledgeBase:
    return open_remembering(config)


@pytest.fixture
def desk(opened: KnowledgeBase, tmp_path: Path) -> RequestDesk:
    return RequestDesk.open(replace(load_config(), home=tmp_path), opened.catalogue)


@pytest.fixture
def proposals(desk: RequestDesk, opened: KnowledgeBase) -> Proposals:
    return Proposals(desk.store, desk.cases.now, opened.catalogue)


def ask(text: str, knowledge: KnowledgeBase, desk: RequestDesk, home: Path) -> None:
    async def turn() -> None:
        client = RasaClient(NOWHERE, NOWHERE, timeout=3)
        with closing(Trackers.open(home)) as trackers:
            dialogue = Dialogue(knowledge, desk, States.open(home), client, trackers)
            await dialogue.turn(Incoming("sender", text))
            await dialogue.close()

    asyncio.run(turn())


def test_an_example_of_one_approved_by_another_serves_without_restart_and_can_be_taken_back(
    config: Config, opened: KnowledgeBase, desk: RequestDesk, proposals: Proposals, tmp_path: Path
) -> None:
    before = opened.ask(ASKED)
    assert before.services != ("vaccination",)
    ask(f"{ASKED}，我电话13800138000", opened, desk, tmp_path)
    questions = Questions(desk.store, desk.cases.now)
    questions.group()
    [cluster] = questions.clusters()
    assert ASKED in cluster.central
    assert "13800138000" not in cluster.central
    proposals.propose("example", "vaccination", ASKED, by=ONE, cluster=cluster.id)
    [proposed] = proposals.newest()
    with pytest.raises(ProposalError, match="自己提的"):
        proposals.decide(proposed.id, by=ONE, approve=True)
    additions = Additions(config)
    assert not needs_learning(proposals, additions)
    proposals.decide(proposed.id, by=OTHER, approve=True)
    assert needs_learning(proposals, additions)
    learn(config, opened, proposals, evaluation_cases()[:ENOUGH], lambda step: None)
    [live] = proposals.newest()
    assert (live.status, live.proposed_by, live.decided_by) == ("live", ONE, OTHER)
    assert live.figures["after"]["service top-1"] > 0.5
    after = opened.ask(ASKED)
    assert after.services == ("vaccination",)
    assert after.build != before.build
    assert not needs_learning(proposals, additions)
    proposals.revoke(live.id, by=OTHER)
    learn(config, opened, proposals, [], lambda step: None)
    assert opened.ask(ASKED).services == before.services
    assert opened.build == before.build


def test_questions_of_one_meaning_stand_together_and_others_apart(
    opened: KnowledgeBase, desk: RequestDesk
) -> None:
    questions = Questions(desk.store, desk.cases.now)
    asked = [
        *("校车几点来接娃", "校车早上几点到", "接娃的校车几点钟来"),
        *("小区健身器材坏了", "健身器材烂了哪个修"),
    ]
    for text in asked:
        reading = opened.read(text)
        questions.note(text, "not_understood", channel="web", guess="", vector=reading.vector)
    assert questions.group() == 2
    bus, park = questions.clusters()
    assert set(bus.questions) == set(asked[:3])
    assert set(park.questions) == set(asked[3:])
    questions.settle(bus.id)
    assert [one.id for one in questions.clusters()] == [park.id]


def test_a_figure_that_falls_keeps_an_example_from_serving() -> None:
    good = {
        "service top-1": 0.94,
        "crisis recall": 1.0,
        "out of scope answered": 0.03,
        "false crisis": 0.01,
    }
    assert Comparison(good, good | {"service top-1": 0.939}).worse == ()
    assert Comparison(good, good | {"service top-1": 0.92}).worse == ("service top-1",)
    assert Comparison(good, good | {"crisis recall": 0.99}).worse == ("crisis recall",)
    assert Comparison(good, good | {"false crisis": 0.05}).worse == ("false crisis",)


def test_a_wish_for_a_document_waits_for_it_and_trains_nothing(
    config: Config, proposals: Proposals
) -> None:
    proposals.propose("document", "", "南明区2026年积分入学公告", by=ONE)
    [wish] = proposals.newest()
    proposals.decide(wish.id, by=OTHER, approve=True)
    assert proposals.newest()[0].status == "wished"
    assert not needs_learning(proposals, Additions(config))
