from __future__ import annotations

import pytest

from nlu.understanding.facts import extract_facts, mask_name, mask_personal, mask_phone

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
        ("GZ261123-K7M4Q9XT办到哪了", "GZ261123-K7M4Q9XT办到哪了"),
        ("GZ261123-34679346办到哪了", "GZ261123-34679346办到哪了"),
        ("2025年2月13日,打12345", "2025年2月13日,打12345"),
        ("一个月3000块", "一个月3000块"),
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
