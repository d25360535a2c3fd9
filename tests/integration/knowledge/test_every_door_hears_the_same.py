"""The same text gives the same kind, danger and services through every door."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from actions.requests import RequestDesk
from bot.channels.web.app import create_app
from bot.dialogue.listening import listen
from bot.dialogue.message import Incoming
from bot.dialogue.states import State
from knowledge.base import KnowledgeBase
from knowledge.settings import load_config
from nlu.understanding.topics.reading import Kind

DANGER = (
    "救命",
    "我要报警",
    "快来人 有人在打我娃",
    "My child is being beaten",
    "my daughter wants to die",
    "SOS",
    "娃儿昨晚没回屋，到处找不到",
)
HARMLESS = (
    "娃儿打疫苗找哪个",
    "不是幼儿园，是小学",
    "打错了,不是幼儿园,是小学",
    "Can my child go to public school here?",
    "how much is the vaccine",
    "医保在这边参加得成不",
    "我的电话是13800138000，娃想读幼儿园",
    "你好",
    "帮我删掉我的信息",
    "今天天气好得很",
    "救命钱报得成不",
    "帮我登记一下，娃儿7岁读小学没人收",
    "我要投诉幼儿园乱收费",
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    home = tmp_path_factory.mktemp("doors")
    real = load_config()
    for name in ("model", "index", "knowledge"):
        (home / name).symlink_to(Path(real.home) / name)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TONGXING_HOME", str(home))
        app = create_app(replace(real, home=home), port=20990, background=())
        yield TestClient(app, base_url="http://127.0.0.1")


@pytest.fixture(scope="module")
def desk(knowledge: KnowledgeBase, tmp_path_factory: pytest.TempPathFactory) -> RequestDesk:
    config = replace(load_config(), home=tmp_path_factory.mktemp("desk"))
    return RequestDesk.open(config, knowledge.catalogue)


@pytest.mark.parametrize("text", [*DANGER, *HARMLESS])
def test_chat_command_and_api_agree(
    text: str, knowledge: KnowledgeBase, client: TestClient, desk: RequestDesk
) -> None:
    asked = knowledge.ask(text)
    (batched,) = knowledge.ask_batch([text])
    heard = listen(Incoming("somebody", text, channel="web"), State(), knowledge, desk).heard
    served = client.get("/api/ask", params={"q": text}).json()
    assert batched.kind is asked.kind
    assert heard.reading.kind is asked.kind
    assert served["kind"] == asked.kind.value
    assert list(batched.services) == list(asked.services) == served["services"]
    assert heard.reading.needs == knowledge.read(text).needs
    assert served["departments"] == list(asked.departments)


@pytest.mark.parametrize("text", DANGER)
def test_danger_gets_the_helplines_at_every_door(
    text: str, knowledge: KnowledgeBase, client: TestClient
) -> None:
    answer = knowledge.ask(text)
    assert answer.kind is Kind.CRISIS
    assert "110" in answer.text
    assert "110" in client.get("/search", params={"q": text}).text
    assert answer.text == client.get("/api/ask", params={"q": text}).json()["text"]


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_is_harmless_at_every_door(text: str, knowledge: KnowledgeBase) -> None:
    assert knowledge.ask(text).kind is not Kind.CRISIS


@pytest.mark.parametrize("comma", [",", "，"])
def test_a_correction_counts_for_what_it_says_instead(comma: str, knowledge: KnowledgeBase) -> None:
    answer = knowledge.ask(f"不是幼儿园{comma}是小学")
    assert answer.services == ("compulsory-school",)


def test_what_personal_data_a_text_holds_reaches_no_answer(knowledge: KnowledgeBase) -> None:
    assert (
        "13800138000"
        not in knowledge.ask("我的电话是13800138000，娃想读幼儿园").to_json()["question"]
    )


def test_who_writes_in_english_is_answered_in_english_at_every_door(
    knowledge: KnowledgeBase, client: TestClient
) -> None:
    text = "how much is the vaccine"
    told = "Migrant children can get the vaccines of the national programme where they live now."
    answer = knowledge.ask(text)
    assert answer.question == text
    assert told in answer.text
    page = client.get("/search", params={"q": text}).text
    assert told in page
    assert '<html lang="en">' in page
    assert told not in knowledge.ask("打疫苗好多钱").text


def test_a_wish_for_a_request_said_outright_is_one_at_every_door(knowledge: KnowledgeBase) -> None:
    wished = knowledge.ask("帮我登记一下，娃儿7岁读小学没人收")
    assert wished.kind is Kind.REQUEST
    assert wished.services == ("compulsory-school",)
    assert wished.departments == ("education",)
    assert knowledge.ask("怎么登记读小学").kind is Kind.POLICY
