"""What is said while the dialogue is away: real knowledge and desk, readings told by the test."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from actions.requests import RequestDesk
from actions.skills.message_metadata import Heard, Said
from actions.texts import texts
from bot.dialogue.degraded import answer_alone, answer_busy
from bot.dialogue.listening import Listened
from bot.dialogue.message import NO_ANSWER, Turn
from knowledge.base import KnowledgeBase
from knowledge.catalogue import load_catalogue
from knowledge.settings import PROJECT_ROOT, Config
from nlu.embedding import Embedder
from nlu.understanding.facts import extract_facts
from nlu.understanding.topics.reading import Kind, Reading, Subject, Topic

SOMEBODY = "web:somebody"
WORDS = texts().conversation


@pytest.fixture
def config(tmp_path: Path) -> Config:
    return Config(PROJECT_ROOT / "config.yml", tmp_path, {})


@pytest.fixture
def knowledge(config: Config) -> KnowledgeBase:
    return KnowledgeBase(config, load_catalogue(), Embedder("no model is loaded here"))


@pytest.fixture
def desk(config: Config, knowledge: KnowledgeBase) -> RequestDesk:
    return RequestDesk.open(config, knowledge.catalogue)


def heard(
    text: str,
    kind: Kind = Kind.POLICY,
    needs: tuple[str, ...] = (),
    *,
    expects: str | None = None,
    crisis: Iterable[str] = (),
    command: str | None = None,
    argument: str | None = None,
) -> Listened:
    reading = Reading(
        text=text,
        kind=kind,
        act="ask" if kind is Kind.POLICY else kind.value,
        topics=tuple(Topic(Subject.SERVICE, need, 0.9) for need in needs)
        or (Topic(Subject.SERVICE, "vaccination", 0.1),),
        needs=needs,
        confidence=0.95 if needs or kind is not Kind.POLICY else 0.3,
        margin=0.5,
        crisis=tuple(crisis),
        details=(),
        elsewhere=None,
        vector="",
        model="",
    )
    facts = extract_facts(text, expects)
    said = Said.from_facts(facts)
    message = Heard(reading, said, person="", channel="web", command=command, argument=argument)
    return Listened(message, facts, text, text)


def says(turn: Turn) -> str:
    return "\n".join(reply["text"] for reply in turn.replies)


def test_a_question_is_answered_and_that_the_rest_is_away_is_said_before(
    knowledge: KnowledgeBase, desk: RequestDesk
) -> None:
    turn = answer_alone(
        heard("娃儿打疫苗找哪个", needs=("vaccination",)), SOMEBODY, None, knowledge, desk
    )
    assert says(turn).startswith(WORDS.offline)
    assert turn.meta["services"] == ["vaccination"]
    assert turn.meta["citations"]
    assert turn.meta["degraded"] is True


def test_danger_is_answered_first_and_nothing_else_is_said(
    knowledge: KnowledgeBase, desk: RequestDesk
) -> None:
    listened = heard("她说不想活了", Kind.CRISIS, crisis=["self_harm"], expects="county")
    turn = answer_alone(listened, SOMEBODY, "county", knowledge, desk)
    assert len(turn.replies) == 1
    assert "110" in says(turn)
    assert "12356" in says(turn)
    assert not any(word in says(turn) for word in (WORDS.offline, WORDS.offline_form))
    assert turn.meta["asks_for"] is None


def test_a_button_that_names_a_service_is_answered_about_that_service(
    knowledge: KnowledgeBase, desk: RequestDesk
) -> None:
    listened = heard("打疫苗", command="service", argument="housing")
    assert answer_alone(listened, SOMEBODY, None, knowledge, desk).meta["services"] == ["housing"]


def test_what_a_form_was_told_is_kept_and_the_same_field_stays_asked_for(
    knowledge: KnowledgeBase, desk: RequestDesk
) -> None:
    listened = heard("娃7岁，住花溪区", expects="child_age")
    turn = answer_alone(listened, SOMEBODY, "child_age", knowledge, desk)
    assert desk.drafts.load(SOMEBODY) == {"child_age": 7, "county": "花溪区"}
    assert turn.meta["asks_for"] == "child_age"
    assert says(turn) == WORDS.offline_form


def test_a_question_in_the_middle_of_a_form_is_answered_before_the_form_goes_on(
    knowledge: KnowledgeBase, desk: RequestDesk
) -> None:
    listened = heard("打疫苗要钱不", needs=("vaccination",), expects="county")
    turn = answer_alone(listened, SOMEBODY, "county", knowledge, desk)
    assert "接种" in turn.replies[0]["text"]
    assert turn.replies[1]["text"] == WORDS.offline_form


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("学校不收我娃", "学校不收我娃"), ("帮我登记一下", None), ("帮个忙", None)],
)
def test_a_need_is_kept_in_its_own_words_unless_it_only_wishes_for_a_request(
    knowledge: KnowledgeBase, desk: RequestDesk, typed: str, kept: str | None
) -> None:
    listened = heard(typed, Kind.REQUEST, expects="need")
    answer_alone(listened, SOMEBODY, "need", knowledge, desk)
    assert desk.drafts.load(SOMEBODY).get("need") == kept


@pytest.mark.parametrize("kind", [Kind.REQUEST, Kind.STATUS])
def test_what_only_the_dialogue_can_do_is_said_to_be_away(
    knowledge: KnowledgeBase, desk: RequestDesk, kind: Kind
) -> None:
    turn = answer_alone(heard("我要登记", kind), SOMEBODY, None, knowledge, desk)
    assert says(turn) == WORDS.offline_form


def test_who_comes_when_too_many_write_is_told_so_and_nothing_is_read(
    knowledge: KnowledgeBase,
) -> None:
    turn = answer_busy("娃儿打疫苗找哪个", knowledge)
    assert says(turn) == WORDS.busy
    assert turn.meta.keys() >= NO_ANSWER.keys()
    assert turn.meta["services"] == []


def test_words_of_danger_are_heard_even_when_nobody_has_time_to_read(
    knowledge: KnowledgeBase,
) -> None:
    turn = answer_busy("救命 有人打我娃", knowledge)
    assert "110" in says(turn)
    assert turn.meta["kind"] == "crisis"
