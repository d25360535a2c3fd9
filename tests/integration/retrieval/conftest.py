from __future__ import annotations

import datetime as dt

import pytest

from knowledge.ingestion import Passage

TEXTS = {
    "school": ("入学政策", "符合条件的流动儿童可以就近入读公办义务教育学校。"),
    "clinic": ("疫苗接种", "居住地卫生部门为儿童接种国家免疫规划疫苗。"),
    "insurance": ("医疗保险", "孩子可以在居住地参加城乡居民基本医疗保险。"),
    "settlement": ("异地就医", "在参保地以外住院，费用可以直接结算。"),
}


def make_passage(document: str, ordinal: int, title: str, text: str) -> Passage:
    return Passage(
        id=f"{document}#{ordinal}",
        document_id=document,
        title=title,
        issuer="某某市政府",
        date=dt.date(2025, 3, 1),
        url="https://example.org/notice",
        locator=f"第{ordinal}段",
        text=text,
        ordinal=ordinal,
    )


@pytest.fixture(scope="session")
def passage():
    return make_passage


@pytest.fixture(scope="session")
def passages() -> list[Passage]:
    return [make_passage(name, 1, title, text) for name, (title, text) in TEXTS.items()]
