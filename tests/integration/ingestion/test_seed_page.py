"""The real scraped page: what must go is gone, what must stay is there."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest

from knowledge.ingestion import Document, DocumentMetadata, read_document, split
from knowledge.ingestion.pinyin import strip_pinyin
from knowledge.settings import PROJECT_ROOT

SHARED = Path(os.environ.get("TONGXING_SHARED") or PROJECT_ROOT.parent / "shared")
PAGE = SHARED / "seed" / "guizhou-measures-news.txt"
READINGS = re.compile(r"[(][a-zà-ǜ]+[)]")
PARENTHESES = re.compile(r"[(（][^()（）]*[)）]")

pytestmark = pytest.mark.skipif(not PAGE.exists(), reason="the real page is not at hand")


@pytest.fixture(scope="module")
def page() -> Document:
    (document,) = read_document(PAGE, DocumentMetadata(title="若干措施"))
    return document


@pytest.fixture(scope="module")
def text(page: Document) -> str:
    return "\n".join(block.text for block in page.blocks)


def test_253_readings_are_found_and_nothing_else() -> None:
    raw = PAGE.read_text(encoding="utf-8")
    cleaned = strip_pinyin(raw)
    assert len(READINGS.findall(raw)) == 253
    assert READINGS.sub("", raw) == cleaned


def test_the_real_parentheses_stay(text: str) -> None:
    assert PARENTHESES.findall(text) == [
        "(张伟薛霏)",
        "(以下简称,《若干措施》)",
        "(含政府购买学位)",
        "(居)",
        "(完)",
    ]


def test_the_script_is_simplified_again(text: str) -> None:
    assert text.startswith("中新网贵阳2月13日电")
    assert "建立重点关爱服务对象台账,开展风险等级评估" in text


def test_footer_mirror_and_debris_are_gone(text: str) -> None:
    for left_over in ("vigoraudio", "Copyright", "ICP", "许可证", "营业执照", "版权", "?", '">'):
        assert left_over not in text
    assert text.endswith("(完)")


def test_its_passages_are_cited_by_paragraph(page: Document) -> None:
    passages = split(page)
    assert passages[0].locator == "第1段至第3段"
    assert all(100 <= len(passage.text) <= 345 for passage in passages)
