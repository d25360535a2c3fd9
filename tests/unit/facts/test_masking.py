from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

from hypothesis import given
from hypothesis import strategies as st

from bot.launch.training_data import load_plan
from nlu.understanding.facts import (
    PLACEHOLDERS,
    extract_facts,
    mask_contact,
    mask_name,
    mask_names_and_numbers,
    mask_personal,
    mask_phone,
)
from nlu.understanding.facts import masking

# 11010519491231002X is the worked example of the national standard: nobody's number.
IDENTITY = "11010519491231002X"


def masked(text: str, expecting: str | None = None) -> str:
    return mask_personal(text, extract_facts(text, expecting))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("电话13800138000", "电话【电话】"),
        ("138-0013-8000谢谢", "【电话】谢谢"),
        ("\uff11\uff13\uff18\uff10\uff10\uff11\uff13\uff18\uff10\uff10\uff10", "【电话】"),
        ("幺三八零零幺三八零零零", "【电话】"),
        ("+86 13800138000", "【电话】"),
        ("座机0851-88888888", "座机【电话】"),
        ("1380013800", "【电话】"),
        ("13800138000,13900139000", "【电话】,【电话】"),
        (f"身份证{IDENTITY}", "身份证【身份证】"),
        ("520102 20180101 1234", "【身份证】"),
        ("520102180101123", "【身份证】"),
        ("卡号6222021234567890123", "卡号【银行卡】"),
        ("6222 0212 3456 7890", "【银行卡】"),
        ("发到 a.b@example.com", "发到 【邮箱】"),
        ("微信号abc_12345", "微信号【账号】"),
        ("加QQ:12345678", "加QQ:【账号】"),
        ("我叫王小明", "我叫【姓名】"),
        ("我叫王小明,王小明的娃", "我叫【姓名】,【姓名】的娃"),
        ("我叫陳曉明", "我叫【姓名】"),
        ("孩子叫王小明", "孩子叫【姓名】"),
        ("我老公叫李强", "我老公叫【姓名】"),
        ("我叫李强电话13800138000", "我叫【姓名】电话【电话】"),
        ("我姓王,王家寨的", "我姓【姓名】,王家寨的"),
        ("娃7岁,在南明区,我叫王强,电话13800138000", "娃7岁,在南明区,我叫【姓名】,电话【电话】"),
        ("138,0013,8000", "【电话】"),
        ("138\n0013\n8000", "【电话】"),
        ("138。0013。8000", "【电话】"),
        ("138/0013/8000", "【电话】"),
        ("138——0013——8000", "【电话】"),
        (
            "1\ufe0f\u20e33\ufe0f\u20e38\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e31\ufe0f\u20e33\ufe0f\u20e38\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e30\ufe0f\u20e3",
            "【电话】\ufe0f\u20e3",
        ),
        ("一三八，零零一三，八零零零", "【电话】"),
        ("0851 8555 6666", "【电话】"),
        ("住云岩区北京路66号2单元301室", "住云岩区【住址】"),
        ("我家在花溪区清溪路15号", "我家在花溪区【住址】"),
        ("南明区大十字小区3栋1单元502", "南明区【住址】"),
        ("乌当区新堡乡马头村3组", "乌当区【住址】"),
        ("3栋2单元", "【住址】"),
        ("学费1800,1200,900元", "学费1800,1200,900元"),
        ("我住在南明区，小学三年级二班", "我住在南明区，小学三年级二班"),
        ("上午8:30-11:30，下午2:00", "上午8:30-11:30，下午2:00"),
        ("第29条、第47条第2款", "第29条、第47条第2款"),
        ("GZ261123-K7M4Q9XT办到哪了", "GZ261123-K7M4Q9XT办到哪了"),
        ("GZ261123-34679346办到哪了", "GZ261123-34679346办到哪了"),
        ("2025年2月13日,打12345", "2025年2月13日,打12345"),
        ("一个月3000块", "一个月3000块"),
        ("我儿子刘小洋七岁", "我儿子【姓名】七岁"),
        ("女儿王芳今年要上学", "女儿【姓名】今年要上学"),
        ("我家孙子陈志强在老家", "我家孙子【姓名】在老家"),
        ("老公张建国,没工作", "老公【姓名】,没工作"),
        ("女儿高烧不退", "女儿高烧不退"),
        ("孩子黄疸高怎么办", "孩子黄疸高怎么办"),
        ("儿子钱包丢了", "儿子钱包丢了"),
        ("孩子安全座椅有没有补贴", "孩子安全座椅有没有补贴"),
        ("娃娃马上七岁", "娃娃马上七岁"),
        ("孩子方面的政策", "孩子方面的政策"),
        ("孩子白血病要去哪里看", "孩子白血病要去哪里看"),
        ("孩子余下的费用谁出", "孩子余下的费用谁出"),
        ("", ""),
    ],
)
def test_personal_details_are_replaced_and_the_rest_is_kept(text: str, shown: str) -> None:
    assert masked(text) == shown


def test_a_bare_name_given_to_the_form_is_masked() -> None:
    assert masked("王小明", "contact_name") == "【姓名】"
    assert masked("王 小明", "contact_name") == "【姓名】"


def test_a_name_known_from_before_is_masked_in_a_later_message() -> None:
    earlier = extract_facts("我叫王小明")
    assert mask_personal("王小明再问一下", earlier) == "【姓名】再问一下"


def test_phones_and_names_are_shortened_for_showing() -> None:
    assert mask_phone("13800138000") == "138****8000"
    assert mask_phone("123") == "***"
    assert mask_name("王小明") == "王**"
    assert mask_name("王") == "王*"
    assert mask_name("") == ""


def test_the_names_one_knows_are_masked_wherever_they_stand() -> None:
    assert mask_names_and_numbers("请找王小明", ("王小明",)) == "请找【姓名】"
    assert mask_names_and_numbers("王小明打0851-85551234", ("王小明",)) == "【姓名】打【电话】"


def test_of_an_officials_words_only_the_parents_own_name_and_phone_are_masked() -> None:
    words = "请王小明打0851-85556666找李老师，我们会打138 0013 8000"
    shown = "请【姓名】打0851-85556666找李老师，我们会打【电话】"
    assert mask_contact(words, "王小明", "13800138000") == shown
    assert mask_contact(words, "", "") == words


@given(st.text(max_size=11))
def test_a_masked_phone_never_shows_the_middle(phone: str) -> None:
    shown = mask_phone(phone)
    assert len(phone) != 11 or shown[3:7] == "****"


def test_the_dialogue_is_trained_on_no_marks_but_these() -> None:
    root = Path(masking.__file__).parents[3]
    examples = [
        *(root / "nlu" / "rasa_project" / "data" / "nlu").glob("*.yml"),
        root / "bot" / "launch" / "training_data.yml",
    ]
    marks = re.compile(r"【[^】]*】|\[(?:电话|姓名|证件号)[^\]]*\]")
    used = {mark for file in examples for mark in marks.findall(file.read_text(encoding="utf-8"))}
    assert used <= set(PLACEHOLDERS.values())
    plan = load_plan()
    names = {
        name
        for texts in plan.masked.values()
        for text in texts
        for name in (field for _, field, _, _ in Formatter().parse(text) if field)
    }
    assert names <= set(PLACEHOLDERS)
