from __future__ import annotations

import pytest

from nlu.understanding.facts import extract_facts


@pytest.mark.parametrize(
    "text",
    [
        "对",
        "对的",
        "对头",
        "对嘞",
        "是",
        "是的",
        "是的嘛",
        "要得",
        "要得嘛",
        "得行",
        "阔以",
        "可以",
        "没错",
        "没问题",
        "没得问题",
        "嗯嗯",
        "好的",
        "行",
        "好嘞",
        "OK",
        "yes",
        "都对",
        "信息都对",
        "全部正确",
        "确认提交",
        "对对对",
        "就是这样",
        "👍",
        "不用改了",
        "對的",
        "不错",
        "没啥要改的",
        "看起来没错",
    ],
)
def test_a_yes_is_a_yes(text: str) -> None:
    assert extract_facts(text, "confirm").affirmed is True


@pytest.mark.parametrize(
    "text",
    [
        "不",
        "不对",
        "不是",
        "不对不对",
        "莫忙",
        "算了",
        "等一下",
        "等哈",
        "不行",
        "不得行",
        "要不得",
        "不可以",
        "no",
        "没有",
        "打错了",
        "不要",
        "慢点",
        "不对,电话错了",
        "有错误",
    ],
)
def test_a_no_is_a_no(text: str) -> None:
    assert extract_facts(text, "confirm").affirmed is False


@pytest.mark.parametrize(
    "text",
    [
        "你好",
        "您好",
        "对吗?",
        "要得不",
        "可以不",
        "是不是",
        "可以吗",
        "对不对",
        "医保怎么办",
        "7岁",
        "王明",
        "是7岁",
    ],
)
def test_a_question_or_a_fact_is_neither_yes_nor_no(text: str) -> None:
    assert extract_facts(text, "confirm").affirmed is None


@pytest.mark.parametrize(
    ("text", "expecting", "consented"),
    [
        ("同意", None, True),
        ("我同意", "consent", True),
        ("同意保存", "consent", True),
        ("可以保存", "confirm", True),
        ("行行行同意同意同意", "consent", True),
        ("同意是同意哪样", "confirm", None),
        ("愿意留电话", None, True),
        ("愿意", "consent", True),
        ("可以", "consent", True),
        ("要得", "consent", True),
        ("好的", "consent", True),
        ("你们存起嘛", "consent", True),
        ("都对,同意", "confirm", True),
        ("都对,同意保存", "confirm", True),
        ("都对,可以保存", "confirm", True),
        ("都对", "confirm", None),
        ("都对", "consent", None),
        ("没错", "consent", None),
        ("可以", "confirm", None),
        ("不同意", None, False),
        ("不愿意", "consent", False),
        ("我不愿意留电话", "confirm", False),
        ("不想留电话", "consent", False),
        ("不要保存", "consent", False),
        ("莫存", "consent", False),
        ("不", "consent", False),
        ("都对,但是不同意保存", "confirm", False),
        ("同意吗?", "consent", None),
        ("如果不同意会怎样", "consent", None),
        ("学校不同意收我娃", None, None),
        ("为什么要同意", "consent", None),
        ("老师同意了", None, None),
        ("保存嘛", "consent", True),
        ("对的同意的", "confirm", True),
        ("信息对的,但不同意保存", "confirm", False),
        ("电话", "consent", None),
        ("电话 13800138000", "contact_phone", None),
        ("可以的", "confirm", None),
        ("好的谢谢", "confirm", None),
        ("帮我登记", "confirm", None),
        ("帮我提交嘛", "confirm", None),
        ("你们留起嘛", "confirm", True),
        ("我同意你们存我的电话和名字", "consent", True),
        ("不给你们电话", "contact_phone", False),
    ],
)
def test_consent_is_only_what_is_said_as_consent(
    text: str, expecting: str | None, consented: bool | None
) -> None:
    assert extract_facts(text, expecting).consented is consented


@pytest.mark.parametrize(
    "text",
    [
        "取消",
        "取消申请",
        "暂时不登了",
        "等哈 我先不登",
        "不办了",
        "算了不弄了",
        "算了,不办了",
        "我不想办了",
        "不搞了",
        "退出",
        "帮我取消",
    ],
)
def test_giving_up_is_cancelling(text: str) -> None:
    assert extract_facts(text, "child_age").cancelled


@pytest.mark.parametrize("text", ["我的低保被取消了", "怎么取消医保", "可以取消吗", "要得", "7岁"])
def test_talk_of_cancelling_is_no_cancelling(text: str) -> None:
    assert not extract_facts(text).cancelled


def test_a_bare_never_mind_gives_a_field_up_and_only_denies_a_summary() -> None:
    assert extract_facts("算了", "child_age").cancelled
    assert not extract_facts("算了", "confirm").cancelled


@pytest.mark.parametrize(
    "text",
    [
        "跳过",
        "不想说",
        "不知道",
        "不晓得",
        "不想给电话",
        "不方便说",
        "说不清楚",
        "我不晓得嘞",
        "下一个",
    ],
)
def test_not_saying_is_skipping(text: str) -> None:
    assert extract_facts(text, "child_age").skipped


@pytest.mark.parametrize("text", ["不知道去哪里打疫苗", "不晓得咋个报名", "7岁"])
def test_a_question_begun_with_not_knowing_is_no_skipping(text: str) -> None:
    assert not extract_facts(text).skipped


@pytest.mark.parametrize(
    "text",
    [
        "问这个搞哪样",
        "问这个干嘛",
        "为什么要电话",
        "为啥要问年龄",
        "要我电话做什么",
        "留电话干嘛",
        "咋个要晓得我名字",
        "问来做哪样",
        "为哪样要填这些",
    ],
)
def test_asking_why_it_is_asked_is_seen(text: str) -> None:
    assert extract_facts(text).why_asked


@pytest.mark.parametrize("text", ["为什么要打疫苗", "为什么学校不收", "电话13800138000", "要得"])
def test_other_questions_are_not_about_being_asked(text: str) -> None:
    assert not extract_facts(text).why_asked


@pytest.mark.parametrize("text", ["对的同意的", "都对同意保存", "没错!同意!", "对 同意"])
def test_a_yes_and_consent_in_one_breath_are_both_seen(text: str) -> None:
    facts = extract_facts(text, "confirm")
    assert (facts.affirmed, facts.consented) == (True, True)


@pytest.mark.parametrize(
    "text", ["信息你们存起可以", "电话留起要得", "资料我同意你们保存", "名字和电话可以留"]
)
def test_consent_may_be_said_in_any_order(text: str) -> None:
    assert extract_facts(text, "confirm").consented is True


@pytest.mark.parametrize("text", ["信息可以不存不", "资料你们看到起", "电话不留可以", "可以"])
def test_what_is_no_consent_stays_none_in_any_order(text: str) -> None:
    assert extract_facts(text, "confirm").consented is not True


def test_the_no_of_an_english_sentence_answers_nothing() -> None:
    assert extract_facts("no school takes him").affirmed is None
    assert extract_facts("no, that is wrong").affirmed is False


@pytest.mark.parametrize("text", ["没写错", "内容莫得错", "没有填错的"])
def test_a_fault_denied_is_a_yes(text: str) -> None:
    assert extract_facts(text, "confirm").affirmed is True


def test_keeping_nothing_yet_refuses_nothing() -> None:
    assert extract_facts("先不要保存", "consent").consented is None
    assert extract_facts("不要保存", "consent").consented is False
