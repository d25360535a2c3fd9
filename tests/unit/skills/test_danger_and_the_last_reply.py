from __future__ import annotations

from plain_conversation import Parent

from nlu.understanding.topics.reading import Kind

SCHOOL = "compulsory-school"


def in_danger(parent: Parent) -> str:
    return parent.says("舅舅老是摸我", "crisis", kind=Kind.CRISIS, crisis=["violence"])


def test_after_a_disclosure_the_help_is_kept_and_the_card_not_repeated(parent: Parent) -> None:
    first = in_danger(parent)
    said = parent.says("那我现在咋整", "follow_up")
    assert "110" in said
    assert said != first
    again = parent.says("我怕他晓得", "crisis", kind=Kind.CRISIS, crisis=["violence"])
    assert again != first
    assert "110" in again


def test_another_danger_gets_its_own_card(parent: Parent) -> None:
    in_danger(parent)
    said = parent.says("我不想活了", "crisis", kind=Kind.CRISIS, crisis=["self_harm"])
    assert "12356" in said or "12355" in said


def test_a_question_with_a_subject_of_its_own_is_answered(parent: Parent) -> None:
    in_danger(parent)
    parent.says("医保咋个参加", "ask", needs=["resident-insurance"])
    assert parent.state.topic == ["resident-insurance"]


def test_an_all_clear_ends_it(parent: Parent) -> None:
    in_danger(parent)
    said = parent.says("找到了 没事了", "all_clear")
    assert "平安" in said
    assert parent.state.danger is None


def test_danger_inside_a_form_asks_nothing_and_help_stays(parent: Parent) -> None:
    parent.says("帮我登记小学不收娃", "open_request", kind=Kind.REQUEST, needs=[SCHOOL])
    said = in_danger(parent)
    assert "几岁" not in said
    said = parent.says("我该做啥子", "follow_up")
    assert "110" in said
    assert "几岁" not in said
    said = parent.says("找到了 没事了", "all_clear")
    assert "几岁" in said


def test_simpler_is_truly_shorter_and_again_is_the_same(parent: Parent) -> None:
    long = parent.says("医保在这边能参加不", "ask", needs=["resident-insurance"])
    short = parent.says("太长了看不懂", "simpler")
    assert 0 < len(short) < len(long) / 2
    assert parent.says("再说一遍", "repeat") == short


def test_again_with_nothing_said_before_is_no_error(parent: Parent) -> None:
    assert parent.says("再说一遍", "repeat")
    assert parent.says("说简单点", "simpler")


def test_the_source_of_the_last_answer_is_told_alone(parent: Parent) -> None:
    parent.says("疫苗归哪个管", "ask", needs=["vaccination"])
    said = parent.says("你这话哪来的", "ask_source")
    assert "2025" in said
    assert parent.state.topic == ["vaccination"]


def test_anger_about_a_matter_is_answered_as_the_matter(parent: Parent) -> None:
    parent.says("半年了娃还没学上", "check_status", kind=Kind.STATUS, needs=[SCHOOL])
    assert parent.act == "ask"


def test_the_smaller_child_gets_the_service_of_its_age(parent: Parent) -> None:
    parent.says("大娃9岁想上公办小学", "ask", needs=[SCHOOL])
    parent.says("那小的4岁嘞", "follow_up")
    assert parent.state.topic == ["kindergarten"]


def test_a_detail_after_a_topic_stays_with_the_topic(parent: Parent) -> None:
    parent.says("残疾娃做康复找谁", "ask", needs=["rehabilitation"])
    parent.says("要不要钱", "follow_up", details=["fee"])
    assert parent.state.topic == ["rehabilitation"]


def test_the_source_is_that_of_the_answer_told_last(parent: Parent) -> None:
    parent.says("公办小学收学费不", "ask", needs=["compulsory-school"], law=["school-no-fees"])
    said = parent.says("哪里规定的", "ask_source")
    assert said.index("义务教育法") < said.index("新闻报道")


def test_whom_to_call_after_a_disclosure_is_no_question_of_policy(parent: Parent) -> None:
    in_danger(parent)
    assert "110" in parent.says("那我该打哪个", "follow_up", needs=["vaccination"])
