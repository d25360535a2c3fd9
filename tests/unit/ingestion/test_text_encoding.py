from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.ingestion.readers.encoding import decode

SIMPLIFIED = "关于加强流动儿童关爱保护的若干措施，保障符合条件的流动儿童就近入学。联系电话：12345。"
TRADITIONAL = "關於加強流動兒童關愛保護的若干措施，保障符合條件的流動兒童就近入學。"


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "gb2312", "utf-16", "utf-16-le", "utf-16-be"]
)
@pytest.mark.parametrize("repeat", [1, 20])
def test_simplified_text_is_read_in_every_encoding_it_comes_in(encoding: str, repeat: int) -> None:
    assert decode((SIMPLIFIED * repeat).encode(encoding)) == SIMPLIFIED * repeat


@pytest.mark.parametrize("encoding", ["big5", "gb18030", "utf-16-le", "utf-32"])
def test_traditional_text_is_read_in_every_encoding_it_comes_in(encoding: str) -> None:
    assert decode(TRADITIONAL.encode(encoding)) == TRADITIONAL


def test_a_page_that_declares_gb2312_may_use_its_supersets() -> None:
    page = f'<html><head><meta charset="gb2312"></head><body>{SIMPLIFIED}镕</body></html>'
    assert decode(page.encode("gbk")) == page


def test_a_wrong_declaration_is_not_believed() -> None:
    page = f'<meta charset="big5">{SIMPLIFIED}'
    assert decode(page.encode("utf-8")) == page
    assert decode(page.encode("gb18030")) == page


def test_random_bytes_are_no_text() -> None:
    noise = random.Random(7)
    assert decode(bytes(noise.randrange(256) for _ in range(5000))) is None


@given(st.binary(max_size=400))
def test_any_bytes_are_either_text_or_refused(data: bytes) -> None:
    assert decode(data) is None or isinstance(decode(data), str)
