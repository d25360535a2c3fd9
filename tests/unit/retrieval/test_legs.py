from __future__ import annotations

import numpy as np
import pytest

from nlu.language import characters_and_bigrams
from knowledge.retrieval.dense import DenseLeg
from knowledge.retrieval.lexical import LexicalLeg
from knowledge.retrieval.scoring import sounds


@pytest.fixture
def words() -> LexicalLeg:
    texts = ["儿童接种疫苗", "儿童参加医保", "儿童就近入学"]
    return LexicalLeg.build(map(characters_and_bigrams, texts), k1=0.9, b=0.4)


def random_vectors(count: int) -> np.ndarray:
    vectors = np.random.default_rng(7).normal(size=(count, 16)).astype(np.float32)
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


def test_the_text_that_shares_rare_terms_scores_best(words):
    assert int(words.scores(characters_and_bigrams("医保怎么参加")).argmax()) == 1


def test_terms_that_nobody_wrote_score_nothing(words):
    assert not words.scores(["zebra"]).any()
    assert not words.scores([]).any()


def test_a_rare_term_carries_more_information_than_a_common_one(words):
    rarity = words.rarity(["儿童", "医保", "火星"])
    assert rarity["儿童"] < rarity["医保"] < rarity["火星"]


def test_a_saved_leg_scores_as_before(words, tmp_path):
    words.save(tmp_path)
    terms = characters_and_bigrams("接种疫苗")
    assert np.array_equal(LexicalLeg.load(tmp_path).scores(terms), words.scores(terms))


def test_homophones_share_their_sounds():
    assert sounds("衣保") == sounds("医保")


@pytest.mark.parametrize("exact_up_to", [1000, 0], ids=["exact", "graph"])
def test_a_passage_is_nearest_to_itself(exact_up_to, tmp_path):
    vectors = random_vectors(300)
    DenseLeg.build(vectors, exact_up_to=exact_up_to).save(tmp_path / "dense")
    leg = DenseLeg.load(tmp_path / "dense")
    rows = leg.nearest(vectors[42], 10)
    assert rows[0] == 42
    assert leg.cosines(vectors[42], rows)[0] == pytest.approx(1.0, abs=1e-5)


def test_more_neighbours_than_passages_gives_all_passages():
    vectors = random_vectors(5)
    assert len(DenseLeg.build(vectors, exact_up_to=10).nearest(vectors[0], 100)) == 5
