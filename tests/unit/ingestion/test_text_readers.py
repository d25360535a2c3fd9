from __future__ import annotations

import datetime as dt

import pytest

from knowledge.ingestion.dates import read_date
from knowledge.ingestion.documents import RawBlock
from knowledge.ingestion.readers.html import read_html
from knowledge.ingestion.readers.jsonl import BrokenLine, Record, read_jsonl
from knowledge.ingestion.readers.lines import read_text
from knowledge.ingestion.readers.markdown import read_markdown

PAGE = """<!DOCTYPE html><html><head><title>关于入学的通知 - 某市人民政府网</title>
<meta name="ArticleTitle" content="关于入学的通知">
<meta name="PubDate" content="2025-03-01 09:30"><meta name="ContentSource" content="某市教育局">
<style>p{color:red}</style><script>var hidden = "脚本";</script></head><body>
<div class="nav"><ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul></div>
<div class="article"><h1>关于入学的通知</h1><!-- 注释 -->
<p>为保障流动儿童<b>平等</b>接受教育，<br>现通知如下。</p>
<h2>一、入学条件</h2><p>居住在本市的流动儿童，可以就近入学。</p>
<h2>二、办理流程</h2><ol><li>网上登记。</li><li><p>现场核验。</p></li></ol>
<table><tr><th>学段</th><th>时间</th></tr><tr><td>小学</td><td>6月</td></tr></table>
</div><div class="related"><a href="/1">另一个通知</a></div>
<div id="footer">版权所有 某市人民政府</div></body></html>"""


def text_of(blocks: tuple[RawBlock, ...]) -> list[str]:
    return [block.text for block in blocks]


def test_a_page_gives_its_text_in_its_own_structure() -> None:
    page = read_html(PAGE)
    assert text_of(page.blocks) == [
        "关于入学的通知",
        "为保障流动儿童平等接受教育，",
        "现通知如下。",
        "一、入学条件",
        "居住在本市的流动儿童，可以就近入学。",
        "二、办理流程",
        "1. 网上登记。",
        "2. 现场核验。",
        "学段 | 时间",
        "小学 | 6月",
    ]
    assert [block.level for block in page.blocks][:4] == [1, 0, 0, 2]


def test_a_page_says_who_issued_it_and_when() -> None:
    page = read_html(PAGE)
    assert (page.title, page.issuer, page.date) == (
        "关于入学的通知", "某市教育局", dt.date(2025, 3, 1),
    )  # fmt: skip


def test_a_page_laid_out_in_tables_is_read_as_paragraphs() -> None:
    page = read_html("<table><tr><td><p>第一条 目的。</p><p>第二条 范围。</p></td></tr></table>")
    assert text_of(page.blocks) == ["第一条 目的。", "第二条 范围。"]


def test_the_container_of_a_content_system_is_preferred() -> None:
    text = "居住在本市的流动儿童，可以就近入学。" * 5
    page = read_html(
        f"<div><p>{'热点新闻一条。' * 4}</p></div><div class='TRS_Editor'><p>{text}</p></div>"
    )
    assert text_of(page.blocks) == [text]


def test_a_wrapper_with_a_misleading_name_is_not_dropped() -> None:
    page = read_html(f"<body><div class='menu'><p>{'就近入学。' * 20}</p></div></body>")
    assert text_of(page.blocks) == ["就近入学。" * 20]


def test_a_page_without_text_has_no_blocks() -> None:
    assert (
        read_html("<html><body><script>1</script><nav><a>首页</a></nav></body></html>").blocks == ()
    )


def test_markdown_keeps_headings_points_and_tables() -> None:
    source = (
        "---\nlayout: page\n---\n# 入学指南\n\n前言一行，\n接着一行。\n\n## 条件\n\n"
        "3. 年满六岁\n4. **居住**在[本市](https://example.com)\n\n"
        "- 其他\n\n| 学段 | 时间 |\n|---|---|\n| 小学 | 6月 |\n"
    )
    document = read_markdown(source)
    assert document.title == "入学指南"
    assert document.blocks == (
        RawBlock("入学指南", 1),
        RawBlock("前言一行，接着一行。"),
        RawBlock("条件", 2),
        RawBlock("3. 年满六岁"),
        RawBlock("4. 居住在本市"),
        RawBlock("其他"),
        RawBlock("学段 | 时间"),
        RawBlock("小学 | 6月"),
    )


def test_wrapped_lines_are_joined_and_points_are_not() -> None:
    source = (
        "为保障流动儿童平等接受教育，现将有关事\n项通知如下，请认真执行。\n"
        "一、居住在本市的流动儿童可以就近入学入\n二、公办学位不足的，由政府购买学位。\n"
    )
    assert text_of(read_text(source).blocks) == [
        "为保障流动儿童平等接受教育，现将有关事项通知如下，请认真执行。",
        "一、居住在本市的流动儿童可以就近入学入",
        "二、公办学位不足的，由政府购买学位。",
    ]


def test_wrapped_lines_are_joined_where_a_reader_gave_two_of_them_as_one() -> None:
    wrapped = ["现将2026年度公共租赁住房申请受理有关事项公告如下请各", "街道办事处遵照执行。"]
    doubled = "受理时间为四月二十日至五月二十九日的工作日上午九点至十二点，" * 3
    assert text_of(read_text("\n".join([*wrapped * 5, doubled])).blocks) == [
        *["".join(wrapped)] * 5,
        doubled,
    ]


def test_short_lines_stay_apart() -> None:
    assert text_of(read_text("某市教育局\n2025年3月1日\n\n抄送:各区县").blocks) == [
        "某市教育局", "2025年3月1日", "抄送:各区县",
    ]  # fmt: skip


def test_a_json_line_may_say_everything_about_its_document() -> None:
    line = (
        '{"id": 7, "title": "通知", "text": "就近入学。", "issuer": "某局", "date": "2025年3月1日",'
        ' "valid_until": "20261231", "url": null, "extra": [1]}'
    )
    (record,) = read_jsonl(line)
    assert isinstance(record, Record)
    assert (record.id, record.issuer, record.url) == ("7", "某局", "")
    assert (record.date, record.valid_until) == (dt.date(2025, 3, 1), dt.date(2026, 12, 31))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ('{"id": "a", "text": ', "line 2 is not complete JSON"),
        ("[" * 100_000, "line 2 is not complete JSON"),
        ('["a"]', "line 2 is not a JSON object"),
        ('{"id": "a", "text": "  "}', "line 2 has no text"),
        ('{"id": "a", "text": ["b"]}', "line 2: text is not valid"),
        ('{"id": "a b", "text": "内容"}', "line 2: id is not valid"),
        ('{"id": "a", "text": "内容", "date": "昨天"}', "line 2: date is not valid"),
        ('{"id": "x", "text": "内容"}', "line 2 repeats the id of an earlier line"),
    ],
)
def test_a_broken_json_line_is_told_by_its_number(line: str, reason: str) -> None:
    first, second = read_jsonl(f'{{"id": "x", "text": "内容"}}\n{line}\n\n')
    assert isinstance(first, Record)
    assert second == BrokenLine(reason)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2025-02-13", dt.date(2025, 2, 13)),
        ("2025年2月13日 10:00", dt.date(2025, 2, 13)),
        ("2025/2/3", dt.date(2025, 2, 3)),
        ("20250213", dt.date(2025, 2, 13)),
        ("2025-02-30", None),
        ("2025", None),
        ("昨天", None),
    ],
)
def test_days_are_read_as_people_write_them(text: str, day: dt.date | None) -> None:
    assert read_date(text) == day
