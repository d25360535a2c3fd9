"""What parents ask of their county's notices, and what is told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from notice_files import PICTURE, REHABILITATION
from PIL import Image

from knowledge.catalogue import Support
from knowledge.answers import Answer, Citation
from knowledge.base import KnowledgeBase
from knowledge.ingestion import DocumentMetadata, open_store, read_document
from knowledge.settings import Config

# What is told must be surer than its rivals in the same notice: five of forty-four stay untold.
RIGHT_FLOOR = 0.84


@pytest.fixture(scope="module")
def asked(informed: KnowledgeBase) -> list[tuple[dict[str, Any], Answer]]:
    file = Path(__file__).with_name("questions.yml")
    questions = yaml.safe_load(file.read_text(encoding="utf-8"))
    answers = informed.ask_batch([question["q"] for question in questions])
    return list(zip(questions, answers, strict=True))


def quoted(answer: Answer) -> list[Citation]:
    """Return what proves what is told; the nearest lines of a notice prove nothing."""
    return [c for c in answer.citations if c.support == "document" and c.quote]


def test_what_is_recognised_is_kept_with_each_document(
    config: Config, informed: KnowledgeBase
) -> None:
    with open_store(config) as store:
        about = {document.source: document.about for document in store.documents()}
    assert about["enrolment.html"].place == "花溪区"
    assert about["enrolment.html"].services == ("compulsory-school",)
    assert about["enrolment.html"].period == "2026年"
    assert about["vaccination.docx"].kind == "offices"
    assert about["insurance.pdf"].place == "贵阳市"
    assert str(about["kindergarten.txt"].valid_until) == "2025-08-31"
    assert about["allowance.md"].place == "贵州省"


def test_the_asked_detail_is_told_with_the_right_citation(
    asked: list[tuple[dict[str, Any], Answer]],
) -> None:
    due = [(question, answer) for question, answer in asked if "holds" in question]
    wrong = [
        question["q"]
        for question, answer in due
        if not (documents := quoted(answer))
        or documents[0].place != question["of"]
        or not all(
            word in "\n".join(c.quote or "" for c in documents) for word in question["holds"]
        )
        or answer.abstained is not bool(question.get("ended"))
    ]
    assert 1 - len(wrong) / len(due) >= RIGHT_FLOOR, wrong


def test_what_no_notice_holds_is_never_told(asked: list[tuple[dict[str, Any], Answer]]) -> None:
    absent = [(q, answer) for q, answer in asked if "holds" not in q and "other" not in q]
    assert [q["q"] for q, answer in absent if quoted(answer)] == []


def test_another_county_s_notice_is_never_passed_off(
    asked: list[tuple[dict[str, Any], Answer]],
) -> None:
    for question, answer in asked:
        if "other" in question:
            if {detail.support for detail in answer.details} == {Support.LAW}:
                # What the law says everywhere is said, and no county's notice beside it.
                assert quoted(answer) == []
                continue
            assert answer.abstained
            assert quoted(answer) == []
            first = answer.text.split("\n")[0]
            assert "还没有收到" in first
            assert question["other"] in first


def test_an_ended_notice_is_told_as_an_old_one(
    asked: list[tuple[dict[str, Any], Answer]],
) -> None:
    ended = [answer for question, answer in asked if question.get("ended")]
    assert ended
    for answer in ended:
        assert answer.abstained
        assert "2024年" in answer.text.split("\n")[0]
        assert "过期" in answer.text.split("\n")[0]


def test_words_from_a_picture_are_told_as_such_with_how_sure_they_are(
    informed: KnowledgeBase,
) -> None:
    text = informed.ask("观山湖区康复救助一年最高多少钱").text
    assert "15000元" in text
    assert "从图片识别，把握" in text


def test_a_photograph_of_a_notice_is_read(tmp_path: Path) -> None:
    photo = tmp_path / "photo.jpg"
    with Image.open(PICTURE) as picture:
        picture.convert("RGB").save(photo)
    (document,) = read_document(photo, DocumentMetadata())
    assert document.title == REHABILITATION[0]
    assert document.about.recognised is not None
    assert "recognised from pictures" in document.notes[0]


def test_a_list_stays_a_list_and_comes_before_everything_else(informed: KnowledgeBase) -> None:
    lines = informed.ask("花溪区读一年级报名要带哪些材料").text.split("\n")
    assert lines[:6] == [
        "花溪区2026年的通知是这样写的：",
        "三、报名材料",
        "户口簿（父母和儿童的）；",
        "父母一方的居住证；",
        "租房合同或者房产证明；",
        "儿童预防接种证。",
    ]
    assert lines[6] == "出处：花溪区教育局2026-04-20《花溪区2026年秋季小学一年级招生通知》三、"
    assert "政务公开" not in "\n".join(lines)


def test_the_county_remembered_in_a_conversation_is_the_parent_s(informed: KnowledgeBase) -> None:
    question = "读一年级报名要带哪些材料"
    assert quoted(informed.ask(question, "花溪区"))[0].place == "花溪区"
    assert informed.ask(question, "南明区").abstained
    without = informed.ask(question)
    assert "你没说在哪个县" in without.text.split("\n")[0]


def test_the_nearest_lines_are_shown_as_not_sure_and_told_of_nothing(
    informed: KnowledgeBase,
) -> None:
    answer = informed.ask("云岩区接种单位的电话号码")
    lines = answer.text.split("\n")
    assert "没有查到明确回答联系电话的话" in lines[0]
    assert "提交诉求" in lines[0]
    shown = [line for line in lines if line.startswith("· ")]
    assert 1 <= len(shown) <= 3
    assert all("0851-8682" in line for line in shown)
    assert answer.abstained
    assert answer.reason == "phone_absent"
    assert {detail.support for detail in answer.details} == {Support.ABSENT}
    near = [c for c in answer.citations if c.support == "document"]
    assert {c.issuer for c in near} == {"云岩区卫生健康局"}
    assert all(c.date and c.locator and c.quote is None for c in near)


def test_lines_of_another_county_are_not_the_nearest(informed: KnowledgeBase) -> None:
    text = informed.ask("接种单位的电话号码", "南明区").text
    assert "\n· " not in text
    assert "0851-8682" not in text
