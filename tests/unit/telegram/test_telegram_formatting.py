from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.channels.telegram.formatting import as_html, as_messages

SENTENCES = st.text(alphabet="娃儿打疫苗，。！？ \n👶🏽<>&“”（）a1", max_size=3000)


@given(SENTENCES)
def test_every_message_is_html_that_stands_alone(text: str) -> None:
    for html in as_messages(text):
        assert html.count("<blockquote") == html.count("</blockquote>")
        assert html.count("<b>") == html.count("</b>")
        bare = re.sub(r"</?b>|</?blockquote(?: expandable)?>", "", html)
        assert "<" not in bare
        assert not re.search(r"&(?!lt;|gt;|amp;)", bare)


def test_the_title_is_bold_and_the_source_folded() -> None:
    html = as_html("【打疫苗】就近接种。\n依据：据报道整理\n出处：报道第6段")
    assert html == (
        "<b>打疫苗</b>　就近接种。\n"
        "<blockquote expandable>依据：据报道整理\n出处：报道第6段</blockquote>"
    )


@pytest.mark.parametrize("typed", ["<b>", "a & b", "1 < 2 > 0", "</blockquote>", "&amp;"])
def test_what_was_typed_is_shown_as_typed(typed: str) -> None:
    html = as_html(typed)
    shown = html.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    assert shown == typed


def test_quotes_and_chinese_marks_stay_as_they_are() -> None:
    assert as_html("“对”、‘好’——（同意）…") == "“对”、‘好’——（同意）…"
