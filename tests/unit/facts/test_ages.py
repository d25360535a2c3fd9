from __future__ import annotations

from datetime import date

import pytest

from nlu.understanding.facts import extract_facts

TODAY = date(2026, 3, 10)


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("7岁", 7),
        ("\uff17岁", 7),
        ("七岁", 7),
        ("娃儿七岁咯", 7),
        ("我家姑娘今年7岁了", 7),
        ("六岁半", 6),
        ("老三两岁", 2),
        ("my son is 7 now", 7),
        ("还是给我报起 崽12 住兴义", 12),
        ("年龄填拐了 该是9", 9),
        ("she is 4", 4),
        ("快七岁了", 6),
        ("马上满7岁", 6),
        ("还不到7岁", 6),
        ("7岁还差两个月", 6),
        ("上个月满三岁", 3),
        ("刚满三岁", 3),
        ("一岁零三个月", 1),
        ("两岁多", 2),
        ("俩岁", 2),
        ("十二岁", 12),
        ("17岁", 17),
        ("3.5岁", 3),
        ("六周岁", 6),
        ("虚岁8岁", 7),
        ("吃7岁的饭", 6),
        ("六七岁的样子", 6),
        ("十一二岁", 11),
        ("娃8个月大", 0),
        ("我娃18个月了", 1),
        ("刚出生的娃上户口", 0),
        ("孩子年龄:9", 9),
        ("my son is 7 years old", 7),
        ("我35岁,娃7岁", 7),
        ("我妈60岁,带到5岁的娃", 5),
        ("小时候摔了,三岁那年,现在七岁", 7),
        ("2018年5月出生的", 7),
        ("18年生的娃", 8),
        ("还有两个月就7岁了", 6),
        ("我娃明年满6岁", 5),
        ("不,是8岁", 8),
        ("差两个月7岁", 6),
    ],
)
def test_an_age_is_found_in_what_parents_say(text: str, age: int) -> None:
    assert extract_facts(text, today=TODAY).child_age == age


@pytest.mark.parametrize(
    "text",
    [
        "我35岁",
        "我妈六十岁",
        "他十八岁了",
        "19岁可以申请吗",
        "0-6岁儿童免费吗",
        "6岁以下的娃有补贴没得",
        "18岁以下都可以吗",
        "是不是要满6周岁才能上一年级?",
        "7月5号去报名",
        "一个月7块钱",
        "第7个问题",
        "住7楼",
        "来贵阳8个月了",
        "怀孕8个月",
        "欠了8个月工资",
        "几岁可以读小学",
        "7",
        "电话13800138000",
        "每年7月",
    ],
)
def test_what_is_no_childs_age_is_left_out(text: str) -> None:
    assert extract_facts(text, today=TODAY).child_age is None


@pytest.mark.parametrize(
    ("answer", "age"),
    [
        ("7", 7),
        ("\uff17", 7),
        ("七", 7),
        ("七个多月", 0),
        ("8个月", 0),
        ("十二", 12),
        ("今年7了", 7),
        ("快7了", 6),
        ("娃娃七岁半", 7),
        ("大概5吧", 5),
        ("2018年", 8),
        ("三年级", 8),
        ("7、8岁", 7),
        ("老大7", 7),
        ("那个,7", 7),
        ("十八", None),
        ("35", None),
        ("王明", None),
        ("南明", None),
        ("不晓得", None),
    ],
)
def test_a_bare_answer_is_an_age_when_the_age_was_asked_for(answer: str, age: int | None) -> None:
    assert extract_facts(answer, "child_age", today=TODAY).child_age == age


@pytest.mark.parametrize("expecting", [None, "county", "contact_name", "contact_phone", "confirm"])
def test_a_bare_number_is_no_age_when_something_else_was_asked_for(expecting: str | None) -> None:
    assert extract_facts("7", expecting).child_age is None


@pytest.mark.parametrize(
    ("text", "grade", "stage", "age"),
    [
        ("三年级", "三年级", "primary", 8),
        ("娃读小学3年级", "三年级", "primary", 8),
        ("马上读一年级", "一年级", "primary", 6),
        ("七年级", "初一", "junior", 12),
        ("初二", "初二", "junior", 13),
        ("初中三年级", "初三", "junior", 14),
        ("高一", "高一", "senior", 15),
        ("高中二年级", "高二", "senior", 16),
        ("大班", "大班", "kindergarten", 5),
        ("上中班", "中班", "kindergarten", 4),
        ("幼儿园小班", "小班", "kindergarten", 3),
        ("學前班", "学前班", "kindergarten", 5),
        ("托班", "托班", "nursery", 2),
    ],
)
def test_a_class_gives_a_stage_and_an_estimated_age(
    text: str, grade: str, stage: str, age: int
) -> None:
    facts = extract_facts(text)
    assert (facts.grade, facts.school_stage, facts.child_age) == (grade, stage, age)
    assert facts.age_estimated


def test_a_stated_age_is_preferred_to_the_usual_age_of_a_class() -> None:
    facts = extract_facts("娃10岁了才读三年级")
    assert (facts.child_age, facts.age_estimated, facts.grade) == (10, False, "三年级")


@pytest.mark.parametrize(
    ("text", "stage"),
    [("小学怎么报名", "primary"), ("职高", "senior"), ("托育", "nursery"), ("打疫苗", None)],
)
def test_a_stage_is_found_without_a_class(text: str, stage: str | None) -> None:
    facts = extract_facts(text)
    assert (facts.school_stage, facts.grade, facts.child_age) == (stage, None, None)


@pytest.mark.parametrize("text", ["正月初二", "大年初一去", "我上中班", "几年级"])
def test_dates_and_shifts_are_no_classes(text: str) -> None:
    assert extract_facts(text).grade is None


@pytest.mark.parametrize(
    ("text", "age"),
    [
        ("大的8岁小的5岁", 8),
        ("两个娃,一个7岁一个5岁", 7),
        ("哥哥10岁,妹妹6岁", 10),
        ("双胞胎5岁", 5),
        ("一个5岁半一个8个月", 5),
        ("大的20岁,小的5岁", 5),
    ],
)
def test_of_several_children_the_first_is_taken(text: str, age: int) -> None:
    facts = extract_facts(text)
    assert (facts.child_age, facts.several_children) == (age, True)


def test_two_bare_numbers_answer_for_two_children() -> None:
    facts = extract_facts("7和5", "child_age")
    assert (facts.child_age, facts.several_children) == (7, True)


def test_a_corrected_age_is_no_second_child() -> None:
    assert not extract_facts("不是六岁是七岁").several_children
    assert not extract_facts("第二个娃7岁").several_children


def test_of_several_children_the_one_named_again_is_meant() -> None:
    said = "两个娃 老大9岁上三年级 老二4岁 是老二要进托班 给我登记"
    assert extract_facts(said).child_age == 4
    assert extract_facts("老大9岁 老二3岁 两个娃都要打疫苗").child_age == 9
