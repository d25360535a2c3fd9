from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingestion.clean import Cleaned, clean_blocks, clean_line
from knowledge.ingestion.documents import RawBlock
from knowledge.ingestion.script import is_written_in_traditional

BODY = "居住在本市的流动儿童可以就近入学。"


def cleaned(*lines: str) -> Cleaned:
    return clean_blocks(tuple(RawBlock(line) for line in lines))


def texts(*lines: str) -> list[str]:
    return [block.text for block in cleaned(*lines).blocks]


@pytest.mark.parametrize(
    ("found", "meant"),
    [
        ('">', ""),
        ('">贵州省民政厅', "贵州省民政厅"),
        ("第一条 ? 为了保障", "第一条 为了保障"),
        ("办理需要什么材料?", "办理需要什么材料?"),
        ("流动\u200b儿童\ufeff", "流动儿童"),
        ("教育&nbsp;&amp;&nbsp;卫生", "教育 & 卫生"),
        ("R&D;S 5 < 6", "R&D;S 5 < 6"),
        ("⽂件⼀", "文件一"),
        ("坏\ufffd字", "坏字"),
        ("一\u3000\u3000二", "一 二"),
    ],
)
def test_debris_goes_and_words_stay(found: str, meant: str) -> None:
    assert clean_line(found) == meant


def test_radicals_are_the_characters_they_stand_for() -> None:
    assert clean_line("⼾口簿、⻢岭⺠族路、宝⻉") == "户口簿、马岭民族路、宝贝"


def test_lines_that_say_nothing_are_dropped() -> None:
    assert texts('">', "?", "———", BODY) == [BODY]


def test_machine_made_traditional_is_turned_back() -> None:
    result = cleaned("貴州省民政廳為流動兒童提供醫療衛生服務。")
    assert result.was_traditional
    assert result.blocks[0].text == "贵州省民政厅为流动儿童提供医疗卫生服务。"


@pytest.mark.parametrize(
    "text",
    [
        "贵州省民政厅等部门联合印发了关于流动儿童的通知,其中引用“國務院”一词。",
        "乾隆年间的著作",
        "GDP",
        "",
    ],
)
def test_simplified_text_is_not_taken_for_traditional(text: str) -> None:
    assert not is_written_in_traditional(text)


def test_a_footer_is_cut_from_its_first_sure_line_on() -> None:
    footer = (
        "Copyright ? 2001-2025 某某网络科技股份有限公司 All Rights Reserved",
        "互联网新闻信息许可证 12345678901 -",
        "某某电视节目许可证(某)字第000号",
        "营业执照",
        "某ICP备 12345678号-1 某公网安备 12345678901234号",
        "版权为 某某网 m.example.com 所有 未经同意不得复制或镜像",
    )
    result = cleaned(BODY, *footer)
    assert [block.text for block in result.blocks] == [BODY]
    assert result.mirrors == ("m.example.com",)


def test_a_government_site_footer_is_cut() -> None:
    assert texts(
        BODY,
        "版权所有:某市人民政府办公室",
        "主办单位:某市人民政府",
        "网站标识码:5201000001",
        "网站地图 联系我们",
    ) == [BODY]


def test_a_business_licence_in_a_list_of_documents_is_no_footer() -> None:
    lines = ("申请人应当提交下列材料:", "身份证", "营业执照", "食品经营许可证")
    assert texts(*lines) == list(lines)
    assert texts(*lines, "版权所有 某市人民政府") == list(lines)


def test_an_article_on_copyright_is_no_footer() -> None:
    lines = (
        "第一条 作品的版权所有人依法享有权利,未经许可不得复制。",
        "第二条 本办法自发布之日起施行,由市版权局负责解释。",
    )
    assert texts(*lines) == list(lines)


@pytest.mark.parametrize(
    "furniture",
    [
        "当前位置:首页 > 政务公开 > 正文",
        "您现在的位置：首页",
        "字号：大 中 小",
        "【打印】 【关闭】",
        "分享到:微信 微博",
        "责任编辑:某某某",
        "上一篇:另一个通知",
        "— 12 —",
        "第 3 页",
        "浏览次数:1024次",
    ],
)
def test_page_furniture_is_dropped_wherever_it_stands(furniture: str) -> None:
    assert texts(BODY, furniture, "第二段也要保留。") == [BODY, "第二段也要保留。"]


SENTENCES = st.lists(
    st.text(alphabet="流动儿童入学保障和服务的条件", min_size=4, max_size=30).map(
        lambda words: words + "。"
    ),
    min_size=1,
    max_size=8,
)


@given(SENTENCES)
def test_plain_sentences_come_through_unchanged(sentences: list[str]) -> None:
    assert texts(*sentences) == sentences


@given(st.lists(st.text(max_size=60), max_size=6))
def test_cleaning_takes_any_text_and_cleaned_lines_stay_clean(lines: list[str]) -> None:
    for block in cleaned(*lines).blocks:
        assert block.text == block.text.strip()
        assert block.text
