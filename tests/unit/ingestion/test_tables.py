from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingestion.readers.html import read_html
from knowledge.ingestion.readers.markdown import read_markdown
from knowledge.ingestion.readers.tables import Cell, grid, table_lines

cells = st.builds(
    Cell,
    text=st.uuids().map(str),
    rows=st.integers(1, 4),
    columns=st.integers(1, 4),
)


@given(st.lists(st.lists(cells, min_size=1, max_size=5), min_size=1, max_size=6))
def test_every_cell_stands_within_its_span_in_order_and_all_rows_are_of_one_width(
    rows: list[list[Cell]],
) -> None:
    full = grid(rows)
    assert len({len(row) for row in full}) == 1
    for number, row in enumerate(rows):
        starts = [full[number].index(cell.text) for cell in row]
        assert starts == sorted(starts)
        for cell, start in zip(row, starts, strict=True):
            places = {
                (r, c) for r, line in enumerate(full) for c, t in enumerate(line) if t == cell.text
            }
            assert (number, start) in places
            assert {r for r, _ in places} <= set(range(number, number + cell.rows))
            assert {c for _, c in places} <= set(range(start, start + cell.columns))


def lines(page: str) -> list[str]:
    return [block.text for block in read_html(page).blocks]


def test_a_value_stands_in_every_row_and_column_that_it_spans() -> None:
    page = """<table><tr><th rowspan="2">学段</th><th colspan="2">时间</th></tr>
    <tr><th>报名</th><th>核验</th></tr>
    <tr><td rowspan="2">小学</td><td>6月1日</td><td>6月8日</td></tr>
    <tr><td>6月2日</td><td>6月9日</td></tr></table>"""
    assert lines(page) == [
        "学段 | 时间 | 时间",
        "学段 | 报名 | 核验",
        "小学 | 6月1日 | 6月8日",
        "小学 | 6月2日 | 6月9日",
    ]


def test_an_empty_cell_keeps_its_place() -> None:
    rows = [[Cell("甲"), Cell("乙"), Cell("丙")], [Cell("1"), Cell(""), Cell("3")]]
    assert table_lines(rows) == ["甲 | 乙 | 丙", "1 | — | 3"]


def test_a_table_inside_a_cell_is_read_behind_its_row() -> None:
    inner = "<table><tr><td>周一</td><td>上午</td></tr></table>"
    row = "<tr><td>{}</td><td>{}</td></tr>"
    rows = "".join(row.format(f"门诊{n}", f"路{n}号") for n in range(3))
    page = f"<table>{rows}<tr><td>门诊9</td><td>时间见下{inner}</td></tr></table>"
    assert lines(page)[-2:] == ["门诊9 | 时间见下", "周一 | 上午"]


def test_inline_marks_do_not_part_a_number() -> None:
    assert lines("<table><tr><td>费用</td><td><b>1</b><i>20</i> 元</td></tr></table>") == [
        "费用 | 120 元"
    ]


def test_a_paragraph_that_is_one_link_is_text_and_a_row_of_links_is_a_menu() -> None:
    page = """<ul><li><a href="/">首页</a></li><li><a href="/a">政务公开</a></li></ul>
    <p>咨询电话：</p><p><a href="tel:1">0851-83850000</a></p>
    <div><a href="/b">网站导航</a> <a href="/c">办事服务</a></div>"""
    assert lines(page) == ["咨询电话：", "0851-83850000"]


def test_html_inside_markdown_is_read_and_emphasis_marks_are_not() -> None:
    text = """办理**“低保”**免费，__“不收”__钱。

<table><tr><td>电话</td><td>0851-1</td></tr></table>

第一行<br>第二行
"""
    blocks = [block.text for block in read_markdown(text).blocks]
    assert blocks == ["办理“低保”免费，“不收”钱。", "电话 | 0851-1", "第一行第二行"]
