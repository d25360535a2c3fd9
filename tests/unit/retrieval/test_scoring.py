"""A search over four passages whose vectors the test chooses, step by step."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from knowledge.ingestion import Passage
from knowledge.retrieval.dense import DenseLeg
from knowledge.retrieval.lexical import LexicalLeg
from knowledge.retrieval.ranking import SIGNALS, FirstPass, Ranking, SecondPass, load_ranking
from knowledge.retrieval.records import Record, Records, compared_text, numbered
from knowledge.retrieval.scoring import Candidates, Legs, find_candidates, sounds, weigh
from nlu.language import characters_and_bigrams

PASSAGES = (
    ("school", "入学政策", "符合条件的流动儿童可以就近入读公办学校。"),
    ("school", "入学政策", "报名要带户口簿和居住证。"),
    ("clinic", "疫苗接种", "居住地卫生部门为儿童接种国家免疫规划疫苗。"),
    ("insurance", "医疗保险", "孩子可以在居住地参加城乡居民基本医疗保险。"),
)
UNIT = np.eye(4, dtype=np.float32)
NOTHING_MEANT = np.zeros(4, dtype=np.float32)


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    found = list(numbered(_passages(), [compared_text(passage) for passage in _passages()]))
    Records.write(tmp_path, found, _documents(found))
    opened = Records(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def legs() -> Legs:
    found = list(numbered(_passages(), [compared_text(passage) for passage in _passages()]))
    texts = [record.compared for record in found]

    def lexical(items: list[list[str]]) -> LexicalLeg:
        return LexicalLeg.build(items, k1=0.9, b=0.4)

    return Legs(
        passages=lexical([characters_and_bigrams(text) for text in texts]),
        documents=lexical([characters_and_bigrams(text) for text in _documents(found)]),
        sounds=lexical([sounds(text) for text in texts]),
        dense=DenseLeg.build(UNIT, exact_up_to=10),
        document_of=np.array([record.document for record in found], dtype=np.int32),
    )


def _passages() -> list[Passage]:
    return [
        Passage(
            id=f"{document}#{number}",
            document_id=document,
            title=title,
            issuer="",
            date=None,
            url="",
            locator=f"第{number}段",
            text=text,
            ordinal=number,
        )
        for number, (document, title, text) in enumerate(PASSAGES)
    ]


def _documents(found: list[Record]) -> list[str]:
    texts: dict[int, str] = {}
    for record in found:
        texts[record.document] = f"{texts.get(record.document, '')} {record.compared}"
    return list(texts.values())


def only(**weights: float) -> Ranking:
    """Weights by which one signal alone decides."""
    first = dict.fromkeys(FirstPass.model_fields, 0.0)
    second = dict.fromkeys(SecondPass.model_fields, 0.0)
    return load_ranking().model_copy(
        update={
            "first_pass": FirstPass(**first | {k: v for k, v in weights.items() if k in first}),
            "second_pass": SecondPass(**second | weights),
        }
    )


def order(
    question: str,
    legs: Legs,
    records: Records,
    ranking: Ranking,
    vector: np.ndarray = NOTHING_MEANT,
) -> list[str]:
    candidates = find_candidates(question, vector, legs, records, ranking, 4)
    best = np.argsort(-weigh(candidates, ranking), kind="stable")
    return [candidates.records[row].passage.id for row in best]


def test_words_alone_find_the_passage_that_has_them(legs: Legs, records: Records) -> None:
    assert order("接种疫苗", legs, records, only(lexical=1))[0] == "clinic#2"


def test_homophones_are_found_by_their_sound_alone(legs: Legs, records: Records) -> None:
    assert order("衣疗包险", legs, records, only(sound=1))[0] == "insurance#3"


def test_meaning_alone_finds_what_shares_no_word(legs: Legs, records: Records) -> None:
    assert order("娃打针", legs, records, only(meaning=1), UNIT[2])[0] == "clinic#2"


def test_a_passage_gains_from_what_its_document_says_elsewhere(
    legs: Legs, records: Records
) -> None:
    ranking = only(document=1)
    found = find_candidates("就近入读公办学校", NOTHING_MEANT, legs, records, ranking, 4)
    scores = dict(
        zip((one.passage.id for one in found.records), weigh(found, ranking), strict=True)
    )
    # The second passage alone holds none of these words; its neighbour does.
    assert scores["school#1"] == scores["school#0"] > scores["clinic#2"]


def test_a_piece_that_stands_word_for_word_outweighs_scattered_words(
    legs: Legs, records: Records
) -> None:
    assert order("户口簿和居住证", legs, records, only(phrase=1, lexical=0.01))[0] == "school#1"


def test_signals_stand_in_the_columns_that_the_weights_name(legs: Legs, records: Records) -> None:
    found = find_candidates("接种疫苗", UNIT[2], legs, records, load_ranking(), 4)
    assert found.signals.shape == (4, len(SIGNALS))
    best = [record.passage.id for record in found.records].index("clinic#2")
    for name in ("lexical", "meaning", "coverage", "phrase"):
        column = found.signals[:, SIGNALS.index(name)]
        assert column[best] == column.max() > 0


def test_shares_lie_between_nothing_and_all(legs: Legs, records: Records) -> None:
    shares = [SIGNALS.index(name) for name in SIGNALS if name != "brevity"]
    for question in ("接种疫苗", "报名", "？", "zebra", "居住地"):
        signals = find_candidates(question, UNIT[0], legs, records, load_ranking(), 4).signals
        assert np.all((signals[:, shares] >= 0) & (signals[:, shares] <= 1 + 1e-6))


def test_a_question_that_nothing_answers_is_scored_all_the_same_and_in_order(
    legs: Legs, records: Records
) -> None:
    found = find_candidates("zebra", NOTHING_MEANT, legs, records, only(lexical=1), 3)
    assert [record.row for record in found.records] == [0, 1, 2]


def test_weights_are_applied_name_by_name() -> None:
    row = np.arange(1.0, len(SIGNALS) + 1).reshape(1, -1)
    for place, name in enumerate(SIGNALS):
        assert weigh(Candidates([], row), only(**{name: 2.0})).tolist() == [2.0 * (place + 1)]
